//! Components that the host runs for as long as their workload runs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::running::Inner as Running;
use super::status::End;
use crate::error::Error;
use crate::spec::{Restart, Service, Workload};

/// The shortest time between two runs.
const SHORTEST: Duration = Duration::from_secs(1);

/// The longest time between two runs.
const LONGEST: Duration = Duration::from_secs(60);

/// How long a run must last for waiting and counting to begin anew.
const GOOD: Duration = Duration::from_secs(60);

/// What is known of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServiceStatus {
    /// The component.
    pub component: String,
    /// What it does.
    pub state: ServiceState,
    /// How often it has been run again.
    pub restarts: u32,
    /// How its last run ended, if that was no success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ServiceState {
    /// It runs.
    Running,
    /// Its last run has ended, and the next one comes after a while.
    Waiting,
    /// It has ended with success, and is not run again.
    Done,
    /// It has failed, and is not run again.
    Failed,
    /// It ended with its workload.
    Stopped,
}

/// The services of one version of a workload.
#[derive(Default)]
pub(super) struct Services {
    policies: BTreeMap<String, Service>,
    statuses: Mutex<Vec<ServiceStatus>>,
    ending: watch::Sender<bool>,
}

impl Services {
    pub(super) fn new(workload: &Workload) -> Self {
        let components = workload.components.iter();
        let policies: BTreeMap<_, _> = components
            .filter_map(|(name, component)| Some((name.clone(), component.service?)))
            .collect();
        let running = |component: &String| ServiceStatus {
            component: component.clone(),
            state: ServiceState::Running,
            restarts: 0,
            reason: None,
        };
        Services {
            statuses: Mutex::new(policies.keys().map(running).collect()),
            policies,
            ending: watch::Sender::new(false),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    pub(super) fn has(&self, component: &str) -> bool {
        self.policies.contains_key(component)
    }

    pub(super) fn statuses(&self) -> Vec<ServiceStatus> {
        self.lock().clone()
    }

    /// Drops the guests that run, and runs no other. A function of the host that a guest is in, and that does not wait,
    /// ends first.
    pub(super) fn end(&self) {
        let mut statuses = self.lock();
        for status in statuses.iter_mut() {
            if matches!(status.state, ServiceState::Running | ServiceState::Waiting) {
                status.state = ServiceState::Stopped;
            }
        }
        self.ending.send_replace(true);
    }

    /// Nothing changes any more when all of them have been ended.
    fn change(&self, component: &str, change: impl FnOnce(&mut ServiceStatus)) {
        let mut statuses = self.lock();
        if *self.ending.borrow() {
            return;
        }
        let mut statuses = statuses.iter_mut();
        if let Some(status) = statuses.find(|status| status.component == component) {
            change(status);
        }
    }

    fn are_done(&self) -> bool {
        let statuses = self.lock();
        let mut statuses = statuses.iter();
        statuses.all(|status| status.state == ServiceState::Done)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<ServiceStatus>> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs the services of a workload, each in a task of its own, until they have ended or the workload stops.
pub(super) fn start(running: &Arc<Running>) {
    for (component, policy) in &running.services().policies {
        let kept = Kept {
            running: running.clone(),
            component: component.clone(),
            policy: *policy,
        };
        tokio::spawn(kept.until_the_end());
    }
}

/// A service, and who looks after it.
struct Kept {
    running: Arc<Running>,
    component: String,
    policy: Service,
}

impl Kept {
    async fn until_the_end(self) {
        let mut ending = self.running.services().ending.subscribe();
        tokio::select! {
            biased;
            _ = ending.wait_for(|ending| *ending) => {}
            () = self.keep() => {}
        }
    }

    async fn keep(&self) {
        let mut restarts = 0;
        loop {
            let began = Instant::now();
            let failure = match self.running.run_service(&self.component).await {
                Ok(0) => None,
                Ok(code) => Some(format!("it ended with code {code}")),
                // Whoever stops the workload says how it ends.
                Err(Error::UnknownWorkload { .. } | Error::CutOff { .. }) => return,
                Err(error) => Some(error.to_string()),
            };
            if failure.is_none() && self.policy.restart != Restart::Always {
                return self.done();
            }
            if began.elapsed() >= GOOD {
                restarts = 0;
            }
            if restarts == self.policy.restarts() {
                return self.failed(restarts, failure);
            }
            self.wait(restarts, failure).await;
            restarts += 1;
        }
    }

    async fn wait(&self, restarts: u32, failure: Option<String>) {
        let time = pause(restarts);
        tracing::warn!(
            target: "hostplug::service",
            workload = self.running.id(),
            component = self.component,
            "service `{}` is run again in {}: {}",
            self.component,
            humantime::format_duration(time),
            failure.as_deref().unwrap_or("it ended"),
        );
        self.change(|status| {
            status.state = ServiceState::Waiting;
            status.reason = failure;
        });
        sleep(time).await;
        self.change(|status| {
            status.state = ServiceState::Running;
            status.restarts += 1;
        });
    }

    fn done(&self) {
        self.change(|status| {
            status.state = ServiceState::Done;
            status.reason = None;
        });
        if self.running.has_only_services() && self.running.services().are_done() {
            self.running.end(End::completed(0));
        }
    }

    fn failed(&self, restarts: u32, failure: Option<String>) {
        let failure = failure.unwrap_or_else(|| "it ended".to_owned());
        self.change(|status| {
            status.state = ServiceState::Failed;
            status.reason = Some(failure.clone());
        });
        let again = match restarts {
            0 => String::new(),
            1 => " after 1 restart".to_owned(),
            restarts => format!(" after {restarts} restarts"),
        };
        let reason = format!("service `{}` has failed{again}: {failure}", self.component);
        self.running.end(End::failed(reason));
    }

    /// Nobody is told of what a workload does that is ending: its end is told.
    fn change(&self, change: impl FnOnce(&mut ServiceStatus)) {
        self.running.services().change(&self.component, change);
        self.running.tell();
    }
}

/// How long to wait after so many runs in a row that were not good.
fn pause(restarts: u32) -> Duration {
    SHORTEST.saturating_mul(1 << restarts.min(6)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_two_runs_doubles_up_to_a_minute() {
        let seconds: Vec<_> = (0..9).map(|restarts| pause(restarts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pause(u32::MAX), LONGEST);
    }
}
