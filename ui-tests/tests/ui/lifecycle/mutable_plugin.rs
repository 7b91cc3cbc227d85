use hostplug::{Caller, Lifecycle, Scope, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

impl Lifecycle for Plugin {
    async fn bind(&mut self, _: &Scope, (): ()) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
