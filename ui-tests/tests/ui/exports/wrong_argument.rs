use hostplug::{InvokeError, host_plugin};

#[host_plugin(inline = "package a:b; interface i { f: func(n: u32, s: string) -> u32; } world w { export i; }", lifecycle)]
struct Plugin;

impl hostplug::Lifecycle for Plugin {
    async fn bind(&self, _: &hostplug::Scope, (): ()) -> hostplug::wasmtime::Result<()> {
        Ok(())
    }
}

pub async fn call(handle: b::i::Component) -> Result<u32, InvokeError> {
    handle.f("1", "text").await
}

fn main() {}
