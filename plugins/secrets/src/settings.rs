//! What the host declares, and who may see it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use hostplug::Scope;
use hostplug::wasmtime::Result;
use hostplug::wasmtime::error::{Context as _, format_err};
use serde::Deserialize;

use crate::value::Secret;

/// The annotation with which a workload names the secrets that it needs, separated by commas.
const ANNOTATION: &str = "secrets";

/// Settings of an instance.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Settings {
    /// Secrets by name.
    pub secrets: BTreeMap<String, Declared>,
}

/// Where one secret comes from, of which there is one of three, and who may see it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Declared {
    /// What it says.
    pub text: Option<String>,
    /// A file that holds it.
    pub file: Option<PathBuf>,
    /// An environment variable of the host that holds it.
    pub env: Option<String>,
    /// The workloads that may see it, as `namespace/name`; without it, all that select the instance.
    pub workloads: Option<Vec<String>>,
}

impl Settings {
    /// What a workload may see and, if it names some, needs.
    ///
    /// # Errors
    /// It names one that it may not see. Which others there are is not told: their names are the host's.
    pub(crate) fn for_scope(self, scope: &Scope) -> Result<BTreeMap<String, Declared>> {
        let workload = format!("{}/{}", scope.namespace, scope.workload);
        let mut seen = self.secrets;
        seen.retain(|_, declared| declared.is_for(&workload));
        let Some(named) = scope.annotations.get(ANNOTATION) else {
            return Ok(seen);
        };
        let names = named.split(',').map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(|name| {
                let declared = seen.remove_entry(name);
                declared.ok_or_else(|| {
                    format_err!("the annotation `{ANNOTATION}` names `{name}`, which is no secret for `{workload}`")
                })
            })
            .collect()
    }
}

impl Declared {
    fn is_for(&self, workload: &str) -> bool {
        let workloads = self.workloads.as_ref();
        workloads.is_none_or(|workloads| workloads.iter().any(|other| other == workload))
    }

    /// Reads it.
    ///
    /// # Errors
    /// It has no source or several, or the source cannot be read.
    pub(crate) async fn read(self, name: &str) -> Result<Secret> {
        let read = match (self.text, self.file, self.env) {
            (Some(text), None, None) => Ok(Secret::new(text.into_bytes())),
            (None, Some(path), None) => file(path).await,
            (None, None, Some(variable)) => environment(&variable),
            (None, None, None) => Err(format_err!("no source, expected `text`, `file` or `env`")),
            _ => Err(format_err!(
                "several sources, expected one of `text`, `file` and `env`"
            )),
        };
        read.with_context(|| format!("secret `{name}`"))
    }
}

async fn file(path: PathBuf) -> Result<Secret> {
    let shown = path.display().to_string();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await?;
    let bytes = read.with_context(|| format!("cannot read `{shown}`"))?;
    Ok(Secret::new(bytes))
}

/// The error of the standard library would print a value that is no text.
fn environment(variable: &str) -> Result<Secret> {
    let value = std::env::var_os(variable);
    let value =
        value.ok_or_else(|| format_err!("there is no environment variable `{variable}`"))?;
    let text = value.into_string();
    let text = text.map_err(|_| format_err!("the environment variable `{variable}` is no text"))?;
    Ok(Secret::new(text.into_bytes()))
}

/// Without the text.
impl fmt::Debug for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared")
            .field("text", &self.text.as_ref().map(|_| ".."))
            .field("file", &self.file)
            .field("env", &self.env)
            .field("workloads", &self.workloads)
            .finish()
    }
}
