//! A host that follows the files of its workload.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use hostplug_guests::{COUNTER_WEB, HTTP_FAULTS};

use crate::run::{Served, get};
use crate::workload;

fn document(value: &str) -> String {
    format!(
        "name = \"env\"\n[components.web]\npath = \"guest.wasm\"\nenvironment = {{ KEY = \"{value}\" }}\n"
    )
}

/// Replaces the file in one step, so that nobody reads a half of it.
fn write(directory: &Path, name: &str, content: impl AsRef<[u8]>) {
    let new = directory.join("new");
    std::fs::write(&new, content).unwrap();
    std::fs::rename(new, directory.join(name)).unwrap();
}

#[test]
fn a_changed_workload_is_started_anew_if_it_is_good() {
    let directory = workload(HTTP_FAULTS, &document("first"));
    let directory = directory.path();
    let path = directory.join("workload.toml");
    let mut served = Served::with(directory, &path, &["--watch"]);
    assert_eq!(served.get("/env"), "KEY=first\n");

    write(directory, "workload.toml", document("the second"));
    assert_eq!(served.line(), "default/env was updated\n");
    assert_eq!(served.get("/env"), "KEY=the second\n");

    let missing = document("x").replace("\"x\"", "{ file = \"no-such-file\" }");
    write(directory, "workload.toml", missing);
    assert!(served.line().starts_with("error: `KEY` of component `web`"));
    while served.line() != "note: default/env stays as it was\n" {}
    assert_eq!(served.get("/env"), "KEY=the second\n");

    write(directory, "workload.toml", document("the second"));
    assert_eq!(served.line(), "default/env was updated\n");
    write(directory, "guest.wasm", COUNTER_WEB);
    assert_eq!(served.line(), "error: workload `env` has a problem\n");
    while served.line() != "note: default/env stays as it was\n" {}
    assert_eq!(served.get("/env"), "KEY=the second\n");

    write(directory, "guest.wasm", HTTP_FAULTS);
    assert_eq!(served.line(), "default/env was updated\n");
    assert_eq!(served.get("/env"), "KEY=the second\n");
    served.signal("-TERM");
    assert_eq!(served.end().0, Some(0));
}

/// The old host stopped the workload and started it anew, and answered 404 in between.
#[test]
fn no_request_is_lost_while_a_workload_is_updated() {
    let directory = workload(HTTP_FAULTS, &document("0"));
    let directory = directory.path();
    let path = directory.join("workload.toml");
    let mut served = Served::with(directory, &path, &["--watch"]);
    let updated = AtomicBool::new(false);
    let address = served.address();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| ask_until(address, &updated)))
            .collect();
        for value in ["first", "the second"] {
            write(directory, "workload.toml", document(value));
            assert_eq!(served.line(), "default/env was updated\n");
        }
        updated.store(true, Ordering::Relaxed);
        for client in clients {
            assert_eq!(client.join().unwrap(), "KEY=the second\n");
        }
    });
}

/// The last answer.
fn ask_until(address: SocketAddr, end: &AtomicBool) -> String {
    loop {
        let last = end.load(Ordering::Relaxed);
        let (status, body) = get(address, "/env").unwrap();
        assert_eq!(status, 200, "{body}");
        if last {
            return body;
        }
    }
}
