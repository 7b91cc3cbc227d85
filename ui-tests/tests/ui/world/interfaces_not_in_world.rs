use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface store { f: func(); }
        interface batch { f: func(); }
        world w { import store; import batch; }
    ",
    interfaces = ["a:b/stor"],
    skip = ["c:d/e"]
)]
struct Plugin;

fn main() {}
