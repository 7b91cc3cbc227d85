//! A guest that `plugin-gen new --guest` has written, built by its `build.sh` and committed, runs against its plugin.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use hostplug_runtime::{Component, Host, Origin, Output, Stdio, Workload};
use sample_keyvalue::SampleKeyvalue;
use sha2::{Digest, Sha256};

fn generated(path: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated/sample-keyvalue");
    folder.join(path)
}

fn guest() -> Workload {
    let component = Component::bytes(fs::read(generated("main.wasm")).unwrap());
    Workload::new("test").component("main", component)
}

/// What a component prints.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<String>>);

impl Output for Printed {
    fn line(&self, _: &Origin, line: &str) {
        writeln!(self.0.lock().unwrap(), "{line}").unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_calls_every_function_and_prints_the_answers() {
    let printed = Printed::default();
    let builder = Host::builder().plugin(SampleKeyvalue::default());
    let stdio = Stdio::Lines(Arc::new(printed.clone()));
    let host = builder.stdio(stdio).start().await.unwrap();
    let running = host.start(guest()).await.unwrap();
    assert_eq!(running.run("main").await.unwrap(), 0);
    let text = printed.0.lock().unwrap().clone();
    let functions = text
        .lines()
        .filter(|line| line.starts_with("wasi:keyvalue/"));
    assert_eq!(functions.count(), 10, "{text}");
    for line in [
        "wasi:keyvalue/store@0.2.0-draft#bucket.get\n  -> Ok(None)",
        "wasi:keyvalue/store@0.2.0-draft#bucket.exists\n  -> Ok(false)",
        "wasi:keyvalue/atomics@0.2.0-draft#increment\n  -> Ok(0)",
        "wasi:keyvalue/batch@0.2.0-draft#delete-many\n  -> Ok(())",
    ] {
        assert!(text.contains(line), "no `{line}` in\n{text}");
    }
}

/// A guest that is older than its source would make the test lie. `guest.sha256` is of both; run with `BLESS=1` after
/// `guest/build.sh`.
#[test]
fn the_guest_belongs_to_its_source() {
    let files = [
        "guest/Cargo.toml",
        "guest/src/calls.rs",
        "guest/src/handles.rs",
        "guest/src/lib.rs",
        "main.wasm",
    ];
    let lines = files.map(|path| {
        let digest = Sha256::digest(fs::read(generated(path)).unwrap());
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hex}  {path}\n")
    });
    let digests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guest.sha256");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&digests, lines.concat()).unwrap();
    }
    assert_eq!(fs::read_to_string(digests).unwrap(), lines.concat());
}
