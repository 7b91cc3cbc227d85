use serde::{Deserialize, Serialize};

/// A component that the host runs for as long as its workload runs, and what happens when it ends by itself.
///
/// Between two runs the host waits: 1 second, then twice as long each time, up to 1 minute. A run of a minute or more is
/// a good one, after which waiting and counting begin anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Service {
    /// When it is run again.
    #[serde(default)]
    pub restart: Restart,
    /// How often it is run again without a good run in between. By default it is 10 times for [`Restart::OnFailure`], and
    /// without an end for [`Restart::Always`]. When there are no more, the workload has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_restarts: Option<u32>,
}

/// When a service is run again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Whatever its end was.
    Always,
    /// If it has trapped, has reached a limit, or has ended with another code than 0.
    #[default]
    OnFailure,
    /// Never: with its first failure, the workload has failed.
    Never,
}

impl Service {
    /// A service that is run again after `restart`.
    #[must_use]
    pub fn new(restart: Restart) -> Self {
        Service {
            restart,
            max_restarts: None,
        }
    }

    /// Sets how often it is run again without a good run in between.
    #[must_use]
    pub fn max_restarts(mut self, restarts: u32) -> Self {
        self.max_restarts = Some(restarts);
        self
    }

    /// How often it may be run again without a good run in between.
    pub(crate) fn restarts(&self) -> u32 {
        match self.restart {
            Restart::Never => 0,
            Restart::OnFailure => self.max_restarts.unwrap_or(10),
            Restart::Always => self.max_restarts.unwrap_or(u32::MAX),
        }
    }
}
