//! The values of a component's configuration and environment, from wherever they are.

use std::collections::BTreeMap;
use std::env::VarError;
use std::path::Path;

use super::secrets::Secrets;
use crate::error::Error;
use crate::spec::{Value, Workload};

/// Reads the values of one component. What an error says has no value in it.
pub(super) async fn read(
    secrets: &Secrets,
    workload: &Workload,
    component: &str,
    values: &BTreeMap<String, Value>,
) -> Result<BTreeMap<String, String>, Error> {
    let mut read = BTreeMap::new();
    for (key, value) in values {
        let text = match value {
            Value::Text(text) => Ok(text.clone()),
            Value::File(path) => file(path).await,
            Value::Env(name) => env(name),
            Value::Secret(name) => secrets.value(name, &workload.namespace).await,
        };
        let failed = |message| Error::Value {
            component: component.to_owned(),
            key: key.clone(),
            message,
        };
        read.insert(key.clone(), text.map_err(failed)?);
    }
    Ok(read)
}

/// Without the end of the last line, which editors add.
pub(super) async fn file(path: &Path) -> Result<String, String> {
    let text = tokio::fs::read_to_string(path).await;
    let text = text.map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// The error of the standard library would print a value that is no text.
pub(super) fn env(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| {
        let why = match error {
            VarError::NotPresent => "is not set",
            VarError::NotUnicode(_) => "is no text in UTF-8",
        };
        format!("the environment variable `{name}` of the host {why}")
    })
}
