//! A folder as a registry.

use std::fs;
use std::path::Path;

use hostplug_registry::{Error, Fetched, fetch};
use tempfile::TempDir;

use crate::packages::{self, QUEUE, TYPES, encode, options, paths, text};

const DEPENDENCY: &str = "deps/acme-types-1.0.0.wit";

struct Folder(TempDir);

impl Folder {
    fn new(packages: &[(&str, Vec<u8>)]) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, bytes) in packages {
            folder.put(path, bytes);
        }
        folder
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn ask(&self, package: &str) -> Result<Fetched, Error> {
        packages::ask(
            package,
            self.0.path().to_str().unwrap(),
            Path::new("unused"),
        )
    }

    /// The message, with a word in the place of the folder.
    fn refuse(&self, package: &str) -> String {
        let message = self.ask(package).unwrap_err().to_string();
        message.replace(self.0.path().to_str().unwrap(), "FOLDER")
    }
}

fn queue() -> Folder {
    Folder::new(&[
        ("acme/queue/1.2.0.wasm", encode(&[QUEUE, TYPES])),
        ("acme/types/1.0.0.wasm", encode(&[TYPES])),
    ])
}

#[test]
fn a_package_comes_whole_with_what_it_uses() {
    let fetched = queue().ask("acme:queue@1.2.0").unwrap();
    assert_eq!(fetched.package, "acme:queue@1.2.0");
    assert_eq!(paths(&fetched), [DEPENDENCY, "queue.wit"]);
    let text = |path| text(&fetched, path);
    assert!(text("queue.wit").contains("/// Puts one at the end.\n"));
    assert!(text(DEPENDENCY).contains("/// How long a message may be."));
    assert!(fetched.partial.is_empty());
}

#[test]
fn the_newest_version_is_the_default() {
    let folder = queue();
    let later = QUEUE.replace("1.2.0", "1.10.0");
    folder.put("acme/queue/1.10.0.wasm", &encode(&[&later, TYPES]));
    folder.put("acme/queue/notes.txt", b"");
    let fetched = folder.ask("acme:queue").unwrap();
    assert_eq!(fetched.package, "acme:queue@1.10.0");
}

#[test]
fn what_a_folder_lacks_is_as_the_package_knows_it() {
    // A world would have all of an interface that it imports.
    let queue = QUEUE.replace("world imports { import queue; }", "");
    let folder = Folder::new(&[("acme/queue/1.2.0.wasm", encode(&[&queue, TYPES]))]);
    let fetched = folder.ask("acme:queue@1.2.0").unwrap();
    assert_eq!(fetched.partial, ["acme:types@1.0.0"]);
    assert_eq!(paths(&fetched), [DEPENDENCY, "queue.wit"]);
    let known = text(&fetched, DEPENDENCY);
    assert!(
        known.contains("record message") && !known.contains("limit"),
        "{known}"
    );
}

#[test]
fn a_folder_is_read_anew_and_also_offline() {
    let folder = queue();
    folder.ask("acme:queue@1.2.0").unwrap();
    let changed = QUEUE.replace("push:", "add:");
    folder.put("acme/queue/1.2.0.wasm", &encode(&[&changed, TYPES]));
    let mut options = options(folder.0.path().to_str().unwrap(), Path::new("unused"));
    options.offline = true;
    let fetched = fetch("acme:queue@1.2.0", &options).unwrap();
    assert!(text(&fetched, "queue.wit").contains("add: func"));
}

#[test]
fn what_is_absent_is_named_with_what_there_is() {
    let folder = queue();
    let help = "help: ask another one with `--registry HOST`, or give the WIT with `--wit PATH`";
    assert_eq!(
        folder.refuse("acme:stack@1.0.0"),
        format!("the registry `FOLDER` has no package `acme:stack@1.0.0`\n{help}")
    );
    assert_eq!(
        folder.refuse("acme:stack"),
        format!("the registry `FOLDER` has no package `acme:stack`\n{help}")
    );
    let later = QUEUE.replace("1.2.0", "1.3.0");
    folder.put("acme/queue/1.3.0.wasm", &encode(&[&later, TYPES]));
    assert_eq!(
        folder.refuse("acme:queue@2.0.0"),
        "the registry `FOLDER` has other versions than `acme:queue@2.0.0`\n\
         help: write one of `acme:queue@1.3.0`, `acme:queue@1.2.0`"
    );
}

#[test]
fn what_is_not_this_wit_is_refused() {
    let component = wit_component::ComponentEncoder::default()
        .module(b"\0asm\x01\0\0\0")
        .and_then(|mut encoder| encoder.encode())
        .unwrap();
    let whole = encode(&[QUEUE, TYPES]);
    for (bytes, cause) in [
        (b"not WebAssembly".to_vec(), ""),
        (whole[..whole.len() - 9].to_vec(), ""),
        (Vec::new(), ""),
        (component, "it is a component"),
        (encode(&[TYPES]), "it says that it is `acme:types@1.0.0`"),
    ] {
        let folder = Folder::new(&[("acme/queue/1.2.0.wasm", bytes)]);
        let message = folder.refuse("acme:queue@1.2.0");
        let start = "`acme:queue@1.2.0` of the registry `FOLDER` is not a WIT package: ";
        assert!(message.starts_with(&format!("{start}{cause}")), "{message}");
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let whole = encode(&[QUEUE, TYPES]);
    let folder = queue();
    for position in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[position] ^= 0x55;
        folder.put("acme/queue/1.2.0.wasm", &bytes);
        // Some of the changes only touch a comment.
        let _ = folder.ask("acme:queue@1.2.0");
        folder.put("acme/queue/1.2.0.wasm", &whole[..position]);
        let error = folder.ask("acme:queue@1.2.0").unwrap_err();
        assert!(matches!(error, Error::NotWit { .. }), "{error}");
    }
}

#[test]
fn packages_that_do_not_fit_are_refused() {
    let folder = queue();
    let other = "package acme:types@1.0.0; interface types { type letter = string; }";
    folder.put("acme/types/1.0.0.wasm", &encode(&[other]));
    let message = folder.refuse("acme:queue@1.2.0");
    assert!(
        message.contains("the packages that it uses do not fit: "),
        "{message}"
    );
    assert!(message.contains("message"), "{message}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let message = packages::ask("acme:queue", "./no/such", Path::new("unused"));
    assert_eq!(
        message.unwrap_err().to_string(),
        "there is no folder `./no/such` with packages\n\
         help: `--registry` takes a folder, or a host such as `registry.example.com`"
    );
}
