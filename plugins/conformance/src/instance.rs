//! What the suite itself serves to its guests.

use hostplug::{Caller, host_plugin};

/// What the guests of the suites import beside the interfaces that are tested. A suite has it in its host; whoever
/// starts such a guest in a host of his own adds it there.
///
/// It counts what the host holds for an instance. The table is one for all plugins, so what comes and goes between two
/// counts are resources of the plugin that is tested.
#[host_plugin(
    world = "hostplug:conformance/suite",
    inline = "
        package hostplug:conformance@0.1.0;

        interface instance {
            held: func() -> u32;
        }

        world suite {
            import instance;
        }
    ",
    name = "hostplug-conformance",
    sync
)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Instance;

impl conformance::instance::Host for Caller<'_, Instance> {
    fn held(&mut self) -> hostplug::Result<u32> {
        let held = self.table().iter_mut().count();
        Ok(u32::try_from(held).unwrap_or(u32::MAX))
    }
}
