use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "package a:b; interface i { f: func(); } world w { import i; }",
    config = Settings
)]
struct Plugin;

#[derive(serde::Deserialize)]
struct Settings(std::cell::Cell<u32>);

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
