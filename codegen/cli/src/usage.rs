//! What clap finds wrong, in the words of all other errors.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};
use hostplug_codegen::nearest;

use crate::Cli;

/// Arguments that are none.
#[derive(Debug)]
pub struct Usage {
    error: clap::Error,
    message: String,
    /// Whether one of them is `--json`.
    pub(crate) is_json: bool,
}

impl Usage {
    /// Reads the arguments of the process.
    ///
    /// # Errors
    /// They make no command, or what is asked for is help.
    pub fn parse() -> Result<Cli, Self> {
        Cli::try_parse().map_err(|error| Usage {
            message: message(&error),
            error,
            is_json: std::env::args().any(|argument| argument == "--json"),
        })
    }

    /// The error that clap gives, if it is none: help, or the version.
    pub(crate) fn answer(&self) -> Option<&clap::Error> {
        (!self.error.use_stderr() || is_help(&self.error)).then_some(&self.error)
    }

    /// The message, with `help:` and `note:` lines.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

fn is_help(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn message(error: &clap::Error) -> String {
    let rendered = error.render().to_string().replace('\'', "`");
    let (mut text, mut helps, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let lines = rendered.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(tip) = line
            .strip_prefix("tip: ")
            .or_else(|| line.strip_prefix("help: "))
        {
            helps.push(format!("help: {tip}"));
        } else if let Some(usage) = line.strip_prefix("Usage: ") {
            notes.push(format!("note: the usage is `{usage}`"));
        } else if let Some(values) = line.strip_prefix('[') {
            notes.push(format!("note: {}", values.trim_end_matches(']')));
        } else if !line.starts_with("For more information") {
            text.push(line.trim_start_matches("error: "));
        }
    }
    if helps.is_empty() {
        helps.push(help(error));
    }
    let lines = [text.join(" ")].into_iter().chain(helps).chain(notes);
    lines.collect::<Vec<_>>().join("\n")
}

/// The command that was meant, if one is near; else where to read on.
fn help(error: &clap::Error) -> String {
    let root = Cli::command();
    let names: Vec<_> = root
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let near = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(typed)) => nearest(typed, &names),
        _ => None,
    };
    match near {
        Some(name) => format!("help: did you mean `{name}`?"),
        None => "help: write `--help` behind the command to see what it takes".to_owned(),
    }
}
