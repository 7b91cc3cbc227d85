use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
#[host_plugin(world = "a:b/v")]
struct Plugin;

fn main() {}
