use hostplug::{Caller, HostPlugin, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin {
    size: u32,
}

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        let _ = self.plugin().size;
        Ok(())
    }
}

fn register(_: impl HostPlugin) {}

fn main() {
    register(Plugin);
}
