use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface i { ping: func(count: u32) -> string; }
        world w { import i; }
    "
)]
struct Plugin;

fn main() {}
