use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "package a:b; interface i { f: func(); } world w { import i; }",
    config = ()
)]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

impl hostplug::Lifecycle for Plugin {
    async fn bind(&self, _: &hostplug::Scope, _: ()) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
