//! `plugin-gen check`: whether a crate is as it was generated where that matters. For continuous integration.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use hostplug_codegen::stub::{Origin, Package, fill};
use serde::Serialize;

use crate::lock::{self, Lock};
use crate::recipe::{OriginRecord, structure};
use crate::update::{read, unresolved, wit_files};
use crate::wit::Source;
use crate::{Error, package, print};

/// Check a crate that plugin-gen wrote: its lock, its WIT, missing methods. Writes nothing.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Folder of the plugin's package; by default the one around the current folder
    dir: Option<PathBuf>,
}

/// What is not as it should be.
#[derive(Debug, Serialize)]
pub struct Findings {
    dir: PathBuf,
    findings: Vec<Finding>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Finding {
    /// What was looked at: a file, or `plugin`.
    what: String,
    found: String,
    help: String,
}

impl Findings {
    /// Whether nothing was found.
    pub(crate) fn is_good(&self) -> bool {
        self.findings.is_empty()
    }

    fn push(&mut self, what: &str, found: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding {
            what: what.to_owned(),
            found: found.into(),
            help: help.into(),
        });
    }

    /// The arguments behind a command that is to be typed where this one was.
    fn here(&self) -> String {
        match self.dir == Path::new(".") {
            true => String::new(),
            false => format!(" {}", self.dir.display()),
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_good() {
            let good = format!("ok: `{}` is as it should be", self.dir.display());
            return writeln!(f, "{}", print::coloured(&good));
        }
        for Finding { what, found, help } in &self.findings {
            let message = format!("error: {what}: {found}\nhelp: {help}");
            writeln!(f, "{}", print::coloured(&message))?;
        }
        Ok(())
    }
}

pub(crate) fn run(check: &Check) -> Result<Findings, Error> {
    let root = package::root(check.dir.as_deref())?;
    let mut findings = Findings {
        dir: check.dir.clone().unwrap_or_else(|| ".".into()),
        findings: Vec::new(),
    };
    let lock = match Lock::read(&root) {
        Ok(Some(lock)) => Some(lock),
        Ok(None) => {
            findings.push(
                lock::NAME,
                "there is none",
                "take it back from version control, or make the crate with `plugin-gen new`",
            );
            None
        }
        Err(error) => {
            let message = error.to_string();
            let found = message.lines().next().unwrap_or_default();
            findings.push(lock::NAME, found, "take it back from version control");
            None
        }
    };
    if let Some(lock) = lock {
        findings.drift(&root, &lock)?;
        findings.wit(&root, &lock);
        findings.bases(&root, &lock)?;
        findings.catalogue(&lock);
    }
    findings.methods(&root)?;
    Ok(findings)
}

impl Findings {
    /// Files that only the generator writes.
    fn drift(&mut self, root: &Path, lock: &Lock) -> Result<(), Error> {
        let here = self.here();
        let help = format!("to undo that, run `plugin-gen update{here} --force`");
        for (path, recorded) in lock.owned() {
            let help = match path.starts_with("wit/") {
                true => format!(
                    "{help}; to keep it, run `plugin-gen update{here} --wit {}`",
                    self.dir.join("wit").display()
                ),
                false => help.clone(),
            };
            match read(&root.join(path))? {
                Some(text) if lock::hash(&text) == recorded => {}
                Some(_) => self.push(path, "was changed by hand", help),
                None => self.push(path, "is not there", help),
            }
        }
        for path in wit_files(root)? {
            if is_of_the_package(&path) && lock.recorded(&path).is_none() {
                let wit = self.dir.join("wit");
                let help = format!(
                    "take it out, or run `plugin-gen update{here} --wit {}`",
                    wit.display()
                );
                self.push(&path, "was not written by plugin-gen", help);
            }
        }
        Ok(())
    }

    fn wit(&mut self, root: &Path, lock: &Lock) {
        match Package::read(&root.join("wit")) {
            Ok(package) => {
                let found = structure(&package, &lock.wit.package, &lock.recipe.world);
                if found != lock.wit.structure {
                    let wit = self.dir.join("wit");
                    let found = format!("is not that of `{}` any more", lock.wit.package);
                    let help = format!(
                        "to go on with it, run `plugin-gen update{} --wit {}`",
                        self.here(),
                        wit.display()
                    );
                    self.push("wit", found, help);
                }
            }
            Err(error) => {
                let message = error.to_string();
                let found = message.split("\nhelp: ").next().unwrap_or_default();
                let help = format!(
                    "to take it anew, run `plugin-gen update{} --force`",
                    self.here()
                );
                self.push("wit", found, help);
            }
        }
    }

    /// What the next update needs, and what the last one left.
    fn bases(&mut self, root: &Path, lock: &Lock) -> Result<(), Error> {
        for (path, recorded) in lock.merged() {
            let base = lock::base(path);
            let text = read(&root.join(&base))?;
            if text.map(lock::hash).as_deref() != Some(recorded) {
                let help = "take it back from version control";
                self.push(&lock::key(&base), "is not what was written", help);
            }
        }
        for path in unresolved(root, lock) {
            let file = path.trim_end_matches(".rej");
            let help = format!(
                "take into `{file}` what it says, and run `rm {}`",
                self.dir.join(&path).display()
            );
            self.push(&path, "is left of an update", help);
        }
        Ok(())
    }

    fn catalogue(&mut self, lock: &Lock) {
        let OriginRecord::Catalogue {
            package,
            profile,
            hash,
            text,
        } = &lock.wit.origin
        else {
            return;
        };
        let source = Source {
            profile: profile.as_deref().and_then(|profile| profile.parse().ok()),
            hash: hash.clone(),
            ..Source::default()
        };
        let found = source.catalogued(package);
        let is_same = found.is_ok_and(|found| match found.package.origin() {
            Origin::Catalogue(entry) => entry.hash() == text,
            _ => false,
        });
        if !is_same {
            let found = format!("the catalogue has another text for `{package}` now");
            let help = format!("run `plugin-gen update{}`", self.here());
            self.push("wit", found, help);
        }
    }

    fn methods(&mut self, root: &Path) -> Result<(), Error> {
        let files = package::sources(root)?;
        let what = "plugin";
        match fill::missing(root, &files) {
            Ok(missing) => {
                let names: Vec<_> = missing.names().collect();
                if !names.is_empty() {
                    let found = format!("lacks `{}`", names.join("`, `"));
                    let help = format!("run `plugin-gen stub{} --write`", self.here());
                    self.push(what, found, help);
                }
                for method in &missing.unknown {
                    let found = format!("`{method}` is not in the WIT");
                    self.push(what, found, "rename it, or take it out");
                }
            }
            Err(error) => {
                for message in &error.messages {
                    let (found, help) = message
                        .split_once("\nhelp: ")
                        .unwrap_or((message, "run `cargo check`"));
                    self.push(what, found, help);
                }
            }
        }
        Ok(())
    }
}
/// Other folders in `wit` belong to other plugins of the crate.
fn is_of_the_package(path: &str) -> bool {
    let below = path.strip_prefix("wit/").unwrap_or(path);
    below.starts_with("deps/") || !below.contains('/')
}
