//! `plugin-gen completions` and `plugin-gen man`: what shells and readers of manuals want.

use std::io;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{Cli, Error};

/// Print a script with which a shell completes the command.
///
/// For bash: `plugin-gen completions bash > ~/.local/share/bash-completion/completions/plugin-gen`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> String {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "plugin-gen", &mut script);
        String::from_utf8_lossy(&script).into_owned()
    }
}

/// Print the manual page of the command, or of one of its commands.
///
/// To read it: `plugin-gen man new | man -l -`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command, such as `new`.
    #[arg(value_parser = NAMES)]
    command: Option<String>,
}

const NAMES: [&str; 13] = [
    "new",
    "host",
    "add",
    "list",
    "inspect",
    "diff",
    "stub",
    "expand",
    "update",
    "check",
    "doctor",
    "completions",
    "man",
];

impl Man {
    pub(crate) fn run(&self) -> Result<String, Error> {
        let mut root = Cli::command();
        root.build();
        let command = match &self.command {
            Some(name) => root.find_subcommand(name).cloned().unwrap_or(root),
            None => root,
        };
        let mut page = Vec::new();
        let written: io::Result<()> = clap_mangen::Man::new(command).render(&mut page);
        written.map_err(|source| Error::Print { source })?;
        Ok(String::from_utf8_lossy(&page).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let mut root = Cli::command();
        root.build();
        let commands = root
            .get_subcommands()
            .map(|command| command.get_name().to_owned());
        let commands: Vec<_> = commands.filter(|name| name != "help").collect();
        assert_eq!(commands, NAMES);
        for name in commands {
            let command = Some(name.clone());
            let page = Man { command }.run().unwrap();
            assert!(page.contains(&format!("plugin\\-gen\\-{name}")), "{page}");
        }
    }
}
