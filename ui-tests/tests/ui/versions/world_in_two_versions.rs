use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/v",
    inline = "
        package c:d;
        world w { import a:b/i@1.0.0; }
        package a:b@1.0.0 { interface i { f: func(); } world v { import i; } }
        package a:b@2.0.0 { interface i { f: func(); } world v { import i; } }
    "
)]
struct Plugin;

fn main() {}
