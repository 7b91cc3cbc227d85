#![deny(deprecated)]

use hostplug::{Caller, host_plugin};

#[host_plugin(world = "wasi:random/w", inline = "package wasi:random@0.2.6; interface random { f: func(); } world w { import random; }")]
struct Plugin;

impl random::random::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
