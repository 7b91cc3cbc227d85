use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "package a:b; interface store { resource bucket; } world w { import store; }",
    with("a:b/store.bucket" = Buckte)
)]
struct Plugin;

struct Bucket;

impl b::store::HostBucket for Caller<'_, Plugin> {
    async fn drop(&mut self, _: Resource<Bucket>) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
