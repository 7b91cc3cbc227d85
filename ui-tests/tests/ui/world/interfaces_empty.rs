use hostplug::host_plugin;

#[host_plugin(
    interfaces = [],
    inline = "
        package a:b;
        interface store { f: func(); }
        interface batch { f: func(); }
        world w { import store; import batch; }
    "
)]
struct Plugin;

fn main() {}
