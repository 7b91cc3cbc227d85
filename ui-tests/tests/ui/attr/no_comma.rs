use hostplug::host_plugin;

#[host_plugin(world = "w" inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
