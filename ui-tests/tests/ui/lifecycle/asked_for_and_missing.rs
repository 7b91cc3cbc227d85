use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: func(); } world w { import i; }", lifecycle)]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
