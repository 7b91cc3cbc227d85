use hostplug::host_plugin;

#[host_plugin(
    world = ["a:b/w", "c:d/v"],
    inline = "
        package a:b;
        interface i { f: func(); }
        world w { import i; }
        package c:d { interface i { f: func(); } world v { import i; import tick: func(); } }
    "
)]
struct Plugin;

fn main() {}
