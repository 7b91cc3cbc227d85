use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", inline = "package a:b; world w { import f: func(); }")]
struct Plugin;

fn main() {}
