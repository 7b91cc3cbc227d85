//! The command `plugin-gen`: writes the crate of a host plugin from WIT, and looks after it.
//!
//! What a crate consists of is decided in `hostplug-codegen`, for the command and for `#[host_plugin]` alike. Here are
//! the arguments, the words that a person reads, and the only place that writes files.

mod add;
mod alone;
mod answer;
mod cargo_lock;
mod change;
mod check;
mod class;
mod diff;
mod doctor;
mod error;
mod example;
mod expand;
mod host;
mod inspect;
mod list;
mod lock;
mod manifest;
mod manual;
mod merge;
mod module;
mod new;
mod package;
mod print;
mod recipe;
mod registry;
mod stub;
mod template;
mod update;
mod usage;
mod wit;
mod workspace;
mod write;

use clap::{Args, ColorChoice, Parser, Subcommand};

pub use crate::answer::Answer;
pub use crate::error::Error;
pub use crate::print::{print, print_usage};
pub use crate::usage::Usage;

/// Writes host plugins from WIT, and looks after them.
#[derive(Debug, Parser)]
#[command(name = "plugin-gen", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    output: Output,
}

/// What holds for all commands: what they may touch, and how they answer.
#[derive(Clone, Copy, Debug, Args)]
pub struct Output {
    /// Print one JSON document, whether all went well or not.
    #[arg(long, global = true)]
    json: bool,
    /// Say what would be written, and write nothing.
    #[arg(long, global = true)]
    dry_run: bool,
    /// Do without the network; say what is missing instead.
    #[arg(long, global = true)]
    offline: bool,
    /// When to use colours; `auto` is on a terminal.
    #[arg(long, global = true, value_name = "WHEN", default_value_t)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(Box<new::New>),
    Host(host::Host),
    Add(add::Add),
    List(list::List),
    Inspect(inspect::Inspect),
    Diff(diff::Diff),
    Stub(stub::Stub),
    Expand(expand::Expand),
    Update(update::Update),
    Check(check::Check),
    Doctor(doctor::Doctor),
    Completions(manual::Completions),
    Man(manual::Man),
}

impl Cli {
    /// How the answer is wanted.
    pub fn output(&self) -> Output {
        self.output
    }

    /// The name of the command.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::New(_) => "new",
            Command::Host(_) => "host",
            Command::Add(_) => "add",
            Command::List(_) => "list",
            Command::Inspect(_) => "inspect",
            Command::Diff(_) => "diff",
            Command::Stub(_) => "stub",
            Command::Expand(_) => "expand",
            Command::Update(_) => "update",
            Command::Check(_) => "check",
            Command::Doctor(_) => "doctor",
            Command::Completions(_) => "completions",
            Command::Man(_) => "man",
        }
    }
}

/// Does what the arguments say.
///
/// # Errors
/// Nothing was written, and nothing is left behind; or a crate was written, and cannot be run.
pub fn run(cli: &Cli) -> Result<Answer, Error> {
    match &cli.command {
        Command::New(new) => new::run(new, cli.output).map(Answer::Written),
        Command::Host(host) => host::run(host, cli.output).map(Answer::Host),
        Command::Add(add) => add::run(add, cli.output).map(Answer::Grown),
        Command::List(list) => list::run(list).map(Answer::Listing),
        Command::Inspect(inspect) => inspect::run(inspect).map(Answer::Inspection),
        Command::Diff(diff) => diff::run(diff).map(Answer::Difference),
        Command::Stub(stub) => stub::run(stub, cli.output).map(Answer::Stubs),
        Command::Expand(expand) => expand::run(expand).map(Answer::Expansion),
        Command::Update(update) => update::run(update, cli.output).map(Answer::Updated),
        Command::Check(check) => check::run(check).map(Answer::Findings),
        Command::Doctor(doctor) => doctor::run(doctor).map(Answer::Diagnosis),
        Command::Completions(completions) => Ok(Answer::Text(completions.run())),
        Command::Man(man) => man.run().map(Answer::Text),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
