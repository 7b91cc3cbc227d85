use hostplug::wasmtime::component::Accessor;
use hostplug::{State, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: async func(); } world w { import i; }")]
struct Plugin;

impl b::i::HostWithStore<State> for Plugin {
    async fn f(_: &Accessor<State, Self>) -> hostplug::Result<()> {
        let shared = std::rc::Rc::new(1);
        std::future::ready(()).await;
        drop(shared);
        Ok(())
    }
}

fn main() {}
