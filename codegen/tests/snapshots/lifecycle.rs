use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};

#[host_plugin(
    world = "demo:count/plugin",
    inline = "
        package demo:count;
        interface counter { next: func() -> u64; }
        world plugin { import counter; }
    ",
    binding = Counter,
    state = u64
)]
pub(crate) struct Plugin;

pub(crate) struct Counter {
    first: u64,
}

impl Lifecycle for Plugin {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Counter> {
        let first = scope.component.len() as u64;
        Ok(Counter { first })
    }
}

impl count::counter::Host for Caller<'_, Plugin> {
    async fn next(&mut self) -> hostplug::Result<u64> {
        *self.state() += 1;
        Ok(self.binding().first + *self.state())
    }
}
