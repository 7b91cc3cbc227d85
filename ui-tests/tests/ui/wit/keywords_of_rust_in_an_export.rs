use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { %type: func(); } world w { export i; }")]
struct Plugin;

fn main() {}
