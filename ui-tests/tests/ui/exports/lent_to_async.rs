use hostplug::{InvokeError, host_plugin};

#[host_plugin(inline = "package a:b; interface i { f: async func(s: string); } world w { export i; }", lifecycle)]
struct Plugin;

impl hostplug::Lifecycle for Plugin {
    async fn bind(&self, _: &hostplug::Scope, (): ()) -> hostplug::wasmtime::Result<()> {
        Ok(())
    }
}

pub async fn call(handle: b::i::Component) -> Result<(), InvokeError> {
    handle.f("text").await
}

fn main() {}
