use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { ping: func(count: u32) -> string; } world w { import i; }")]
struct Plugin;

impl a::i::Host for Caller<'_, Plugin> {
    async fn ping(&mut self, _: u32) -> hostplug::Result<String> {
        Ok(String::new())
    }
}

fn main() {}
