//! See the library of the same name.

use std::process::ExitCode;

use clap::Parser;
use plugin_gen::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let answer = plugin_gen::run(&cli);
    plugin_gen::print(&cli, &answer)
}
