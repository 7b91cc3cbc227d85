//! A command of WASI 0.3 with one sub-command for each thing that a command can ask of its host.

mod connect;
mod file;

use exports::wasi::cli::run::Guest;
use wasi::cli::{environment, exit, stderr, stdin, stdout};
use wasi::clocks::monotonic_clock;
use wasi::random::random;
use wit_bindgen::StreamReader;

wit_bindgen::generate!({
    path: [
        "../wit/deps/p3/cli.wit",
        "../wit/deps/p3/clocks.wit",
        "../wit/deps/p3/filesystem.wit",
        "../wit/deps/p3/random.wit",
        "../wit/deps/p3/sockets.wit",
    ],
    inline: "
        package test:cli-p3;

        world command {
            import wasi:cli/environment@0.3.0;
            import wasi:cli/exit@0.3.0;
            import wasi:cli/stderr@0.3.0;
            import wasi:cli/stdin@0.3.0;
            import wasi:cli/stdout@0.3.0;
            import wasi:clocks/monotonic-clock@0.3.0;
            import wasi:clocks/system-clock@0.3.0;
            import wasi:filesystem/preopens@0.3.0;
            import wasi:filesystem/types@0.3.0;
            import wasi:random/random@0.3.0;
            import wasi:sockets/types@0.3.0;
            export wasi:cli/run@0.3.0;
        }
    ",
    generate_all,
});
export!(Command);

struct Command;

impl Guest for Command {
    async fn run() -> Result<(), ()> {
        let args = environment::get_arguments();
        let args: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
        match args.as_slice() {
            ["args", rest @ ..] => print(lines(rest)).await,
            ["env"] => print(variables()).await,
            ["echo"] => copy(stdin::read_via_stream().0).await,
            ["stderr", text] => complain(format!("{text}\n")).await,
            ["cat", path] => file::cat(path).await,
            ["write", path, text] => file::write(path, text).await,
            ["connect", address] => print(connect::connect(address).await).await,
            ["clock"] => print(clock().await).await,
            ["exit", code] => exit::exit_with_code(code.parse().map_err(drop)?),
            ["fail"] => return Err(()),
            ["trap"] => core::arch::wasm32::unreachable(),
            _ => complain("no such command\n".to_owned()).await,
        }
        Ok(())
    }
}

fn lines(args: &[&str]) -> String {
    args.iter().map(|arg| format!("{arg}\n")).collect()
}

fn variables() -> String {
    let mut variables = environment::get_environment();
    variables.sort();
    let lines = variables
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"));
    lines.collect()
}

/// Whether time goes on, and whether numbers are random.
async fn clock() -> String {
    let start = monotonic_clock::now();
    monotonic_clock::wait_for(1).await;
    let later = monotonic_clock::now() > start;
    let now = wasi::clocks::system_clock::now().seconds > 0;
    let differ = random::get_random_u64() != random::get_random_u64();
    format!("{later} {now} {differ}\n")
}

async fn print(text: String) {
    let (mut writer, reader) = wit_stream::new();
    let printed = stdout::write_via_stream(reader);
    writer.write_all(text.into_bytes()).await;
    drop(writer);
    printed.await.expect("standard output is open");
}

async fn copy(text: StreamReader<u8>) {
    let copied = stdout::write_via_stream(text);
    copied.await.expect("standard output is open");
}

async fn complain(text: String) {
    let (mut writer, reader) = wit_stream::new();
    let printed = stderr::write_via_stream(reader);
    writer.write_all(text.into_bytes()).await;
    drop(writer);
    printed.await.expect("standard error is open");
}
