#![deny(unused_must_use)]

use hostplug::{Scope, host_plugin};

#[host_plugin(inline = "package a:b; interface i { f: func(n: u32, s: string) -> u32; } world w { export i; }", lifecycle)]
struct Plugin;

impl hostplug::Lifecycle for Plugin {
    async fn bind(&self, _: &hostplug::Scope, (): ()) -> hostplug::wasmtime::Result<()> {
        Ok(())
    }
}

pub fn find(scope: &Scope) {
    scope.export::<b::i::Component>();
}

fn main() {}
