use hostplug::{Lifecycle, Scope, host_plugin, wasmtime};

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { export i; }", lifecycle)]
struct Plugin;

impl Lifecycle for Plugin {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
        let _ = scope.export::<b::i::Guest>();
        Ok(())
    }
}

fn main() {}
