//! Plans and reports as JSON. The names are written down in `docs/workload.md` and do not change with the code.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::words;
use crate::engine::Profile;
use crate::resolve::{
    ComponentPlan, HandlerPlan, ImportPlan, Plan, Problem, Provider, Reason, Report, RoutePlan,
};
use crate::spec::{CallLimits, InstancePolicy, Isolation, OnTrap};

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            workload: &'a str,
            engine: Profile,
            components: &'a BTreeMap<String, ComponentPlan>,
            entries: &'a BTreeSet<String>,
            routes: &'a [RoutePlan],
        }
        let json = Json {
            workload: &self.workload,
            engine: self.profile,
            components: &self.components,
            entries: &self.entries,
            routes: &self.routes,
        };
        json.serialize(serializer)
    }
}

impl Serialize for ComponentPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            sha256: &'a str,
            size: usize,
            imports: BTreeMap<&'a str, Import<'a>>,
            exports: &'a BTreeSet<String>,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            handlers: &'a [HandlerPlan],
            #[serde(skip_serializing_if = "is_fresh")]
            instance: InstancePolicy,
        }
        #[derive(Serialize)]
        struct Import<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            implements: Option<&'a String>,
            #[serde(flatten)]
            planned: &'a ImportPlan,
        }
        let imports = self.imports.iter().map(|(name, planned)| {
            let implements = self.implements.get(name);
            (
                name.as_str(),
                Import {
                    implements,
                    planned,
                },
            )
        });
        let json = Json {
            sha256: &self.digest,
            size: self.size,
            imports: imports.collect(),
            exports: &self.exports,
            handlers: &self.handlers,
            instance: self.instance,
        };
        json.serialize(serializer)
    }
}

fn is_fresh(policy: &InstancePolicy) -> bool {
    *policy == InstancePolicy::Fresh
}

/// As a workload document has it.
impl Serialize for InstancePolicy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "policy", rename_all = "lowercase")]
        enum Json {
            Fresh,
            Pool {
                size: u32,
            },
            Reuse {
                requests: u32,
                concurrency: u32,
                idle: String,
            },
        }
        let json = match self {
            InstancePolicy::Fresh => Json::Fresh,
            InstancePolicy::Pool(pool) => Json::Pool { size: pool.size },
            InstancePolicy::Reuse(reuse) => Json::Reuse {
                requests: reuse.requests,
                concurrency: reuse.concurrency,
                idle: humantime::format_duration(reuse.idle).to_string(),
            },
        };
        json.serialize(serializer)
    }
}

impl Serialize for HandlerPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            export: &'a str,
            plugin: &'a str,
            backend: &'a str,
            label: &'a str,
        }
        let json = Json {
            export: &self.export,
            plugin: &self.plugin,
            backend: &self.instance,
            label: &self.label,
        };
        json.serialize(serializer)
    }
}

impl Serialize for ImportPlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            provider: &'a Provider,
            reason: Reason,
        }
        let json = Json {
            provider: &self.provider,
            reason: self.reason,
        };
        json.serialize(serializer)
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Reason::Link => "link",
            Reason::OnlySibling => "only-sibling",
            Reason::Choice => "choice",
            Reason::OnlyPlugin => "only-plugin",
            Reason::Builtin => "runtime",
            Reason::TypesOnly => "types-only",
        })
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        enum Json<'a> {
            Component {
                component: &'a str,
                export: &'a str,
                instance: &'static str,
                #[serde(rename = "on-trap", skip_serializing_if = "Option::is_none")]
                on_trap: Option<OnTrapJson<'a>>,
                #[serde(skip_serializing_if = "Option::is_none")]
                limits: Option<LimitsJson>,
            },
            Plugin {
                plugin: &'a str,
                backend: &'a str,
                label: &'a str,
                export: String,
            },
            Runtime {
                export: Option<String>,
            },
            None,
        }
        let json = match self {
            Provider::Sibling {
                component,
                export,
                per_importer,
            } => Json::Component {
                component,
                export,
                instance: if *per_importer {
                    "per-importer"
                } else {
                    "shared"
                },
                on_trap: None,
                limits: None,
            },
            Provider::Isolated {
                component,
                export,
                isolation,
            } => Json::Component {
                component,
                export,
                instance: "isolated",
                on_trap: Some(on_trap(isolation)),
                limits: Some(limits(isolation)),
            },
            Provider::Plugin {
                plugin,
                interface,
                label,
                instance,
                ..
            } => Json::Plugin {
                plugin,
                backend: instance,
                label,
                export: interface.to_string(),
            },
            Provider::Builtin { .. } => Json::Runtime {
                export: words::served(self),
            },
            Provider::Types => Json::None,
        };
        json.serialize(serializer)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum OnTrapJson<'a> {
    Trap,
    Error(&'a str),
}

#[derive(Serialize)]
struct LimitsJson {
    memory: u64,
    time: String,
}

fn limits(isolation: &Isolation) -> LimitsJson {
    let CallLimits { memory, time } = isolation.limits;
    LimitsJson {
        memory,
        time: humantime::format_duration(time).to_string(),
    }
}

fn on_trap(isolation: &Isolation) -> OnTrapJson<'_> {
    match &isolation.on_trap {
        OnTrap::Trap => OnTrapJson::Trap,
        OnTrap::Error(error) => OnTrapJson::Error(error),
    }
}

impl Serialize for RoutePlan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            host: &'a str,
            path: &'a str,
            component: &'a str,
        }
        let json = Json {
            host: &self.host,
            path: &self.path,
            component: &self.component,
        };
        json.serialize(serializer)
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            workload: &'a str,
            problems: &'a [Problem],
        }
        let json = Json {
            workload: &self.workload,
            problems: &self.problems,
        };
        json.serialize(serializer)
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            kind: &'a str,
            message: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            help: Option<String>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            notes: Vec<String>,
        }
        let json = Json {
            kind: self.kind(),
            message: self.message(),
            help: self.help(),
            notes: self.notes(),
        };
        json.serialize(serializer)
    }
}
