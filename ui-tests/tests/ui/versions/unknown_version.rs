use hostplug::host_plugin;

#[host_plugin(
    world = ["a:b/w@1.0.0", "c:d/w@3.0.0"],
    inline = "
        package a:b@1.0.0;
        interface i { f: func(); }
        world w { import i; }
        package c:d@2.0.0 { interface i { f: func(); } world w { import i; } }
    "
)]
struct Plugin;

fn main() {}
