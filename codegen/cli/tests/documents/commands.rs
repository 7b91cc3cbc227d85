//! Finds commands in the texts of the repository, and lets the real parser read them.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;
use plugin_gen::Cli;

use super::root;

/// A command as it stands in a file.
#[derive(Debug)]
struct Named {
    file: PathBuf,
    command: String,
}

/// `cargo run -p plugin-gen --` is the command as well.
const FRONTS: [&str; 2] = ["plugin-gen ", "cargo run -p plugin-gen -- "];

/// What stands for something else in usage lines, where not everything would do.
const PLACEHOLDERS: &[(&str, &str)] = &[
    ("COMMAND", "new"),
    ("PROFILE", "wasmtime"),
    ("SHELL", "bash"),
    ("WHEN", "auto"),
];

#[test]
fn every_command_in_texts_and_messages_is_understood() {
    let root = root();
    let named = all_named(&root);
    let wrong: Vec<_> = named.iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    for place in [
        "README.md",
        "codegen/src/diag.rs",
        "codegen/cli/README.md",
        "docs/plugin-gen.md",
    ] {
        let is_there = named.iter().any(|named| named.file == root.join(place));
        assert!(is_there, "no command was found in {place}");
    }
}

fn wrong(named: &Named) -> Vec<String> {
    let variants = variants(&named.command);
    let errors = variants.into_iter().filter_map(|command| {
        let error = Cli::try_parse_from(command.split_whitespace()).err()?;
        let is_answer = matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
        );
        // `plugin-gen new` and `plugin-gen new --path` are how texts call what they speak of.
        let is_name = match error.kind() {
            ErrorKind::MissingRequiredArgument => command.split(' ').count() == 2,
            ErrorKind::InvalidValue => command.rsplit(' ').next().is_some_and(is_option),
            _ => false,
        };
        let (file, error) = (named.file.display(), error.to_string());
        (!is_answer && !is_name).then(|| format!("{file}: `{command}`:\n{error}"))
    });
    errors.collect()
}

fn is_option(word: &str) -> bool {
    word.starts_with("--")
}

fn all_named(root: &Path) -> Vec<Named> {
    let mut named = Vec::new();
    for file in texts(root) {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        let commands = in_backticks(&text).into_iter().chain(in_lines(&text));
        // Neither the parser's own usage lines nor dependencies in a manifest are commands.
        let commands = commands
            .filter(|command| !command.starts_with("[OPTIONS]") && !command.starts_with("= "));
        named.extend(commands.map(|command| Named {
            file: file.clone(),
            command,
        }));
    }
    named
}

/// Every file that could have words in it.
fn texts(root: &Path) -> Vec<PathBuf> {
    const KINDS: [&str; 8] = ["md", "rs", "in", "part", "toml", "stderr", "yml", "yaml"];
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let is_foreign = name == "target"
                    || path.ends_with("tests/documents")
                    || (name.starts_with('.') && name != ".github");
                folders.extend((!is_foreign).then_some(path));
            } else if KINDS.iter().any(|kind| name.ends_with(&format!(".{kind}"))) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Between backticks, over the ends of lines.
fn in_backticks(text: &str) -> Vec<String> {
    let fronts = FRONTS.iter().flat_map(|front| {
        let quoted = format!("`{front}");
        let found = text.match_indices(&quoted).filter_map(|(at, quoted)| {
            let (command, _) = text.get(at + quoted.len()..)?.split_once('`')?;
            Some(until_the_shell(&one_line(command)))
        });
        found.collect::<Vec<_>>()
    });
    fronts.filter(|command| !command.is_empty()).collect()
}

/// Without the ends of lines, and what stands in front of the next one in comments and in strings.
fn one_line(command: &str) -> String {
    let lines = command.lines().map(|line| {
        let line = line.trim().trim_end_matches('\\');
        line.trim_start_matches("///")
            .trim_start_matches("//!")
            .trim()
    });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Lines of code blocks, of scripts, and of what Rust puts into comments.
fn in_lines(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line
            .trim()
            .trim_start_matches("///")
            .trim_start_matches("//!");
        let line = line
            .trim_start()
            .trim_start_matches("- ")
            .trim_start_matches("run: ");
        let line = line.trim_start_matches("$ ").trim_start_matches("# ");
        let Some(command) = FRONTS.iter().find_map(|front| line.strip_prefix(front)) else {
            continue;
        };
        let mut command = command.to_owned();
        // A usage line goes on where its brackets do.
        while let Some(more) = lines.next_if(|next| next.trim_start().starts_with("[-")) {
            command = format!("{command} {}", more.trim());
        }
        if !is_prose(&command) {
            commands.push(until_the_shell(&command));
        }
    }
    commands
}

