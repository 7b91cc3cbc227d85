#![deny(deprecated)]

use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b@1.0.0; interface i { @since(version = 1.0.0) @deprecated(version = 1.0.0) f: func(); } world w { import i; }")]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
