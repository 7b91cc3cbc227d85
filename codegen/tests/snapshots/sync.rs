use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "demo:clock/plugin",
    inline = "
        package demo:clock;
        interface clock {
            resource alarm { constructor(at: u64); at: func() -> u64; }
            now: func() -> u64;
            wait: func(until: u64);
        }
        world plugin { import clock; }
    ",
    with("demo:clock/clock.alarm" = u64),
    sync("clock.now", "clock.alarm.at", "clock.alarm.drop")
)]
pub(crate) struct Plugin;

impl clock::clock::Host for Caller<'_, Plugin> {
    fn now(&mut self) -> hostplug::Result<u64> {
        Ok(1)
    }

    async fn wait(&mut self, _until: u64) -> hostplug::Result<()> {
        Ok(())
    }
}

impl clock::clock::HostAlarm for Caller<'_, Plugin> {
    async fn new(&mut self, at: u64) -> hostplug::Result<Resource<u64>> {
        Ok(self.table().push(at)?)
    }

    fn at(&mut self, alarm: Resource<u64>) -> hostplug::Result<u64> {
        Ok(*self.table().get(&alarm)?)
    }

    fn drop(&mut self, alarm: Resource<u64>) -> hostplug::Result<()> {
        self.table().delete(alarm)?;
        Ok(())
    }
}
