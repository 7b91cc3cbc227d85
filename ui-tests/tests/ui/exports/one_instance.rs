use hostplug::{InvokeError, host_plugin};

#[host_plugin(inline = "package a:b; interface i { resource job; open: func(n: u32) -> job; } world w { export i; }", lifecycle)]
struct Plugin;

impl hostplug::Lifecycle for Plugin {
    async fn bind(&self, _: &hostplug::Scope, (): ()) -> hostplug::wasmtime::Result<()> {
        Ok(())
    }
}

pub async fn call(handle: b::i::Component) -> Result<(), InvokeError> {
    let _ = handle.open(1).await?;
    Ok(())
}

fn main() {}
