//! See the library of the same name.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match plugin_gen::run(plugin_gen::Cli::parse()) {
        Ok(answer) => {
            print!("{answer}");
            for note in answer.notes() {
                eprintln!("note: {note}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            for message in error.messages() {
                eprintln!("error: {message}");
            }
            ExitCode::from(2)
        }
    }
}
