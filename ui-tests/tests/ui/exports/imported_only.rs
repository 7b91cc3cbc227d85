use hostplug::{Scope, host_plugin};

#[host_plugin(inline = "package a:b; interface i { type t = u8; } interface j { f: func(); } world w { import i; export j; }", lifecycle)]
struct Plugin;

impl hostplug::Lifecycle for Plugin {
    async fn bind(&self, _: &hostplug::Scope, (): ()) -> hostplug::wasmtime::Result<()> {
        Ok(())
    }
}

pub fn find(scope: &Scope) -> Option<b::i::Component> {
    scope.export()
}

fn main() {}
