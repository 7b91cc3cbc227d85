use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::status::WorkloadStatus;

/// How many changes wait for a slow reader.
const CAPACITY: usize = 1024;

pub(super) fn sender() -> Sender<WorkloadStatus> {
    Sender::new(CAPACITY)
}

/// The changes of all workloads of a host, from [`Host::watch`](super::Host::watch) on. It never holds up the host: who
/// reads too slowly misses the oldest changes, and is told so.
///
/// ```no_run
/// # async fn example(host: hostplug_runtime::Host) {
/// use hostplug_runtime::Change;
///
/// let mut watch = host.watch();
/// while let Some(change) = watch.next().await {
///     match change {
///         Change::Workload(status) => println!("{} is {}", status.id, status.state),
///         Change::Missed(_) => println!("now there are {:?}", host.list()),
///         _ => {}
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Watch(Receiver<WorkloadStatus>);

/// What a [`Watch`] tells.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// A workload has another state, or another revision.
    Workload(WorkloadStatus),
    /// So many changes were not read in time. [`Host::list`](super::Host::list) says how things are now; changes that
    /// follow may be older than that.
    Missed(u64),
}

impl Watch {
    pub(super) fn new(sender: Option<&Sender<WorkloadStatus>>) -> Self {
        Watch(match sender {
            Some(sender) => sender.subscribe(),
            // It has no sender, so it has ended.
            None => broadcast::channel(1).1,
        })
    }

    /// The next change; none when the host has been shut down. Nothing is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(status) => Some(Change::Workload(status)),
            Err(RecvError::Lagged(missed)) => Some(Change::Missed(missed)),
            Err(RecvError::Closed) => None,
        }
    }
}
