use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { %move: func(); } world w { export i; }", lifecycle)]
struct Plugin;

fn main() {}
