//! See the library of the same name.

use std::process::ExitCode;

use plugin_gen::Usage;

fn main() -> ExitCode {
    match Usage::parse() {
        Ok(cli) => {
            let answer = plugin_gen::run(&cli);
            plugin_gen::print(&cli, &answer)
        }
        Err(usage) => plugin_gen::print_usage(&usage),
    }
}
