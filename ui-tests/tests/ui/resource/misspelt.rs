use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface store { resource bucket { get: func() -> u32; } resource key-range; }
        world w { import store; }
    ",
    with("a:b/store.buckte" = Bucket, "a:b/store.key-range" = Bucket)
)]
struct Plugin;

struct Bucket;

fn main() {}
