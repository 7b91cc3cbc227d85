//! The tables of limits, and what sizes and durations look like in all of them.

use std::time::Duration;

use bytesize::ByteSize;
use serde::{Deserialize, Deserializer, de};

use crate::spec::OwnLimits;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LimitsTable {
    memory: Option<String>,
    time: Option<String>,
    cpu: Option<String>,
    host_call: Option<String>,
    handles: Option<u32>,
    log: Option<String>,
    body: Option<String>,
    egress: Option<String>,
    requests: Option<u32>,
    queue: Option<u32>,
}

impl LimitsTable {
    /// `place` is whose table it is: `component `web``.
    pub(super) fn into_limits(self, place: &str) -> Result<OwnLimits, String> {
        let time = |key, text: Option<String>| {
            let text = text.as_deref();
            text.map(|text| some(key, place, text, duration(key, place, text)?))
                .transpose()
        };
        let bytes = |key, text: Option<String>| {
            let text = text.as_deref();
            text.map(|text| some(key, place, text, size(key, place, text)?))
                .transpose()
        };
        let handles = self.handles;
        let handles = handles.map(|handles| some("handles", place, &handles.to_string(), handles));
        Ok(OwnLimits {
            memory: bytes("memory", self.memory)?,
            body: bytes("body", self.body)?,
            egress: bytes("egress", self.egress)?,
            cpu: time("cpu", self.cpu)?,
            time: time("time", self.time)?,
            host_call: bytes("host-call", self.host_call)?,
            handles: handles.transpose()?,
            log: bytes("log", self.log)?,
            requests: self
                .requests
                .map(|number| some("requests", place, &number.to_string(), number))
                .transpose()?,
            // None may wait.
            queue: self.queue,
        })
    }
}

/// The table as it stands in the document of a host.
impl<'de> Deserialize<'de> for OwnLimits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = LimitsTable::deserialize(deserializer)?;
        table.into_limits("the host").map_err(de::Error::custom)
    }
}

/// Nothing could run within a limit of nothing.
fn some<T: Default + PartialEq>(key: &str, place: &str, text: &str, value: T) -> Result<T, String> {
    match value == T::default() {
        false => Ok(value),
        true => Err(format!(
            "`limits.{key}` of {place} is `{text}`, with which nothing could run\n\
             help: write what one call may use, or remove `{key}`"
        )),
    }
}

pub(super) fn size(key: &str, place: &str, text: &str) -> Result<u64, String> {
    let size = text.parse::<ByteSize>();
    size.map(|size| size.as_u64())
        .map_err(|_| no(key, place, text, "size", "64MiB"))
}

pub(super) fn duration(key: &str, place: &str, text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| no(key, place, text, "duration", "10s"))
}

/// A duration of a table that a component has beside its limits.
pub(super) fn duration_of(
    path: &str,
    key: &str,
    component: &str,
    text: &str,
) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| {
        format!(
            "`{path}` of component `{component}` is `{text}`, which is no duration\nhelp: write `{key} = \"10s\"`"
        )
    })
}

fn no(key: &str, place: &str, text: &str, what: &str, example: &str) -> String {
    format!(
        "`limits.{key}` of {place} is `{text}`, which is no {what}\nhelp: write `{key} = \"{example}\"`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Workload;

    fn read(lines: &str) -> Result<Workload, String> {
        let text = format!("name = \"a\"\n{lines}\n");
        Workload::from_toml(&text, "").map_err(|error| error.to_string())
    }

    #[test]
    fn a_workload_and_its_components_have_limits() {
        let workload = read(
            "[limits]\nmemory = \"64MiB\"\ntime = \"1m 30s\"\n\
             [components.web]\npath = \"w\"\nlimits = { cpu = \"500ms\" }",
        );
        let workload = workload.unwrap();
        let limits = OwnLimits::default()
            .memory(64 << 20)
            .time(Duration::from_secs(90));
        assert_eq!(workload.limits, limits);
        let limits = OwnLimits::default().cpu(Duration::from_millis(500));
        assert_eq!(workload.components["web"].limits, limits);
    }

    #[test]
    fn limits_that_are_none_are_refused() {
        for (table, expected) in [
            (
                "memory = \"much\"",
                "`limits.memory` of component `web` is `much`, which is no size\nhelp: write `memory = \"64MiB\"`",
            ),
            (
                "cpu = \"2 parsecs\"",
                "is `2 parsecs`, which is no duration\nhelp: write `cpu = \"10s\"`",
            ),
            ("time = \"-1s\"", "is `-1s`, which is no duration"),
            (
                "memory = \"0\"",
                "`limits.memory` of component `web` is `0`, with which nothing could run",
            ),
            ("requests = 0", "is `0`, with which nothing could run"),
            ("time = \"0s\"", "is `0s`, with which nothing could run"),
            ("handles = 0", "`limits.handles` of component `web` is `0`"),
            (
                "host-call = \"a lot\"",
                "is `a lot`, which is no size\nhelp: write `host-call = \"64MiB\"`",
            ),
            ("cpu = 10", "invalid type: integer `10`, expected a string"),
            (
                "fuel = \"1\"",
                "unknown field `fuel`, expected one of `memory`, `time`, `cpu`, `host-call`",
            ),
        ] {
            let table = format!("[components.web]\npath = \"w\"\nlimits = {{ {table} }}");
            let text = read(&table).unwrap_err();
            assert!(text.contains(expected), "{text}");
        }
        let text = read("components = {}\n[limits]\ncpu = \"0s\"").unwrap_err();
        assert!(
            text.contains("`limits.cpu` of the workload is `0s`"),
            "{text}"
        );
    }
}
