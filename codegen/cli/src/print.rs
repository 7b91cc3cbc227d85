//! Prints answers and errors: for a person, or as JSON.

use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;
use hostplug_codegen::changes::Effect;
use serde_json::json;

use crate::{Answer, Cli, Error, Usage};

/// What was found is not as it should be.
const FOUND: u8 = 1;
/// The command could not do what it was asked for.
const FAILED: u8 = 2;
/// The command did what it could, and left some things to be merged by hand.
const CONFLICTS: u8 = 3;

/// Prints what a command answered, and says how the program ends.
pub fn print(cli: &Cli, answer: &Result<Answer, Error>) -> ExitCode {
    let output = cli.output();
    anstream::ColorChoice::write_global(match output.color {
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
        ColorChoice::Auto => anstream::ColorChoice::Auto,
    });
    match output.json {
        true => anstream::println!("{}", document(cli.name(), answer)),
        false => for_a_person(answer),
    }
    match answer {
        Ok(answer) if answer.has_conflicts() => ExitCode::from(CONFLICTS),
        Ok(answer) if answer.is_good() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(FOUND),
        Err(_) => ExitCode::from(FAILED),
    }
}

/// Prints what is wrong with the arguments, or the help that was asked for.
pub fn print_usage(usage: &Usage) -> ExitCode {
    if let Some(answer) = usage.answer() {
        answer.exit();
    }
    match usage.is_json {
        true => anstream::println!("{:#}", json!({ "errors": [parts(usage.message())] })),
        false => anstream::eprintln!("{}", coloured(&format!("error: {}", usage.message()))),
    }
    ExitCode::from(FAILED)
}

fn document(command: &str, answer: &Result<Answer, Error>) -> String {
    let document = match answer {
        Ok(answer) => json!({
            "command": command,
            "result": answer,
            "notes": answer.notes(),
        }),
        Err(error) => {
            let errors = error.messages();
            let errors: Vec<_> = errors.iter().map(|message| parts(message)).collect();
            json!({ "command": command, "errors": errors })
        }
    };
    format!("{document:#}")
}

/// A message and its `help:` and `note:` lines.
fn parts(message: &str) -> serde_json::Value {
    let (mut text, mut help, mut note) = (Vec::new(), Vec::new(), Vec::new());
    for line in message.lines() {
        match line.split_once(": ") {
            Some(("help", rest)) => help.push(rest),
            Some(("note", rest)) => note.push(rest),
            _ => text.push(line),
        }
    }
    json!({ "message": text.join("\n"), "help": help, "note": note })
}

fn for_a_person(answer: &Result<Answer, Error>) {
    match answer {
        Ok(answer) => {
            anstream::print!("{answer}");
            for note in answer.notes() {
                anstream::eprintln!("{}", coloured(&format!("note: {note}")));
            }
        }
        Err(error) => {
            for message in error.messages() {
                anstream::eprintln!("{}", coloured(&format!("error: {message}")));
            }
        }
    }
}

/// The words that lead lines, in the colours of rustc.
pub(crate) fn coloured(message: &str) -> String {
    let lines = message.lines().map(|line| {
        let found = LABELS.iter().find_map(|(label, color)| {
            let rest = line.strip_prefix(label)?.strip_prefix(':')?;
            let style = Style::new().bold().fg_color(Some((*color).into()));
            Some(format!("{style}{label}{style:#}:{rest}"))
        });
        found.unwrap_or_else(|| line.to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A word that says how bad something is, in the colour of that.
pub(crate) fn in_colour_of(effect: Effect, text: &str) -> String {
    let color = match effect {
        Effect::Breaking => AnsiColor::BrightRed,
        Effect::Additive => AnsiColor::BrightGreen,
        _ => return text.to_owned(),
    };
    let style = Style::new().fg_color(Some(color.into()));
    format!("{style}{text}{style:#}")
}

const LABELS: &[(&str, AnsiColor)] = &[
    ("error", AnsiColor::BrightRed),
    ("warning", AnsiColor::BrightYellow),
    ("help", AnsiColor::BrightCyan),
    ("note", AnsiColor::BrightGreen),
    ("ok", AnsiColor::BrightGreen),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_apart() {
        let message = "no WIT: found\n  | 1\nhelp: write some\nnote: there is a.wit";
        assert_eq!(
            parts(message),
            json!({ "message": "no WIT: found\n  | 1", "help": ["write some"], "note": ["there is a.wit"] })
        );
    }

    #[test]
    fn only_leading_words_are_coloured() {
        let plain =
            anstream::adapter::strip_str(&coloured("error: a\nhelp: b\n  note: c")).to_string();
        assert_eq!(plain, "error: a\nhelp: b\n  note: c");
        assert!(coloured("  note: c").starts_with("  note"));
        assert_ne!(coloured("help: b"), "help: b");
    }
}
