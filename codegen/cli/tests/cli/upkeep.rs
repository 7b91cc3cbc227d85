//! A crate that was written, and what tests do to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Output;

use super::plugin_gen;

pub(crate) const OLD: &str = "package demo:kv@1.0.0;
interface store {
  get: func(key: string) -> option<string>;
  delete: func(key: string);
}
world client { import store; }
";

pub(crate) const NEW: &str = "package demo:kv@1.1.0;
interface store {
  resource cursor { next: func() -> u32; }
  get: func(key: string) -> option<list<u8>>;
  set: func(key: string);
}
interface log { log: func(line: string); }
world client { import store; import log; }
";

/// A folder with the crate `my-kv` and the WIT that it was written from.
pub(crate) struct Crate(pub(crate) tempfile::TempDir);

impl Crate {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("kv.wit"), OLD).unwrap();
        let created = Crate(folder);
        let output = created.run("new my-kv --wit kv.wit --sdk 0.1");
        assert!(output.status.success(), "{output:?}");
        created
    }

    pub(crate) fn run(&self, arguments: &str) -> Output {
        plugin_gen(self.0.path(), arguments)
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join("my-kv").join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// The WIT where the crate came from has changed.
    pub(crate) fn publish(&self, wit: &str) {
        fs::write(self.0.path().join("kv.wit"), wit).unwrap();
    }

    pub(crate) fn files(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => drop(files.insert(path.clone(), fs::read_to_string(path).unwrap())),
                }
            }
        }
        files
    }

    /// Runs a command that must fail and change nothing, and returns what it says.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &str) -> String {
        let before = self.files();
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(self.files(), before);
        String::from_utf8(output.stderr).unwrap()
    }
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
