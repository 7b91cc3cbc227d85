use hostplug::{Caller, Lifecycle, Scope, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "package a:b; interface i { f: func(); } world w { import i; }",
    binding = Bucket
)]
struct Plugin;

struct Bucket(std::cell::Cell<u32>);

impl Lifecycle for Plugin {
    async fn bind(&self, _: &Scope, (): ()) -> hostplug::Result<Bucket> {
        Ok(Bucket(Default::default()))
    }
}

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
