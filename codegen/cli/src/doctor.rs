//! `plugin-gen doctor`: whether tools and package are fit for writing plugins.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use hostplug_codegen::stub::fill;
use semver::Version;
use serde::{Deserialize, Serialize};

use crate::{Error, package, print};

/// Check the toolchain and, in a package, its versions and its plugins.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Folder of a package; by default the one around the current folder, if there is one.
    dir: Option<PathBuf>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Diagnosis {
    findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    status: Status,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    /// Some things will not work.
    Warning,
    /// Plugins cannot be built.
    Error,
}

impl Diagnosis {
    /// Whether plugins can be built.
    pub(crate) fn is_good(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.status != Status::Error)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding {
            what,
            status,
            found,
            help,
        } in &self.findings
        {
            let status = match status {
                Status::Ok => "ok",
                Status::Warning => "warning",
                Status::Error => "error",
            };
            writeln!(
                f,
                "{}",
                print::coloured(&format!("{status}: {what}: {found}"))
            )?;
            if let Some(help) = help {
                writeln!(f, "{}", print::coloured(&format!("help: {help}")))?;
            }
        }
        Ok(())
    }
}

impl Finding {
    fn ok(what: &'static str, found: impl Into<String>) -> Self {
        Finding {
            what,
            status: Status::Ok,
            found: found.into(),
            help: None,
        }
    }

    fn bad(
        what: &'static str,
        status: Status,
        found: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Finding {
            what,
            status,
            found: found.into(),
            help: Some(help.into()),
        }
    }
}

pub(crate) fn run(doctor: &Doctor) -> Result<Diagnosis, Error> {
    let mut findings = vec![toolchain(), guest_target()];
    let root = match (&doctor.dir, package::root(doctor.dir.as_deref())) {
        (None, Err(Error::NoPackage(_))) => return Ok(Diagnosis { findings }),
        (_, root) => root?,
    };
    match locked(&root)? {
        Some(lock) => findings.extend([
            one_version(&lock, "hostplug"),
            one_version(&lock, "wasmtime"),
        ]),
        None => findings.push(Finding::bad(
            "Cargo.lock",
            Status::Warning,
            "there is none yet",
            "run `cargo generate-lockfile`",
        )),
    }
    findings.extend(plugins(&root)?);
    Ok(Diagnosis { findings })
}

/// The version that plugins are written for.
const NEEDED: &str = env!("CARGO_PKG_RUST_VERSION");

fn toolchain() -> Finding {
    let what = "rustc";
    let found = match output("rustc", &["--version"]) {
        Ok(found) => found,
        Err(error) => return Finding::bad(what, Status::Error, error, "install Rust with rustup"),
    };
    let version = found
        .split(' ')
        .nth(1)
        .and_then(|version| Version::parse(version).ok());
    let needed = Version::parse(&format!("{NEEDED}.0")).ok();
    match version >= needed {
        true => Finding::ok(what, found),
        false => Finding::bad(
            what,
            Status::Error,
            format!("{found}, but plugins need {NEEDED} or newer"),
            "run `rustup update stable`",
        ),
    }
}

/// The target of guests. Plugins are built without it.
fn guest_target() -> Finding {
    const TARGET: &str = "wasm32-wasip2";
    let folder = output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    match folder {
        Ok(folder) if Path::new(&folder).is_dir() => Finding::ok(TARGET, "installed"),
        _ => Finding::bad(
            TARGET,
            Status::Warning,
            "not installed, so components in Rust cannot be built",
            format!("run `rustup target add {TARGET}`"),
        ),
    }
}

fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| format!("`{program}` does not run: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    }
}

#[derive(Debug, Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Locked>,
}

#[derive(Debug, Deserialize)]
struct Locked {
    name: String,
    version: String,
}

/// The lock file of the package or of the workspace around it.
fn locked(root: &Path) -> Result<Option<Lock>, Error> {
    let files = root.ancestors().map(|folder| folder.join("Cargo.lock"));
    let Some(path) = files.into_iter().find(|path| path.is_file()) else {
        return Ok(None);
    };
    let text = fs::read_to_string(&path).map_err(|source| Error::Read {
        path: path.clone(),
        source,
    })?;
    let lock = toml::from_str(&text).map_err(|source| Error::Lock { path, source })?;
    Ok(Some(lock))
}

/// Types of two versions of a crate are different types.
fn one_version(lock: &Lock, name: &'static str) -> Finding {
    let versions = lock.package.iter().filter(|package| package.name == name);
    let versions: BTreeSet<_> = versions.map(|package| package.version.clone()).collect();
    let versions: Vec<_> = versions.into_iter().collect();
    match versions.as_slice() {
        [version] => Finding::ok(name, version.clone()),
        [] => Finding::bad(
            name,
            Status::Warning,
            "not in Cargo.lock",
            "take it as a dependency, in the version of this command",
        ),
        versions => Finding::bad(
            name,
            Status::Error,
            format!("several versions: {}", versions.join(", ")),
            format!(
                "run `cargo tree -i {name}@{}`, and let every crate depend on one of them",
                versions[0]
            ),
        ),
    }
}

fn plugins(root: &Path) -> Result<Vec<Finding>, Error> {
    let what = "plugin";
    let files = package::sources(root)?;
    let missing = match fill::missing(root, &files) {
        Ok(missing) => missing,
        Err(error) => {
            let messages = error.messages.iter().map(|message| {
                let (found, help) = message
                    .split_once("\nhelp: ")
                    .unwrap_or((message, "run `cargo check`"));
                Finding::bad(what, Status::Error, found, help)
            });
            return Ok(messages.collect());
        }
    };
    let names: Vec<_> = missing.names().collect();
    Ok(vec![match names.is_empty() {
        true => Finding::ok(what, "implements all of its WIT"),
        false => Finding::bad(
            what,
            Status::Error,
            format!("lacks `{}`", names.join("`, `")),
            "run `plugin-gen stub --write`",
        ),
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(versions: &[(&str, &str)]) -> Lock {
        let packages = versions.iter().map(|(name, version)| Locked {
            name: (*name).to_owned(),
            version: (*version).to_owned(),
        });
        Lock {
            package: packages.collect(),
        }
    }

    #[test]
    fn two_versions_of_wasmtime_are_one_too_many() {
        let one = lock(&[("wasmtime", "48.0.8"), ("other", "1.0.0")]);
        assert_eq!(one_version(&one, "wasmtime").status, Status::Ok);
        let two = lock(&[("wasmtime", "48.0.8"), ("wasmtime", "47.0.0")]);
        let finding = one_version(&two, "wasmtime");
        assert_eq!(finding.found, "several versions: 47.0.0, 48.0.8");
        assert_eq!(finding.status, Status::Error);
        assert_eq!(one_version(&one, "hostplug").status, Status::Warning);
    }

    #[test]
    fn the_lock_of_the_workspace_counts() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("member")).unwrap();
        fs::write(
            root.path().join("Cargo.lock"),
            "version = 4\n[[package]]\nname = \"hostplug\"\nversion = \"0.1.0\"\n",
        )
        .unwrap();
        let lock = locked(&root.path().join("member")).unwrap().unwrap();
        assert_eq!(one_version(&lock, "hostplug").found, "0.1.0");
    }
}
