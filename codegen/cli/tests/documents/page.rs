//! `docs/plugin-gen.md` is replayed: each command of a `console` block runs in a folder that all of them share, and what
//! it prints is what stands below it. `BLESS=1` writes the output of today.
//!
//! - A block whose head has a path, such as ` ```wit greet.wit`, is written to that file first.
//! - `$ cd DIR` goes for all commands behind it, and `$ echo $?` must follow a command that fails.
//! - What builds, or needs a network, stands in a block of another kind, such as `sh`, and is not run.
//! - The folder is printed as `/home/ada`, and the checkout as `/src/hostplug`.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::root;

const PAGE: &str = "docs/plugin-gen.md";

#[test]
fn the_page_shows_what_the_command_prints() {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).unwrap();
    let now = Replay::new().page(&page);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &now).unwrap();
    } else if let Some((was, is)) = page.lines().zip(now.lines()).find(|(was, is)| was != is) {
        panic!(
            "{PAGE} says\n  {was}\nand the command\n  {is}\nrun with `BLESS=1`, and read what was written"
        );
    } else {
        assert_eq!(
            page.lines().count(),
            now.lines().count(),
            "run with `BLESS=1`"
        );
    }
}

/// The page is about every command that there is.
#[test]
fn the_page_has_every_command() {
    let page = fs::read_to_string(root().join(PAGE)).unwrap();
    let help = plugin_gen(&["--help"]);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.split_whitespace().next());
    for name in names.filter(|name| *name != "help") {
        assert!(
            page.contains(&format!("$ plugin-gen {name}")),
            "{PAGE} does not show `plugin-gen {name}`"
        );
    }
}

fn plugin_gen(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_plugin-gen"))
        .args(arguments)
        .output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

struct Replay {
    folder: tempfile::TempDir,
    /// Where the next command runs.
    current: PathBuf,
    /// How the last command ended.
    code: i32,
}

impl Replay {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let current = folder.path().canonicalize().unwrap();
        Replay {
            folder,
            current,
            code: 0,
        }
    }

    /// The page with the output of now.
    fn page(mut self, page: &str) -> String {
        let mut written = String::new();
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            written.push_str(line);
            written.push('\n');
            let Some(head) = line.strip_prefix("```").filter(|head| !head.is_empty()) else {
                continue;
            };
            let body: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            written.push_str(&self.block(head, &body));
            written.push_str("```\n");
        }
        written
    }

    fn block(&mut self, head: &str, body: &[&str]) -> String {
        match head.split_once(' ') {
            None if head == "console" => self.console(body),
            Some((_, path)) => {
                let path = self.current.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text(body)).unwrap();
                text(body)
            }
            None => text(body),
        }
    }

    fn console(&mut self, body: &[&str]) -> String {
        let mut written = String::new();
        for line in body {
            if let Some(command) = line.strip_prefix("$ ") {
                written.push_str(&format!("{line}\n{}", self.command(command)));
            }
        }
        assert_eq!(
            self.code, 0,
            "a command fails: `$ echo $?` must follow it\n{written}"
        );
        written
    }

    fn command(&mut self, command: &str) -> String {
        if command == "echo $?" {
            return format!("{}\n", std::mem::take(&mut self.code));
        }
        assert_eq!(
            self.code, 0,
            "`$ echo $?` must stand in front of `{command}`"
        );
        if let Some(folder) = command.strip_prefix("cd ") {
            self.current = self.current.join(folder).canonicalize().unwrap();
            return String::new();
        }
        let output = self.shell(command);
        self.code = output.status.code().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        self.normal(&String::from_utf8(printed).unwrap())
    }

    fn shell(&self, command: &str) -> std::process::Output {
        let bin = Path::new(env!("CARGO_BIN_EXE_plugin-gen"))
            .parent()
            .unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", command])
            .current_dir(&self.current)
            .env("PATH", format!("{}:{path}", bin.display()))
            .env_remove("RUST_BACKTRACE");
        shell.output().unwrap()
    }

    /// What does not depend on the machine, without spaces at the ends of lines.
    fn normal(&self, printed: &str) -> String {
        let folder = self.folder.path().canonicalize().unwrap();
        let printed = printed
            .replace(&folder.display().to_string(), "/home/ada")
            .replace(&root().display().to_string(), "/src/hostplug");
        let lines = printed.lines().map(str::trim_end);
        text(&lines.collect::<Vec<_>>())
    }
}

fn text(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}
