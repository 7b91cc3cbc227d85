use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use hostplug_runtime::HostBuilder;
use serde::Deserialize;

/// What the owner of a host writes: its name, and the backends with their paths and credentials. Workloads select
/// backends by name.
///
/// ```toml
/// name = "edge-1"
///
/// [plugins.keyvalue.data]
/// backend = "redb"
/// path = "data.redb"
/// ```
///
/// Relative paths are relative to the working directory of the process.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostFile {
    name: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    /// Settings by plugin and instance.
    #[serde(default)]
    plugins: BTreeMap<String, BTreeMap<String, serde_json::Map<String, serde_json::Value>>>,
}

impl HostFile {
    /// Reads the file that was named, else `hostplug.toml` beside the workload if there is one.
    ///
    /// # Errors
    /// The file cannot be read, is no TOML, or has an unknown key.
    pub fn find(named: Option<&Path>, workload: &Path) -> Result<Self> {
        let beside =
            || Some(workload.parent()?.join("hostplug.toml")).filter(|path| path.is_file());
        match named.map(PathBuf::from).or_else(beside) {
            Some(path) => Self::read(&path),
            None => Ok(HostFile::default()),
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        toml::from_str(&text).with_context(|| format!("`{}` is not a host file", path.display()))
    }

    /// Puts everything into a builder.
    pub fn apply(self, mut builder: HostBuilder) -> HostBuilder {
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        for (key, value) in self.labels {
            builder = builder.label(key, value);
        }
        for (plugin, instances) in self.plugins {
            for (instance, settings) in instances {
                builder = builder.instance(plugin.clone(), instance, settings.into());
            }
        }
        builder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused() {
        let error = toml::from_str::<HostFile>("nmae = \"x\"")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("unknown field `nmae`, expected one of"),
            "{error}"
        );
    }

    #[test]
    fn a_file_that_is_named_must_be_there() {
        let error =
            HostFile::find(Some(Path::new("no-such-file.toml")), Path::new("w.toml")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read `no-such-file.toml`");
        HostFile::find(None, Path::new("no-such-folder/w.toml")).unwrap();
    }
}
