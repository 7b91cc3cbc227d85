use hostplug::host_plugin;

#[host_plugin(inline = "
    package a:b;
    world w { import wasi:io/poll@0.2.3; }
")]
struct Plugin;

fn main() {}
