use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface store { resource bucket { get: func() -> u32; } resource key-range; }
        world w { import store; }
    "
)]
struct Plugin;

fn main() {}
