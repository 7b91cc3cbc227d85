use hostplug::host_plugin;

#[host_plugin(
    world = "w",
    inline = "package a:b; interface i { f: async func(); } world w { import i; }",
    sync("i.f")
)]
struct Plugin;

fn main() {}
