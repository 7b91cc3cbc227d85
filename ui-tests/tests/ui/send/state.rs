use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "package a:b; interface i { f: func(); } world w { import i; }",
    state = PerInstance
)]
struct Plugin;

#[derive(Default)]
struct PerInstance(std::rc::Rc<u32>);

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
