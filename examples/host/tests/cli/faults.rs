//! What happens to a host from outside, with the real process and the real file.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Sender};

use crate::run::{Served, get};
use crate::{counter, hostplug, stderr};

/// How many clients ask at once.
const CLIENTS: usize = 8;

/// A counter whose numbers are in a file, without the cache that would hide it.
fn host(directory: &Path) -> Served {
    Served::workload(directory, &counter())
}

/// Visits until the host answers no more, and counts the answers.
fn flood(address: SocketAddr, first: &Sender<()>) -> u64 {
    let mut answered = 0;
    while let Some((status, body)) = get(address, "/") {
        assert_eq!(status, 200, "{body}");
        answered += 1;
        if answered == 5 {
            first.send(()).unwrap();
        }
    }
    answered
}

/// Lets all clients be answered a few times, ends the host under them, and counts their answers.
fn answered_until(served: &Served, end: impl FnOnce(&Served)) -> u64 {
    let (first, busy) = mpsc::channel();
    let address = served.address();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let first = first.clone();
                scope.spawn(move || flood(address, &first))
            })
            .collect();
        for _ in 0..CLIENTS {
            busy.recv().unwrap();
        }
        end(served);
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum()
    })
}

/// What a new host finds in the file.
fn counted(directory: &Path) -> u64 {
    let served = host(directory);
    let peeked = served.get("/?peek");
    let count = peeked
        .strip_prefix("home: ")
        .and_then(|rest| rest.split(' ').next());
    count.unwrap().parse().unwrap()
}

#[test]
fn every_request_that_a_guest_has_begun_is_answered_when_the_host_is_told_to_end() {
    let directory = tempfile::tempdir().unwrap();
    let served = host(directory.path());
    let answered = answered_until(&served, |served| served.signal("-TERM"));
    let (code, log) = served.end();
    assert_eq!(code, Some(0), "{log}");
    assert_eq!(counted(directory.path()), answered);
}

#[test]
fn what_was_acknowledged_is_there_after_a_crash() {
    let directory = tempfile::tempdir().unwrap();
    let served = host(directory.path());
    let answered = answered_until(&served, |served| served.signal("-KILL"));
    drop(served);
    let counted = counted(directory.path());
    let most = answered + u64::try_from(CLIENTS).unwrap();
    assert!(
        (answered..=most).contains(&counted),
        "{counted} of {answered}"
    );
}

/// A host in a shell that takes something away from it first.
#[cfg(target_os = "linux")]
fn deprived(directory: &Path, script: &str) -> Command {
    let host = hostplug(directory);
    let mut shell = Command::new("sh");
    shell
        .current_dir(directory)
        .env("XDG_RUNTIME_DIR", directory);
    shell.args(["-c", &format!("{script} && exec \"$0\" \"$@\"")]);
    shell.arg(host.get_program()).arg("run").arg(counter());
    shell.args(["--listen", "127.0.0.1:0"]);
    shell
}

/// Names that no other visit has, so that the file must grow.
#[cfg(target_os = "linux")]
fn name(number: u32) -> String {
    format!("/{number:063}")
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_of_the_guest_until_there_is_room_again() {
    let directory = tempfile::tempdir().unwrap();
    // The file has room for the beginning, but must not grow much.
    let script = "trap '' XFSZ && ulimit -S -f 144";
    let served = Served::command(deprived(directory.path(), script));
    let mut committed = 0;
    let refused = loop {
        match get(served.address(), &name(committed)) {
            Some((200, _)) => committed += 1,
            other => break other,
        }
    };
    let failed = Some((500, "the file of the store failed\n".to_owned()));
    assert_eq!(refused, failed);
    // What needs no file is served, and so is everything once the disk has room.
    let cached = served.get(&format!("{}?peek", name(0)));
    assert!(cached.ends_with(": 1 (cached)\n"), "{cached}");
    served.unlimited_files();
    for (number, visitor) in [(0, 2), (committed - 1, 2), (committed, 1)] {
        let answer = served.get(&name(number));
        let expected = format!("hello, visitor {visitor} of ");
        assert!(answer.starts_with(&expected), "{answer}");
    }
}

/// As in a container whose root is only read. Where nobody may make such a place, there is nothing to test.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_made_is_named_when_the_workload_is_bound() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path().display();
    let read_only = format!("mount -t tmpfs -o ro tmpfs '{here}' && cd '{here}'");
    let alone = |script: &str| {
        let shell = deprived(directory.path(), script);
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount"]);
        unshare.arg(shell.get_program()).args(shell.get_args());
        unshare
    };
    let allowed = alone(&format!("{read_only} && exit 0")).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        return;
    }
    let output = alone(&read_only).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    let expected = "error: component `store` cannot be bound to plugin `keyvalue`: plugin `keyvalue` failed to bind: \
                    backend `redb`: cannot open `counter.redb`: Read-only file system (os error 30)\n";
    assert_eq!(text, expected, "each cause is told once");
}
