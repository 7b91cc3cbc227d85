//! Which instances serve the calls of an entry, and what becomes of them.

mod ends;
mod faults;
mod http;
mod saturated;
mod tickets;

use std::time::Duration;

use hostplug_runtime::{InstancePolicy, Instances, Pool, Reuse, Running};

/// The three policies, with numbers that a test reaches.
pub(crate) const POLICIES: [fn() -> InstancePolicy; 3] = [fresh, pool, reuse];

fn fresh() -> InstancePolicy {
    InstancePolicy::Fresh
}

fn pool() -> InstancePolicy {
    InstancePolicy::Pool(Pool::default().size(2))
}

pub(crate) fn reuse() -> InstancePolicy {
    InstancePolicy::Reuse(Reuse::default())
}

fn serving(requests: u32) -> InstancePolicy {
    InstancePolicy::Reuse(Reuse::default().requests(requests))
}

/// Lets other tasks go on until the instances are as they should be.
pub(crate) async fn until(
    running: &Running,
    component: &str,
    holds: impl Fn(Instances) -> bool,
) -> Instances {
    let waits = async {
        loop {
            let instances = running.instances(component).unwrap();
            if holds(instances) {
                return instances;
            }
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), waits).await;
    waited.unwrap_or_else(|_| panic!("{:?}", running.instances(component)))
}
