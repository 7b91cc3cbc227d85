use hostplug::host_plugin;

#[host_plugin(world = "a:b/i", inline = "package a:b@0.2.1; interface i { f: func(); } world tiny { import i; } world small { import i; }")]
struct Plugin;

fn main() {}
