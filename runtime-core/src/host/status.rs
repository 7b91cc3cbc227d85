use std::fmt;

use serde::{Deserialize, Serialize};

use super::services::ServiceStatus;
use crate::error::Error;

/// What is known of a workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkloadStatus {
    /// `namespace/name`, or what [`Host::start_as`](super::Host::start_as) was given.
    pub id: String,
    /// What it does.
    pub state: WorkloadState,
    /// Why it failed or stopped, where there is more to say than the state does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How a workload that has completed ended: 0 is success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// 1 since the start, and one more for each update.
    pub revision: u64,
    /// The components that run for as long as it does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceStatus>,
}

/// What a workload does. The last three are ends: nothing is left of the workload but its status, and its id is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum WorkloadState {
    /// It is being resolved, compiled and bound.
    Starting,
    /// It takes calls.
    Running,
    /// It takes no new calls. Those that are under way go on, then it is unbound.
    Stopping,
    /// It has done all that it was for: its only entry, which exports `wasi:cli/run` and nothing else, was
    /// [run](super::Running::run) to its end; or it has nothing but services, and all of them are done.
    Completed,
    /// Somebody stopped it, while it ran or while it started.
    Stopped,
    /// It could not be started, its command trapped, a service of it failed for good, or a plugin reported that it
    /// cannot go on.
    Failed,
}

impl WorkloadState {
    /// Whether nothing is left of the workload.
    pub fn is_end(self) -> bool {
        matches!(
            self,
            WorkloadState::Completed | WorkloadState::Stopped | WorkloadState::Failed
        )
    }
}

impl fmt::Display for WorkloadState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            WorkloadState::Starting => "starting",
            WorkloadState::Running => "running",
            WorkloadState::Stopping => "stopping",
            WorkloadState::Completed => "completed",
            WorkloadState::Stopped => "stopped",
            WorkloadState::Failed => "failed",
        })
    }
}

/// How a workload ends.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) state: WorkloadState,
    pub(super) reason: Option<String>,
    pub(super) exit_code: Option<i32>,
}

impl End {
    pub(super) fn stopped() -> Self {
        End {
            state: WorkloadState::Stopped,
            reason: None,
            exit_code: None,
        }
    }

    pub(super) fn completed(exit_code: i32) -> Self {
        End {
            state: WorkloadState::Completed,
            reason: None,
            exit_code: Some(exit_code),
        }
    }

    pub(super) fn failed(reason: String) -> Self {
        End {
            state: WorkloadState::Failed,
            reason: Some(reason),
            exit_code: None,
        }
    }

    /// The end of a start that ends with `error`.
    pub(super) fn of_start(error: &Error) -> Self {
        match error {
            Error::Failed { reason, .. } => End::failed(reason.clone()),
            Error::Stopped | Error::GivenUp { .. } => End {
                reason: Some(error.to_string()),
                ..End::stopped()
            },
            error => End::failed(error.to_string()),
        }
    }

    /// What a start of `id` answers that this has ended.
    pub(super) fn error(&self, id: &str) -> Error {
        match &self.reason {
            Some(reason) if self.state == WorkloadState::Failed => Error::Failed {
                id: id.to_owned(),
                reason: reason.clone(),
            },
            _ => Error::GivenUp { id: id.to_owned() },
        }
    }

    pub(super) fn status(self, id: String, revision: u64) -> WorkloadStatus {
        WorkloadStatus {
            id,
            state: self.state,
            reason: self.reason,
            exit_code: self.exit_code,
            revision,
            services: Vec::new(),
        }
    }
}
