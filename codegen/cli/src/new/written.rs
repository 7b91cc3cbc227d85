//! What `plugin-gen new` answers.

use std::fmt;
use std::path::PathBuf;

use hostplug_codegen::stub::{Backend, CrateName, PluginCrate};
use serde::Serialize;

use super::home::Home;
use crate::example;

/// What was written.
#[derive(Debug, Serialize)]
pub struct Written {
    pub(super) dir: PathBuf,
    plugin: String,
    interfaces: Vec<String>,
    pub(super) files: Vec<PathBuf>,
    dry_run: bool,
    /// The module that is the plugin, if it was added to a crate.
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<String>,
    /// What the example said, if it was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run: Option<Vec<String>>,
    /// Name of the example.
    #[serde(skip)]
    pub(super) example: String,
    #[serde(skip)]
    has_backend: bool,
    #[serde(skip)]
    notes: Vec<String>,
}

impl Written {
    /// A crate that is not on the disk yet.
    pub(super) fn of(
        written: &PluginCrate,
        home: &Home,
        name: &CrateName,
        notes: Vec<String>,
        dry_run: bool,
    ) -> Self {
        Written {
            dir: home.dir().to_owned(),
            plugin: written.plugin.clone(),
            interfaces: written.interfaces.clone(),
            files: Vec::new(),
            dry_run,
            module: home.is_crate().then(|| name.as_str().replace('-', "_")),
            run: None,
            example: home.example(name),
            has_backend: written.backend != Backend::None,
            notes: notes.into_iter().chain(written.notes.clone()).collect(),
        }
    }

    /// Remarks for a person.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    fn next(&self) -> String {
        let dir = self.dir.display();
        if let Some(module) = &self.module {
            return format!("then see `{module}` in `{dir}`");
        }
        match self.has_backend {
            true => format!("then read in `{dir}/README.md` how to go on"),
            false => format!("then write the methods in `{dir}/src/lib.rs`"),
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dir = self.dir.display();
        let done = if self.dry_run { "would write" } else { "wrote" };
        let (plugin, interfaces) = (&self.plugin, self.interfaces.join("`, `"));
        writeln!(f, "{done} `{dir}`: `{plugin}` serves `{interfaces}`")?;
        if self.dry_run {
            let files = self
                .files
                .iter()
                .map(|file| format!("  {}", file.display()));
            return f.write_str(&files.collect::<Vec<_>>().join("\n"));
        }
        if let Some(lines) = &self.run {
            writeln!(f, "ran `{}` there:", example::command(&self.example))?;
            lines.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        }
        write!(f, "next: `cargo test` there passes; {}", self.next())
    }
}
