//! The table of an instance policy: which keys it has depends on the policy.

use serde::Deserialize;

use super::limits::duration_of;
use crate::spec::{InstancePolicy, Pool, Reuse};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstanceTable {
    policy: Policy,
    size: Option<u32>,
    requests: Option<u32>,
    concurrency: Option<u32>,
    idle: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Policy {
    Fresh,
    Pool,
    Reuse,
}

impl Policy {
    fn name(self) -> &'static str {
        match self {
            Policy::Fresh => "fresh",
            Policy::Pool => "pool",
            Policy::Reuse => "reuse",
        }
    }

    fn keys(self) -> &'static [&'static str] {
        match self {
            Policy::Fresh => &[],
            Policy::Pool => &["size"],
            Policy::Reuse => &["requests", "concurrency", "idle"],
        }
    }
}

impl InstanceTable {
    pub(super) fn into_policy(self, component: &str) -> Result<InstancePolicy, String> {
        self.check_keys(component)?;
        Ok(match self.policy {
            Policy::Fresh => InstancePolicy::Fresh,
            Policy::Pool => {
                let default = Pool::default();
                let size = some("size", component, self.size, default.size)?;
                InstancePolicy::Pool(Pool { size })
            }
            Policy::Reuse => InstancePolicy::Reuse(self.reuse(component)?),
        })
    }

    fn reuse(self, component: &str) -> Result<Reuse, String> {
        let default = Reuse::default();
        let idle = self.idle.as_deref();
        let idle = idle.map(|text| duration_of("instance.idle", "idle", component, text));
        Ok(Reuse {
            requests: some("requests", component, self.requests, default.requests)?,
            concurrency: some(
                "concurrency",
                component,
                self.concurrency,
                default.concurrency,
            )?,
            idle: idle.transpose()?.unwrap_or(default.idle),
        })
    }

    fn check_keys(&self, component: &str) -> Result<(), String> {
        let present = [
            ("size", self.size.is_some()),
            ("requests", self.requests.is_some()),
            ("concurrency", self.concurrency.is_some()),
            ("idle", self.idle.is_some()),
        ];
        let keys = self.policy.keys();
        let misplaced = |(key, present): &(&str, bool)| *present && !keys.contains(key);
        match present.iter().find(|key| misplaced(key)) {
            None => Ok(()),
            Some((key, _)) => Err(format!(
                "`instance.{key}` of component `{component}` is no key of the policy `{}`\n\
                 help: `fresh` has no keys, `pool` has `size`, `reuse` has `requests`, `concurrency` and `idle`",
                self.policy.name()
            )),
        }
    }
}

/// Nothing could be served with none.
fn some(key: &str, component: &str, value: Option<u32>, default: u32) -> Result<u32, String> {
    match value {
        Some(0) => Err(format!(
            "`instance.{key}` of component `{component}` is 0, with which nothing could be served\n\
             help: write a larger number, or remove `{key}` to have {default}"
        )),
        value => Ok(value.unwrap_or(default)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::spec::Workload;

    fn read(table: &str) -> Result<InstancePolicy, String> {
        let text = format!("name = \"a\"\n[components.web]\npath = \"w\"\ninstance = {table}\n");
        let workload = Workload::from_toml(&text, "").map_err(|error| error.to_string())?;
        Ok(workload.components["web"].instance)
    }

    #[test]
    fn all_keys_but_the_policy_have_defaults() {
        for (table, expected) in [
            ("{ policy = \"fresh\" }", InstancePolicy::Fresh),
            (
                "{ policy = \"pool\" }",
                InstancePolicy::Pool(Pool::default()),
            ),
            (
                "{ policy = \"pool\", size = 2 }",
                InstancePolicy::Pool(Pool::default().size(2)),
            ),
            (
                "{ policy = \"reuse\" }",
                InstancePolicy::Reuse(Reuse::default()),
            ),
            (
                "{ policy = \"reuse\", requests = 7, concurrency = 3, idle = \"1m\" }",
                InstancePolicy::Reuse(
                    Reuse::default()
                        .requests(7)
                        .concurrency(3)
                        .idle(Duration::from_secs(60)),
                ),
            ),
        ] {
            assert_eq!(read(table), Ok(expected), "{table}");
        }
    }

    #[test]
    fn keys_that_are_misspelt_or_of_another_policy_are_refused() {
        for (table, expected) in [
            (
                "{ policy = \"fresh\", size = 2 }",
                "`instance.size` of component `web` is no key of the policy `fresh`\n\
                 help: `fresh` has no keys, `pool` has `size`, `reuse` has `requests`, `concurrency` and `idle`",
            ),
            (
                "{ policy = \"pool\", idle = \"1s\" }",
                "`instance.idle` of component `web` is no key of the policy `pool`",
            ),
            ("{ size = 2 }", "missing field `policy`"),
            (
                "{ policy = \"warm\" }",
                "unknown variant `warm`, expected one of `fresh`, `pool`, `reuse`",
            ),
            ("{ policy = \"pool\", sise = 2 }", "unknown field `sise`"),
            (
                "{ policy = \"reuse\", concurrency = 0 }",
                "`instance.concurrency` of component `web` is 0, with which nothing could be served\n\
                 help: write a larger number, or remove `concurrency` to have 1",
            ),
            (
                "{ policy = \"reuse\", idle = \"soon\" }",
                "`instance.idle` of component `web` is `soon`, which is no duration\n\
                 help: write `idle = \"10s\"`",
            ),
        ] {
            let text = read(table).unwrap_err();
            assert!(text.contains(expected), "{text}");
        }
    }
}
