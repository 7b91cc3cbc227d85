//! Where secrets come from.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use hostplug::wasmtime::Result;
use hostplug::wasmtime::error::{Context, format_err};
use serde::Deserialize;

use crate::secrets::store::SecretValue;

/// What a host says of one secret.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The secret itself.
    Text(String),
    /// A file that says it.
    File(PathBuf),
    /// A variable of the environment that says it.
    Env(String),
}

impl Source {
    pub(crate) async fn read(self) -> Result<Secret> {
        let bytes = match self {
            Source::Text(text) => text.into_bytes(),
            Source::File(path) => file(path).await?,
            Source::Env(name) => environment(&name)?,
        };
        Ok(Secret(bytes.into()))
    }
}

async fn file(path: PathBuf) -> Result<Vec<u8>> {
    let shown = path.display().to_string();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await?;
    read.with_context(|| format!("cannot read `{shown}`"))
}

/// The error of the standard library would print the value.
fn environment(name: &str) -> Result<Vec<u8>> {
    let value = std::env::var(name).ok();
    let value = value.ok_or_else(|| format_err!("the environment has no text as `{name}`"))?;
    Ok(value.into_bytes())
}

/// A secret that a component holds. Clones are the same secret.
#[derive(Clone)]
pub struct Secret(Arc<[u8]>);

impl Secret {
    /// Text if it can be, else bytes.
    pub(crate) fn reveal(&self) -> SecretValue {
        match std::str::from_utf8(&self.0) {
            Ok(text) => SecretValue::String(text.to_owned()),
            Err(_) => SecretValue::Bytes(self.0.to_vec()),
        }
    }
}

/// What is printed ends in logs, so that neither of the two says what the secret is.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Text(_) => f.write_str("Text(..)"),
            Source::File(path) => f.debug_tuple("File").field(path).finish(),
            Source::Env(name) => f.debug_tuple("Env").field(name).finish(),
        }
    }
}
