use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: async func() -> u32; } world w { import i; }")]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<u32> {
        Ok(1)
    }
}

fn main() {}