/// A sentence that begins with the name of the command.
fn is_prose(command: &str) -> bool {
    let first = command.split_whitespace().next().unwrap_or_default();
    !first.starts_with('-')
        && Cli::try_parse_from(["plugin-gen", first])
            .is_err_and(|error| error.kind() == ErrorKind::InvalidSubcommand)
        && command.trim_end().ends_with(['.', ',', ':'])
}

/// What the command gets of a line: a comment, a pipe and a redirection are the shell's. In brackets, `|` is an
/// alternative.
fn until_the_shell(line: &str) -> String {
    let mut depth = 0;
    let words = line.split_whitespace().take_while(|word| {
        let is_shell = ["#", "|", ">", ">>", "&&", "||", "2>", ";"].contains(word);
        let is_kept = depth > 0 || !is_shell;
        depth += word.matches('[').count();
        depth -= word.matches(']').count().min(depth);
        is_kept
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The command with nothing of what is in brackets, and with all of it, of alternatives the first.
fn variants(command: &str) -> Vec<String> {
    let (mut least, mut most) = (String::new(), String::new());
    let mut rest = command;
    while let Some((before, inside)) = rest.split_once('[') {
        let (inside, behind) = inside.split_once(']').unwrap_or((inside, ""));
        let first = inside.split(" | ").next().unwrap_or_default();
        least.push_str(before);
        most.push_str(&format!("{before}{first}"));
        rest = behind;
    }
    let mut variants = vec![filled(&(least + rest)), filled(&(most + rest))];
    variants.dedup();
    variants
}

/// The command with values in the places of those that texts leave open.
fn filled(command: &str) -> String {
    let words = command.split_whitespace().map(|word| {
        let word = word.trim_end_matches("..").trim_matches('"');
        let first = match word.split_once('|') {
            Some((first, _)) => first,
            None => word,
        };
        let known = PLACEHOLDERS.iter().find(|(name, _)| *name == first);
        known.map_or_else(|| without_braces(first), |(_, value)| (*value).to_owned())
    });
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    format!("plugin-gen {}", words.join(" "))
}

/// `{name}`, `{{name}}` and `<name>` are filled in by whoever prints the text. Behind a word they are more words, or
/// none.
fn without_braces(word: &str) -> String {
    match word.split_once('{') {
        Some((word, _)) if !word.is_empty() && !word.contains('=') => word.to_owned(),
        Some(_) if word.trim_matches(['{', '}']).is_empty() => "some".to_owned(),
        _ => word.replace(['{', '}', '<', '>'], ""),
    }
}

#[test]
fn commands_are_found_wherever_they_stand() {
    let text = "Write `plugin-gen stub\n/// --write`, or:\n\n    $ plugin-gen new x --wit y | head  # comment\n\
        plugin-gen new NAME --wit PATH [--world WORLD]\n    [--backend memory|none]\n\
        run `cargo run -p plugin-gen -- list` and `plugin-gen`.\n";
    let found: Vec<_> = in_backticks(text)
        .into_iter()
        .chain(in_lines(text))
        .collect();
    assert_eq!(
        found,
        [
            "stub --write",
            "list",
            "new x --wit y",
            "new NAME --wit PATH [--world WORLD] [--backend memory|none]"
        ]
    );
    assert_eq!(
        variants(&found[3]),
        [
            "plugin-gen new NAME --wit PATH",
            "plugin-gen new NAME --wit PATH --world WORLD --backend memory"
        ]
    );
    assert_eq!(filled("man [COMMAND]"), "plugin-gen man [COMMAND]");
    assert_eq!(
        variants("man [COMMAND]"),
        ["plugin-gen man", "plugin-gen man new"]
    );
    assert_eq!(
        variants("new PACKAGE[@VERSION] [--a | --b B]"),
        [
            "plugin-gen new PACKAGE",
            "plugin-gen new PACKAGE@VERSION --a"
        ]
    );
    assert_eq!(until_the_shell("new [--a | --b] | head"), "new [--a | --b]");
    assert_eq!(filled("update{here} --force"), "plugin-gen update --force");
    assert_eq!(
        filled("new {name} --dir {{dir}}"),
        "plugin-gen new name --dir dir"
    );
}
