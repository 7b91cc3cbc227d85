//! The table of a link.

use serde::Deserialize;

use super::limits::{duration, size};
use crate::spec::{CallLimits, Isolation, Link, LinkMode, LinkTarget, OnTrap};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct LinkTable {
    from: LinkFrom,
    to: LinkTo,
    instance: Option<LinkInstance>,
    #[serde(default)]
    isolated: bool,
    on_trap: Option<String>,
    limits: Option<LimitsTable>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LinkInstance {
    Shared,
    PerImporter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkFrom {
    component: String,
    import: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkTo {
    component: Option<String>,
    export: Option<String>,
    plugin: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsTable {
    memory: Option<String>,
    time: Option<String>,
}

impl LinkTable {
    pub(super) fn into_link(self) -> Result<Link, String> {
        let mode = self.mode()?;
        let LinkFrom { component, import } = self.from;
        let to = match self.to {
            LinkTo {
                component: Some(component),
                export,
                plugin: None,
            } => LinkTarget::Component { component, export },
            LinkTo {
                component: None,
                export,
                plugin: Some(plugin),
            } => LinkTarget::Plugin { plugin, export },
            _ => {
                return Err(format!(
                    "the link from `{import}` of `{component}` has no clear target\n\
                     help: write `to = {{ component = \"..\" }}` or `to = {{ plugin = \"..\" }}`"
                ));
            }
        };
        Ok(Link {
            component,
            import,
            to,
            mode,
        })
    }

    fn mode(&self) -> Result<LinkMode, String> {
        let LinkFrom { component, import } = &self.from;
        let fail = |what: &str, help: &str| {
            Err(format!(
                "the link from `{import}` of `{component}` {what}\nhelp: {help}"
            ))
        };
        if self.to.plugin.is_some() && (self.isolated || self.instance.is_some()) {
            return fail(
                "says which instance of a plugin serves it, but a plugin has none",
                "remove `instance` and `isolated`, which are for links to components",
            );
        }
        match (self.isolated, self.instance, &self.on_trap) {
            (true, Some(_), _) => fail(
                "is isolated and chooses an instance, but an isolated callee has one for each call",
                "remove `instance` or `isolated`",
            ),
            (false, ..) if self.limits.is_some() => fail(
                "limits its callee, but a callee that is not isolated is one with its caller",
                "add `isolated = true`, or remove `limits`",
            ),
            (false, _, Some(_)) => fail(
                "says what happens on a trap, but a trap of a callee that is not isolated ends the caller as well",
                "add `isolated = true`, or remove `on-trap`",
            ),
            (true, None, on_trap) => Ok(LinkMode::Isolated(Isolation {
                on_trap: match on_trap.as_deref() {
                    None | Some("trap") => OnTrap::Trap,
                    Some(literal) => OnTrap::Error(literal.to_owned()),
                },
                limits: self.limits()?,
            })),
            (false, Some(LinkInstance::PerImporter), None) => Ok(LinkMode::PerImporter),
            (false, _, None) => Ok(LinkMode::Shared),
        }
    }

    fn limits(&self) -> Result<CallLimits, String> {
        let mut limits = CallLimits::default();
        let Some(LimitsTable { memory, time }) = &self.limits else {
            return Ok(limits);
        };
        let LinkFrom { component, import } = &self.from;
        let place = format!("the link from `{import}` of `{component}`");
        if let Some(memory) = memory {
            limits.memory = size("memory", &place, memory)?;
        }
        if let Some(time) = time {
            limits.time = duration("time", &place, time)?;
        }
        Ok(limits)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::spec::Workload;

    fn link(lines: &str) -> Result<Link, String> {
        let text = format!(
            "name = \"a\"\ncomponents = {{}}\n[[links]]\nfrom = {{ component = \"a\", import = \"b:c/d\" }}\n{lines}\n"
        );
        let workload = Workload::from_toml(&text, "").map_err(|error| error.to_string())?;
        Ok(workload.links.into_iter().next().unwrap())
    }

    #[test]
    fn a_link_says_which_instance_serves_it() {
        let mode = |lines: &str| {
            link(&format!("to = {{ component = \"x\" }}\n{lines}")).map(|link| link.mode)
        };
        let isolated = |on_trap| {
            Ok(LinkMode::Isolated(Isolation {
                on_trap,
                ..Isolation::default()
            }))
        };
        assert_eq!(mode(""), Ok(LinkMode::Shared));
        assert_eq!(mode("instance = \"shared\""), Ok(LinkMode::Shared));
        assert_eq!(
            mode("instance = \"per-importer\""),
            Ok(LinkMode::PerImporter)
        );
        assert_eq!(mode("isolated = true"), isolated(OnTrap::Trap));
        assert_eq!(
            mode("isolated = true\non-trap = \"trap\""),
            isolated(OnTrap::Trap)
        );
        assert_eq!(
            mode("isolated = true\non-trap = 'other(\"down\")'"),
            isolated(OnTrap::Error("other(\"down\")".to_owned()))
        );
    }

    #[test]
    fn a_link_that_contradicts_itself_is_refused() {
        for (lines, expected) in [
            (
                "to = { component = \"x\" }\nisolated = true\ninstance = \"shared\"",
                "remove `instance` or `isolated`",
            ),
            (
                "to = { component = \"x\" }\non-trap = \"busy\"",
                "add `isolated = true`",
            ),
            (
                "to = { component = \"x\" }\nlimits = { time = \"1s\" }",
                "add `isolated = true`, or remove `limits`",
            ),
            (
                "to = { plugin = \"x\" }\nlimits = { time = \"1s\" }",
                "add `isolated = true`, or remove `limits`",
            ),
            (
                "to = { plugin = \"x\" }\nisolated = true",
                "a plugin has none",
            ),
            (
                "to = { component = \"x\" }\ninstance = \"each\"",
                "expected `shared` or `per-importer`",
            ),
        ] {
            let text = link(lines).unwrap_err();
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn limits_are_sizes_and_durations_in_words() {
        let limits = |limits: &str| {
            let lines = format!("to = {{ component = \"x\" }}\nisolated = true\nlimits = {limits}");
            link(&lines).map(|link| match link.mode {
                LinkMode::Isolated(isolation) => isolation.limits,
                mode => panic!("{mode:?}"),
            })
        };
        let both = limits("{ memory = \"16MiB\", time = \"1m 30s\" }").unwrap();
        assert_eq!(
            (both.memory, both.time),
            (16 << 20, Duration::from_secs(90))
        );
        let one = limits("{ time = \"500ms\" }").unwrap();
        assert_eq!(
            (one.memory, one.time),
            (CallLimits::DEFAULT_MEMORY, Duration::from_millis(500))
        );
        assert_eq!(limits("{}"), Ok(CallLimits::default()));
        for (table, expected) in [
            (
                "{ memory = \"much\" }",
                "`limits.memory` of the link from `b:c/d` of `a` is `much`, which is no size\nhelp: write `memory = \"64MiB\"`",
            ),
            (
                "{ time = \"2 parsecs\" }",
                "is `2 parsecs`, which is no duration\nhelp: write `time = \"10s\"`",
            ),
            (
                "{ fuel = 1 }",
                "unknown field `fuel`, expected `memory` or `time`",
            ),
        ] {
            let text = limits(table).unwrap_err();
            assert!(text.contains(expected), "{text}");
        }
    }
}
