use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { enum error { full } ping: func() -> result<u32, error>; } world w { import i; }")]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn ping(&mut self) -> hostplug::Result<u32, b::i::Error> {
        Ok(1)
    }
}

fn main() {}
