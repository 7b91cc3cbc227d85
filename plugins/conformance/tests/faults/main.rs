//! The suites find what is wrong: each of these plugins has one fault, and the checks that are about it fail, and no
//! others.

mod blobstore;
mod config;
mod keyvalue;
mod logging;
mod messaging;
mod report;
mod secrets;

use hostplug_conformance::Report;

/// Names of the checks that failed.
fn broken(report: &Report) -> Vec<&'static str> {
    report.broken().map(|(check, _)| check.name).collect()
}

/// That these checks failed, and that no other did.
fn finds(report: &Report, checks: &[&str]) {
    assert_eq!(broken(report), checks, "{report}");
}
