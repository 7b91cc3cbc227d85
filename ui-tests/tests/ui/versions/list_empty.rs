use hostplug::host_plugin;

#[host_plugin(
    world = [],
    inline = "
        package a:b@1.0.0;
        interface i { f: func(); }
        world w { import i; }
        package a:b@2.0.0 { interface i { f: func(); } world w { import i; } }
    "
)]
struct Plugin;

fn main() {}
