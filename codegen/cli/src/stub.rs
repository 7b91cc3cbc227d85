//! `plugin-gen stub`: what a plugin does not implement yet.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use hostplug_codegen::stub::fill::{self, Missing, SourceFile};
use serde::{Serialize, Serializer};
use serde_json::json;

use crate::{Error, Output, package, write};

/// Print the methods, `impl` blocks and types that a plugin lacks, as the compiler asks for them.
#[derive(Debug, Args)]
pub(crate) struct Stub {
    /// Folder of the plugin's package; by default the one around the current folder.
    dir: Option<PathBuf>,
    /// Insert them into the files as well, each at its place.
    #[arg(long)]
    write: bool,
}

/// What was missing.
#[derive(Debug)]
pub struct Stubs {
    files: Vec<SourceFile>,
    missing: Missing,
    written: bool,
}

impl Stubs {
    /// Remarks that are not part of the answer: what was inserted, and what only the author can settle.
    pub fn notes(&self) -> Vec<String> {
        let unknown = self.missing.unknown.iter();
        let unknown = unknown
            .map(|method| format!("`{method}` is not in the WIT: rename it, or take it out"));
        let written = self.missing.insertions.keys().filter(|_| self.written);
        let written = written.map(|file| format!("wrote `{}`", self.files[*file].path.display()));
        let nothing = self
            .missing
            .is_empty()
            .then(|| "nothing is missing".to_owned());
        unknown.chain(written).chain(nothing).collect()
    }
}

impl fmt::Display for Stubs {
    /// The Rust text, each part behind the name of its file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (file, insertions) in &self.missing.insertions {
            writeln!(f, "// {}", self.files[*file].path.display())?;
            for insertion in insertions {
                if insertion.names.is_empty() {
                    writeln!(f, "// in the attribute: {}", insertion.text.trim())?;
                } else {
                    writeln!(f, "\n{}", insertion.text.trim_matches(['\r', '\n']))?;
                }
            }
        }
        Ok(())
    }
}

impl Serialize for Stubs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let files = self.missing.insertions.iter().map(|(file, insertions)| {
            let insertions = insertions.iter().map(|insertion| {
                let fill::Insertion {
                    offset,
                    text,
                    names,
                } = insertion;
                json!({ "offset": offset, "text": text, "names": names })
            });
            json!({ "path": self.files[*file].path, "insertions": insertions.collect::<Vec<_>>() })
        });
        let answer = json!({
            "files": files.collect::<Vec<_>>(),
            "unknown": self.missing.unknown,
            "written": self.written,
        });
        answer.serialize(serializer)
    }
}

pub(crate) fn run(stub: &Stub, output: Output) -> Result<Stubs, Error> {
    let root = package::root(stub.dir.as_deref())?;
    let files = package::sources(&root)?;
    let missing = fill::missing(&root, &files)?;
    let writes = stub.write && !output.dry_run;
    if writes {
        for index in missing.insertions.keys() {
            let file = &files[*index];
            write::file(
                &root.join(&file.path),
                &missing.complete(*index, &file.text),
            )?;
        }
    }
    Ok(Stubs {
        files,
        missing,
        written: writes,
    })
}
