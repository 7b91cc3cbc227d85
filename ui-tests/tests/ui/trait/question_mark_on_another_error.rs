use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface types { enum error { full } }
        interface i { use types.{error}; ping: func() -> result<u32, error>; }
        world w { import i; }
    "
)]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn ping(&mut self) -> hostplug::Result<u32, b::types::Error> {
        Ok("1".parse::<u32>()?)
    }
}

fn main() {}
