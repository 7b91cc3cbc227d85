use hostplug::{Caller, host_plugin};

/// Greets.
#[host_plugin(
    world = "demo:greet/plugin",
    inline = "
        package demo:greet;
        interface greeter { greet: func(name: string) -> string; }
        world plugin { import greeter; }
    "
)]
pub(crate) struct Plugin;

impl greet::greeter::Host for Caller<'_, Plugin> {
    async fn greet(&mut self, name: String) -> hostplug::Result<String> {
        Ok(format!("Hello {name}"))
    }
}
