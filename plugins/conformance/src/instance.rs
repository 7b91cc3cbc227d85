//! What the suite itself serves to its guests.

use hostplug::{Caller, host_plugin};

/// Counts what the host holds for an instance: the table is one for all plugins, so that its own entries are those of
/// the plugin that is tested.
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
pub(crate) struct Instance;

impl conformance::instance::Host for Caller<'_, Instance> {
    fn held(&mut self) -> hostplug::Result<u32> {
        let held = self.table().iter_mut().count();
        Ok(u32::try_from(held).unwrap_or(u32::MAX))
    }
}
