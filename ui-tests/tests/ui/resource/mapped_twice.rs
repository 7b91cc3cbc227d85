use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface store { resource bucket { get: func() -> u32; } resource key-range; }
        world w { import store; }
    ",
    with("a:b/store.bucket" = Bucket, "a:b/store.key-range" = Bucket, "a:b/store.bucket" = Bucket)
)]
struct Plugin;

struct Bucket;

fn main() {}
