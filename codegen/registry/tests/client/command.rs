//! `plugin-gen new` with packages of registries.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use plugin_gen::{Answer, Cli, Error};
use tempfile::TempDir;

use crate::packages::{QUEUE, TYPES, encode};
use crate::server::Server;

/// A registry, a cache and a folder for what is written.
struct Bench {
    server: Server,
    root: TempDir,
}

impl Bench {
    fn new() -> Self {
        let server = Server::start();
        server.publish("acme/queue", &["1.2.0"], &encode(&[QUEUE, TYPES]));
        server.publish("acme/types", &["1.0.0"], &encode(&[TYPES]));
        let root = tempfile::tempdir().unwrap();
        Bench { server, root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The command, with a cache of its own.
    fn run(&self, arguments: &[&str]) -> Result<Answer, Error> {
        let cache = self.path("cache");
        let cache = ["--cache", cache.to_str().unwrap()];
        let cli = [&["plugin-gen", "new"], arguments, &cache].concat();
        plugin_gen::run(&Cli::try_parse_from(cli).unwrap())
    }

    fn write(&self, package: &str, dir: &str, more: &[&str]) -> Result<Answer, Error> {
        let (dir, host) = (self.path(dir), self.server.host());
        let wanted = [package, dir.to_str().unwrap(), "--registry", &host];
        self.run(&[&wanted, more].concat())
    }

    fn message(&self, answer: Result<Answer, Error>) -> String {
        let message = answer.unwrap_err().messages().join("\n");
        message.replace(self.root.path().to_str().unwrap(), "ROOT")
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_plugin_is_written_for_a_package_of_a_registry() {
    let bench = Bench::new();
    let answer = bench
        .write("acme:queue@1.2.0", "queue-plugin", &[])
        .unwrap();
    let host = bench.server.host();
    let from = format!("`acme:queue@1.2.0` is that of the registry `{host}`");
    assert!(answer.notes().contains(&from), "{:?}", answer.notes());
    let root = bench.path("queue-plugin");
    let plugin = read(&root.join("src/lib.rs"));
    assert!(plugin.contains("/// Puts one at the end."), "{plugin}");
    let wit = read(&root.join("wit/queue.wit"));
    assert!(wit.contains("package acme:queue@1.2.0;"), "{wit}");
    let used = read(&root.join("wit/deps/acme-types-1.0.0.wit"));
    assert!(used.contains("record message"), "{used}");
}

#[test]
fn what_is_kept_makes_the_same_plugin_offline() {
    let bench = Bench::new();
    bench
        .write("acme:queue", "first", &["--name", "one"])
        .unwrap();
    let requests = bench.server.requests();
    bench
        .write("acme:queue", "second", &["--name", "one", "--offline"])
        .unwrap();
    assert_eq!(bench.server.requests(), requests);
    for file in ["src/lib.rs", "wit/queue.wit", "plugin-gen.lock"] {
        let [first, second] = ["first", "second"].map(|dir| read(&bench.path(dir).join(file)));
        assert_eq!(first, second, "{file}");
    }
}

#[test]
fn an_update_asks_where_the_package_came_from() {
    let bench = Bench::new();
    bench.write("acme:queue", "plugin", &[]).unwrap();
    let root = bench.path("plugin");
    let later = QUEUE.replace("1.2.0", "1.3.0").replace(
        "interface queue {",
        "interface queue { /// How many there are.\n size: func() -> u64;",
    );
    let versions = ["1.2.0", "1.3.0"];
    bench
        .server
        .publish("acme/queue", &versions, &encode(&[&later, TYPES]));
    let cache = bench.path("cache");
    let [cache, dir] = [&cache, &root].map(|path| path.to_str().unwrap());
    let update = ["plugin-gen", "update", dir, "--cache", cache];
    let update = Cli::try_parse_from(update).unwrap();
    plugin_gen::run(&update).unwrap();
    assert!(read(&root.join("src/lib.rs")).contains("fn size("));
    assert!(read(&root.join("wit/queue.wit")).contains("acme:queue@1.3.0"));
}

#[test]
fn offline_leaves_nothing_behind() {
    let bench = Bench::new();
    let message = bench.message(bench.write("acme:queue", "queue-plugin", &["--offline"]));
    assert_eq!(
        message,
        "`acme:queue` is not kept in `ROOT/cache`, and with `--offline` no registry is asked\n\
         help: leave out `--offline` once, or give the WIT with `--wit PATH`"
    );
    assert_eq!(bench.server.requests(), 0);
    assert_eq!(fs::read_dir(bench.root.path()).unwrap().count(), 0);
}

#[test]
fn the_catalogue_comes_before_the_registries_that_are_configured() {
    let bench = Bench::new();
    let dir = bench.path("plugin");
    let dir = dir.to_str().unwrap();
    let answer = bench
        .run(&["wasi:config", dir, "--profile", "wasmtime"])
        .unwrap();
    assert!(!answer.notes().join("\n").contains("registry"));
    // A near name is a better hint than that it is not kept.
    let message = bench.message(bench.run(&["wasi:confi", dir, "--offline"]));
    assert_eq!(
        message,
        "the catalogue has no package `wasi:confi`\nhelp: did you mean `wasi:config`?\n\
         note: `wasi:confi` is not kept in `ROOT/cache`, and with `--offline` no registry is asked"
    );
    let message = bench.message(bench.run(&["acme:queue", dir, "--offline"]));
    assert!(
        message.starts_with("`acme:queue` is not kept in `ROOT/cache`"),
        "{message}"
    );
}

#[test]
fn a_registry_is_one_source_and_others_are_others() {
    for other in ["--wit", "--hash", "--profile"] {
        let arguments = ["plugin-gen", "new", "a:b", "--registry", "x", other, "spin"];
        assert!(Cli::try_parse_from(arguments).is_err(), "{other}");
    }
}
