use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::registry::Registry;

/// What a host is, what it serves and what runs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Heartbeat {
    /// Unique for each start of a host.
    pub id: String,
    /// The friendly name.
    pub name: String,
    /// Labels.
    pub labels: BTreeMap<String, String>,
    /// Version of the runtime.
    pub version: String,
    /// Time since the host started.
    pub uptime: Duration,
    /// Interfaces that the plugins serve, by the name of the plugin.
    pub interfaces: BTreeMap<String, Vec<String>>,
    /// Workloads.
    pub workloads: Vec<WorkloadStatus>,
}

/// What is known of a workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkloadStatus {
    /// `namespace/name`.
    pub id: String,
    /// What it does.
    pub state: WorkloadState,
}

/// What a workload does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WorkloadState {
    /// It is being resolved, compiled and bound.
    Starting,
    /// It takes calls.
    Running,
    /// It takes no new calls.
    Stopping,
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
    pub(super) fn new(name: Option<String>, labels: BTreeMap<String, String>) -> Self {
        let id = format!("{:016x}", RandomState::new().build_hasher().finish());
        let name = name.unwrap_or_else(|| format!("host-{id}"));
        Identity {
            id,
            name,
            labels,
            started: Instant::now(),
        }
    }

    pub(super) fn heartbeat(
        &self,
        registry: &Registry,
        workloads: Vec<WorkloadStatus>,
    ) -> Heartbeat {
        let interfaces = registry.iter().map(|registered| {
            let served = registered.offer.registration.imports.iter();
            (
                registered.offer.name.clone(),
                served.map(|interface| interface.id.to_string()).collect(),
            )
        });
        Heartbeat {
            id: self.id.clone(),
            name: self.name.clone(),
            labels: self.labels.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            uptime: self.started.elapsed(),
            interfaces: interfaces.collect(),
            workloads,
        }
    }
}
