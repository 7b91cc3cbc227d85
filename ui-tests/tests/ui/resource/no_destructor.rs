use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "a:b/w",
    inline = "package a:b; interface store { resource bucket; } world w { import store; }",
    with("a:b/store.bucket" = Bucket)
)]
struct Plugin;

struct Bucket;

impl b::store::HostBucket for Caller<'_, Plugin> {}

fn main() {}
