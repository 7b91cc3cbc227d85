use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use hostplug::InterfaceId;
use serde::{Deserialize, Serialize};

use super::process;
use super::status::WorkloadStatus;
use crate::registry::{Registered, Registry};

/// What a host is, what it serves and what runs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Heartbeat {
    /// Unique for each start of a host.
    pub id: String,
    /// The friendly name.
    pub name: String,
    /// Name of the machine, as its system knows it. Empty where that is not known.
    pub hostname: String,
    /// Labels: those of the builder, and for each package of interfaces that the plugins serve
    /// `plugin.NAMESPACE.PACKAGE` with its versions, separated by commas. The builder's go first where both are there.
    pub labels: BTreeMap<String, String>,
    /// Version of the runtime.
    pub version: String,
    /// Time since the host started.
    pub uptime: Duration,
    /// CPU time that the process has used, in all its threads and since it began. Zero where that is not known.
    pub cpu: Duration,
    /// Bytes of memory that the process has in use. Zero where that is not known.
    pub memory: u64,
    /// Interfaces that the plugins serve, with their versions, by the name of the plugin.
    pub interfaces: BTreeMap<String, Vec<String>>,
    /// How many components are in workloads that run.
    pub components: usize,
    /// Workloads that start, run or stop.
    pub workloads: Vec<WorkloadStatus>,
}

/// What does not change while a host runs.
#[derive(Debug)]
pub(super) struct Identity {
    id: String,
    name: String,
    labels: BTreeMap<String, String>,
    started: Instant,
}

impl Identity {
    pub(super) fn new(
        name: Option<String>,
        labels: BTreeMap<String, String>,
        registry: &Registry,
    ) -> Self {
        let id = format!("{:016x}", RandomState::new().build_hasher().finish());
        let name = name.unwrap_or_else(|| format!("host-{id}"));
        let mut all = plugin_labels(registry);
        all.extend(labels);
        Identity {
            id,
            name,
            labels: all,
            started: Instant::now(),
        }
    }

    pub(super) fn heartbeat(
        &self,
        registry: &Registry,
        workloads: Vec<WorkloadStatus>,
        components: usize,
    ) -> Heartbeat {
        let interfaces = registry.iter().map(|registered| {
            let served = served(registered).map(InterfaceId::to_string);
            (registered.offer.name.clone(), served.collect())
        });
        Heartbeat {
            id: self.id.clone(),
            name: self.name.clone(),
            hostname: process::hostname(),
            labels: self.labels.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            uptime: self.started.elapsed(),
            cpu: process::cpu(),
            memory: process::memory(),
            interfaces: interfaces.collect(),
            components,
            workloads,
        }
    }
}

fn served(registered: &Registered) -> impl Iterator<Item = &InterfaceId> {
    let served = registered.offer.registration.imports.iter();
    served.map(|interface| &interface.id)
}

/// `plugin.wasi.config` = `0.2.0-draft,0.2.0-rc.1`; packages without a version have an empty value.
fn plugin_labels(registry: &Registry) -> BTreeMap<String, String> {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for interface in registry.iter().flat_map(served) {
        let label = format!("plugin.{}.{}", interface.namespace(), interface.package());
        let known = versions.entry(label).or_default();
        let version = interface.version().map(ToString::to_string);
        known.extend(version.filter(|version| !known.contains(version)));
    }
    let joined = versions.into_iter().map(|(label, mut versions)| {
        versions.sort();
        (label, versions.join(","))
    });
    joined.collect()
}
