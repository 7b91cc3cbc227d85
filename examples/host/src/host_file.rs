use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use hostplug_runtime::{HostBuilder, Limits, OwnLimits, Secret};
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HostFile {
    name: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    /// What one call may use if the workload says nothing.
    #[serde(default)]
    limits: OwnLimits,
    /// The most that a workload can ask for.
    max_limits: Option<OwnLimits>,
    /// What workloads may name in their configuration and environment.
    #[serde(default)]
    secrets: BTreeMap<String, Secret>,
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
        let limits = Limits::default().with(self.limits);
        builder = builder.limits(limits);
        if let Some(most) = self.max_limits {
            builder = builder.max_limits(limits.with(most));
        }
        for (name, secret) in self.secrets {
            builder = builder.secret(name, secret);
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
    fn limits_are_read_as_those_of_a_workload_are() {
        let read = |text| toml::from_str::<HostFile>(text).map_err(|error| error.to_string());
        let file = read("limits = { time = \"5s\" }\nmax-limits = { memory = \"1GiB\" }").unwrap();
        assert_eq!(file.limits.time, Some(std::time::Duration::from_secs(5)));
        assert_eq!(file.max_limits.and_then(|most| most.memory), Some(1 << 30));
        let error = read("limits = { memory = \"much\" }").unwrap_err();
        let expected = "`limits.memory` of the host is `much`, which is no size";
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn secrets_are_declared_by_where_they_are() {
        let text = "[secrets]\ntoken = { env = \"TOKEN\" }\n\
                    key = { file = \"/run/key\", namespaces = [\"shop\"] }";
        let file = toml::from_str::<HostFile>(text).unwrap();
        let names: Vec<_> = file.secrets.keys().collect();
        assert_eq!(names, ["key", "token"]);
        let error = toml::from_str::<HostFile>("[secrets]\ntoken = { value = \"t0p\" }");
        let text = error.unwrap_err().to_string();
        assert!(text.contains("unknown field `value`"), "{text}");
    }

    #[test]
    fn a_file_that_is_named_must_be_there() {
        let error =
            HostFile::find(Some(Path::new("no-such-file.toml")), Path::new("w.toml")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read `no-such-file.toml`");
        HostFile::find(None, Path::new("no-such-folder/w.toml")).unwrap();
    }
}
