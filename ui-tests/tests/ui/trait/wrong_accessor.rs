use hostplug::wasmtime::component::Accessor;
use hostplug::{State, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: async func() -> u32; } world w { import i; }")]
struct Plugin;

impl b::i::HostWithStore<State> for Plugin {
    async fn f(_: &mut Accessor<State, Self>) -> hostplug::Result<u32> {
        Ok(1)
    }
}

fn main() {}
