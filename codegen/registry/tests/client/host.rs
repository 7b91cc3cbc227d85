//! A host as a registry, and what is kept of its answers.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hostplug_registry::{Error, Fetched, Options, fetch};
use hyper::StatusCode;
use tempfile::TempDir;

use crate::packages::{self, QUEUE, TYPES, encode, options, paths, text};
use crate::server::{Reply, Server};

const PACKAGE: &str = "acme:queue@1.2.0";

struct Bench {
    server: Server,
    cache: TempDir,
}

impl Bench {
    fn new() -> Self {
        let server = Server::start();
        server.publish(
            "acme/queue",
            &["1.2.0", "sha256-x.sig"],
            &encode(&[QUEUE, TYPES]),
        );
        server.publish("acme/types", &["1.0.0"], &encode(&[TYPES]));
        let cache = tempfile::tempdir().unwrap();
        Bench { server, cache }
    }

    fn options(&self) -> Options {
        options(&self.server.host(), self.cache.path())
    }

    fn ask(&self, package: &str) -> Result<Fetched, Error> {
        fetch(package, &self.options())
    }

    fn offline(&self, package: &str) -> Result<Fetched, Error> {
        let mut options = self.options();
        options.offline = true;
        fetch(package, &options)
    }

    /// The message, with words in the place of the host and the cache.
    fn message(&self, answer: Result<Fetched, Error>) -> String {
        let message = answer.unwrap_err().to_string();
        let message = message.replace(&self.server.host(), "HOST");
        message.replace(self.cache.path().to_str().unwrap(), "CACHE")
    }

    fn kept(&self) -> Vec<PathBuf> {
        let Ok(files) = fs::read_dir(self.cache.path().join("content")) else {
            return Vec::new();
        };
        files.map(|file| file.unwrap().path()).collect()
    }
}

#[test]
fn a_package_comes_with_what_it_uses_and_is_kept() {
    let bench = Bench::new();
    let fetched = bench.ask(PACKAGE).unwrap();
    assert_eq!(paths(&fetched), ["deps/acme-types-1.0.0.wit", "queue.wit"]);
    assert!(text(&fetched, "acme-types-1.0.0.wit").contains("limit: func"));
    assert_eq!(fetched.registry, bench.server.host());

    let requests = bench.server.requests();
    assert!(requests > 0);
    assert_eq!(bench.ask(PACKAGE).unwrap(), fetched);
    assert_eq!(bench.server.requests(), requests, "it was asked again");
}

#[test]
fn what_is_kept_needs_no_registry() {
    let bench = Bench::new();
    let fetched = bench.ask("acme:queue").unwrap();
    let requests = bench.server.requests();
    assert_eq!(bench.offline(PACKAGE).unwrap(), fetched);
    assert_eq!(bench.offline("acme:queue").unwrap(), fetched);
    assert_eq!(bench.server.requests(), requests, "nothing may be asked");

    let host = bench.server.host();
    drop(bench.server);
    let answer = packages::ask(PACKAGE, &host, bench.cache.path());
    assert_eq!(answer.unwrap(), fetched);
}

#[test]
fn offline_says_what_is_kept() {
    let bench = Bench::new();
    assert_eq!(
        bench.message(bench.offline("acme:queue")),
        "`acme:queue` is not kept in `CACHE`, and with `--offline` no registry is asked\n\
         help: leave out `--offline` once, or give the WIT with `--wit PATH`"
    );
    assert_eq!(bench.server.requests(), 0);
    bench.ask(PACKAGE).unwrap();
    assert_eq!(
        bench.message(bench.offline("acme:queue@3.0.0")),
        "`acme:queue@3.0.0` is not kept in `CACHE`, and with `--offline` no registry is asked\n\
         help: write one of `acme:queue@1.2.0`, or leave out `--offline` once"
    );
}

#[test]
fn a_damaged_file_is_fetched_anew() {
    let bench = Bench::new();
    let fetched = bench.ask(PACKAGE).unwrap();
    let kept = bench.kept();
    let [file] = kept.as_slice() else {
        panic!("{kept:?}")
    };
    fs::write(file, "{").unwrap();
    let message = bench.message(bench.offline(PACKAGE));
    assert!(
        message.contains("which was kept for `acme:queue@1.2.0`, is damaged"),
        "{message}"
    );
    assert!(
        message.contains("help: leave out `--offline` once"),
        "{message}"
    );
    assert_eq!(bench.ask(PACKAGE).unwrap(), fetched);
    assert_eq!(bench.offline(PACKAGE).unwrap(), fetched);
}

