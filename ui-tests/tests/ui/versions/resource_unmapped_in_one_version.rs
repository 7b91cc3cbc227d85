use hostplug::host_plugin;

#[host_plugin(
    world = ["a:b/w@1.0.0", "a:b/w@2.0.0"],
    with("a:b/i@1.0.0.r" = Handle),
    inline = "
        package a:b@1.0.0;
        interface i { resource r; }
        world w { import i; }
        package a:b@2.0.0 { interface i { resource r; } world w { import i; } }
    "
)]
struct Plugin;

struct Handle;

fn main() {}
