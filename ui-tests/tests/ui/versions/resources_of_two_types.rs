use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = ["a:b/w@1.0.0", "a:b/w@2.0.0"],
    with("a:b/i@1.0.0.r" = Old, "a:b/i@2.0.0.r" = New),
    inline = "
        package a:b@1.0.0;
        interface i { resource r; }
        world w { import i; }
        package a:b@2.0.0 { interface i { resource r; } world w { import i; } }
    "
)]
struct Plugin;

struct Old;

struct New;

impl b::i_1_0_0::HostR for Caller<'_, Plugin> {
    async fn drop(&mut self, handle: Resource<Old>) -> hostplug::Result<()> {
        self.table().delete(handle)?;
        Ok(())
    }
}

fn main() {}