#[test]
fn a_package_that_is_absent_is_told_from_a_version() {
    let bench = Bench::new();
    let help = "help: ask another one with `--registry HOST`, or give the WIT with `--wit PATH`";
    for package in ["acme:stack@1.0.0", "acme:stack"] {
        assert_eq!(
            bench.message(bench.ask(package)),
            format!("the registry `HOST` has no package `{package}`\n{help}")
        );
    }
    assert_eq!(
        bench.message(bench.ask("acme:queue@2.0.0")),
        "the registry `HOST` has other versions than `acme:queue@2.0.0`\n\
         help: write one of `acme:queue@1.2.0`"
    );
}

#[test]
fn bytes_that_are_not_wit_are_not_kept() {
    let bench = Bench::new();
    bench.server.publish("acme/queue", &["1.2.0"], b"hello");
    let message = bench.message(bench.ask(PACKAGE));
    let start = "`acme:queue@1.2.0` of the registry `HOST` is not a WIT package: ";
    assert!(message.starts_with(start), "{message}");
    assert!(bench.kept().is_empty());
}

#[test]
fn bytes_that_are_not_the_announced_ones_are_not_kept() {
    let bench = Bench::new();
    let digest = format!("sha256:{}", "0".repeat(64));
    let content = encode(&[QUEUE, TYPES]);
    bench
        .server
        .publish_as("acme/queue", &["1.2.0"], &digest, &content);
    let message = bench.message(bench.ask(PACKAGE));
    let start = "the registry `HOST` did not give `acme:queue@1.2.0`: ";
    assert!(message.starts_with(start), "{message}");
    assert!(message.contains(&digest), "{message}");
    assert!(bench.kept().is_empty());
}

#[test]
fn a_registry_in_trouble_is_named() {
    let bench = Bench::new();
    let status = |status: StatusCode| Reply::Send(status, "text/plain", b"no".to_vec());
    for trouble in [
        Reply::HangUp,
        status(StatusCode::INTERNAL_SERVER_ERROR),
        status(StatusCode::UNAUTHORIZED),
        status(StatusCode::OK),
    ] {
        bench.server.trouble(Some(trouble));
        for package in [PACKAGE, "acme:queue"] {
            let message = bench.message(bench.ask(package));
            let start = format!("the registry `HOST` did not give `{package}`: ");
            assert!(message.starts_with(&start), "{message}");
            assert!(message.contains("\nhelp: try again"), "{message}");
        }
    }
    bench.server.trouble(None);
    bench.ask(PACKAGE).unwrap();
}

#[test]
fn a_dependency_that_cannot_be_had_is_no_dependency_that_is_absent() {
    let bench = Bench::new();
    bench.server.publish("acme/types", &["1.0.0"], b"hello");
    let message = bench.message(bench.ask(PACKAGE));
    assert!(
        message.starts_with("`acme:types@1.0.0` of the registry `HOST` is not"),
        "{message}"
    );
    assert!(bench.kept().is_empty());
}

#[test]
fn a_registry_that_never_answers_has_a_limit() {
    let bench = Bench::new();
    bench.server.trouble(Some(Reply::Wait));
    let mut options = bench.options();
    options.limit = Duration::from_millis(100);
    let error = fetch(PACKAGE, &options).unwrap_err();
    assert!(matches!(error, Error::Slow { .. }), "{error}");
}

#[test]
fn a_host_where_nobody_listens_is_named() {
    let bench = Bench::new();
    let host = bench.server.host();
    drop(bench.server);
    let message = packages::ask(PACKAGE, &host, bench.cache.path())
        .unwrap_err()
        .to_string();
    let start = format!("the registry `{host}` did not give `{PACKAGE}`: ");
    assert!(message.starts_with(&start), "{message}");
}

#[test]
fn what_is_no_host_is_refused() {
    let cache = tempfile::tempdir().unwrap();
    let error = packages::ask(PACKAGE, "not a host", cache.path()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`not a host` is neither a folder nor a host\n")
    );
}
