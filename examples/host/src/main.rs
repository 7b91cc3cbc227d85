use std::process::ExitCode;

fn main() -> ExitCode {
    hostplug_host::Cli::new().main()
}
