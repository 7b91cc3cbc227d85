use hostplug::host_plugin;

#[host_plugin(world = "a:b/send", inline = "package a:b; interface i { f: func(); } world send { import i; }")]
struct Plugin;

fn main() {}
