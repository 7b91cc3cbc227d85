use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface store { resource bucket { constructor(); open: static func() -> bucket; get: func() -> u32; } } world w { import store; }")]
struct Plugin;

struct Bucket;

impl b::store::HostBucket for Caller<'_, Plugin> {
    async fn new(&mut self) -> hostplug::Result<Resource<Bucket>> {
        Ok(self.table().push(Bucket)?)
    }

    async fn open(&mut self) -> hostplug::Result<Resource<Bucket>> {
        Ok(self.table().push(Bucket)?)
    }

    async fn get(&mut self, _: Resource<Bucket>) -> hostplug::Result<u32> {
        Ok(1)
    }

    async fn drop(&mut self, _: Resource<Bucket>) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
