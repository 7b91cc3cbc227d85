//! Components that export `wasi:cli/run`.

use hostplug_guests::{CALLS_CALLEE, COMMAND};
use hostplug_runtime::{Component, Error, Host, Running, Stream, Workload};

use crate::support::output::Printed;
use crate::support::{alone, builder, host, text};

fn command(args: &[&str]) -> Component {
    Component::bytes(COMMAND).args(args.iter().copied())
}

async fn printing() -> (Host, Printed) {
    let printed = Printed::default();
    (
        builder().stdio(printed.stdio()).start().await.unwrap(),
        printed,
    )
}

async fn start<const N: usize>(host: &Host, commands: [(&str, Component); N]) -> Running {
    let workload = Workload::new("test");
    let workload = commands
        .into_iter()
        .fold(workload, |workload, (name, command)| {
            workload.component(name, command)
        });
    host.start(workload).await.unwrap()
}

/// WASI 0.2 knows success and failure only.
#[tokio::test]
async fn a_command_ends_with_its_code_and_a_panic_is_a_trap() {
    let (host, printed) = printing().await;
    let commands = [
        ("zero", command(&["exit", "0"])),
        ("one", command(&["exit", "1"])),
        ("seven", command(&["exit", "7"])),
        ("error", command(&["no-such-command"])),
        ("panic", command(&["panic"])),
    ];
    let running = start(&host, commands).await;
    for (name, code) in [("zero", 0), ("one", 1), ("seven", 1), ("error", 1)] {
        assert_eq!(running.run(name).await.unwrap(), code, "{name}");
    }
    let error = running.run("panic").await.unwrap_err();
    assert!(
        matches!(&error, Error::Trap { component, .. } if component == "panic"),
        "{error:?}"
    );
    assert!(
        error.to_string().starts_with("component `panic` trapped: "),
        "{error}"
    );
    assert_eq!(
        running.run("zero").await.unwrap(),
        0,
        "the next run has an instance of its own"
    );
    let panicked = printed.take_stream("panic", Stream::Stderr).concat();
    assert!(panicked.contains("asked to panic"), "{panicked}");
}

#[tokio::test]
async fn each_command_has_its_own_arguments_and_environment() {
    let (host, printed) = printing().await;
    let commands = [
        ("args", command(&["args", "one", "", "two words"])),
        (
            "red",
            command(&["env"]).env("COLOUR", "red").env("ONLY", "red"),
        ),
        ("blue", command(&["env"]).env("COLOUR", "blue")),
        ("bare", command(&["env"])),
    ];
    let running = start(&host, commands).await;
    for name in ["args", "red", "blue", "bare"] {
        assert_eq!(running.run(name).await.unwrap(), 0);
    }
    assert_eq!(printed.take("args"), ["one", "", "two words"]);
    assert_eq!(printed.take("red"), ["COLOUR=red", "ONLY=red"]);
    assert_eq!(printed.take("blue"), ["COLOUR=blue"]);
    assert_eq!(
        printed.take("bare"),
        [""; 0],
        "the environment of the host is not the guest's"
    );
}

#[tokio::test]
async fn lines_say_who_printed_them_and_standard_input_is_empty() {
    let (host, printed) = printing().await;
    let commands = [
        ("out", command(&["args", "hello"])),
        ("err", command(&["stderr", "oh"])),
        ("echo", command(&["echo"])),
    ];
    let running = start(&host, commands).await;
    for name in ["out", "err", "echo"] {
        assert_eq!(running.run(name).await.unwrap(), 0);
    }
    let origins: Vec<_> = printed
        .origins()
        .iter()
        .map(|origin| {
            format!(
                "{}/{} {:?}",
                origin.workload, origin.component, origin.stream
            )
        })
        .collect();
    assert_eq!(origins, ["test/out Stdout", "test/err Stderr"]);
    assert_eq!(printed.take_stream("err", Stream::Stderr), ["oh"]);
}

#[tokio::test]
async fn what_is_no_command_says_what_it_is() {
    let running = host()
        .await
        .start(alone("callee", Component::bytes(CALLS_CALLEE)))
        .await
        .unwrap();
    let text = text(running.run("callee").await);
    assert!(
        text.starts_with("component `callee` exports no function `wasi:cli/run#run`\nhelp: there are `test:calls/api@0.1.0#"),
        "{text}"
    );
}
