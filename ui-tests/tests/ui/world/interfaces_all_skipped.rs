use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface store { f: func(); }
        interface batch { f: func(); }
        world w { import store; import batch; }
    ",
    skip = ["a:b/store", "a:b/batch"]
)]
struct Plugin;

fn main() {}
