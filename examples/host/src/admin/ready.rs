use std::sync::{Arc, Mutex, PoisonError};

use hostplug_runtime::{HostApi, WorkloadState};

/// Whether a host should be sent requests. It is ready from [`started`](Readiness::started) to
/// [`draining`](Readiness::draining), as long as none of the workloads for which it was started has failed. What is
/// started on it later, or stopped on purpose, does not count: a mistake of one tenant must not take the others out of
/// service. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Readiness(Arc<Mutex<Phase>>);

#[derive(Debug, Default)]
enum Phase {
    #[default]
    Starting,
    Started(Vec<String>),
    Draining,
}

impl Readiness {
    /// All workloads of these ids have been started.
    pub fn started(&self, ids: impl IntoIterator<Item = String>) {
        self.set(Phase::Started(ids.into_iter().collect()));
    }

    /// From now on the host is not ready.
    pub fn draining(&self) {
        self.set(Phase::Draining);
    }

    /// Whether the host is ready, or why not.
    ///
    /// # Errors
    /// A line for each reason.
    pub fn check(&self, host: &dyn HostApi) -> Result<(), Vec<String>> {
        let phase = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let reasons = match &*phase {
            Phase::Starting => vec!["the host starts its workloads".to_owned()],
            Phase::Draining => vec!["the host is shutting down".to_owned()],
            Phase::Started(ids) => ids.iter().filter_map(|id| failure(host, id)).collect(),
        };
        match reasons.is_empty() {
            true => Ok(()),
            false => Err(reasons),
        }
    }

    fn set(&self, phase: Phase) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }
}

/// Why a workload is not ready. One that the host does not remember has ended long ago.
fn failure(host: &dyn HostApi, id: &str) -> Option<String> {
    let status = host.status(id).ok()?;
    let reason = status.reason.map(|reason| format!(": {reason}"));
    match status.state {
        WorkloadState::Starting | WorkloadState::Failed => Some(format!(
            "workload {id} is {}{}",
            status.state,
            reason.unwrap_or_default()
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use hostplug_runtime::{Component, Host, Workload};

    use super::*;

    #[tokio::test]
    async fn a_workload_that_failed_is_named_with_its_reason() {
        let host = Host::builder().start().await.unwrap();
        let ready = Readiness::default();
        let starting = Err(vec!["the host starts its workloads".to_owned()]);
        assert_eq!(ready.check(&host), starting);
        let workload = Workload::new("shop").component("web", Component::path("no-such-file"));
        host.start(workload).await.unwrap_err();
        ready.started(["default/never".to_owned(), "default/shop".to_owned()]);
        let [reason] = <[String; 1]>::try_from(ready.check(&host).unwrap_err()).unwrap();
        let expected = "workload default/shop is failed: workload `shop` has a problem";
        assert!(reason.starts_with(expected), "{reason}");
        ready.draining();
        let draining = Err(vec!["the host is shutting down".to_owned()]);
        assert_eq!(ready.check(&host), draining);
    }
}
