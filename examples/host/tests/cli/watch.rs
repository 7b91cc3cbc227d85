//! A host that follows the files of its workload.

use std::path::Path;

use hostplug_guests::{COUNTER_WEB, HTTP_FAULTS};

use crate::run::Served;
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
    assert_eq!(served.line(), "default/env was started anew\n");
    assert_eq!(served.get("/env"), "KEY=the second\n");

    let missing = document("x").replace("\"x\"", "{ file = \"no-such-file\" }");
    write(directory, "workload.toml", missing);
    assert!(served.line().starts_with("error: `KEY` of component `web`"));
    while served.line() != "note: default/env stays as it was\n" {}
    assert_eq!(served.get("/env"), "KEY=the second\n");

    write(directory, "workload.toml", document("the second"));
    assert_eq!(served.line(), "default/env was started anew\n");
    write(directory, "guest.wasm", COUNTER_WEB);
    assert_eq!(served.line(), "error: workload `env` has a problem\n");
    while served.line() != "note: default/env stays as it was\n" {}
    assert_eq!(served.get("/env"), "KEY=the second\n");

    write(directory, "guest.wasm", HTTP_FAULTS);
    assert_eq!(served.line(), "default/env was started anew\n");
    assert_eq!(served.get("/env"), "KEY=the second\n");
    served.signal("-TERM");
    assert_eq!(served.end().0, Some(0));
}
