use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { export i; }")]
struct Plugin;

fn main() {}
