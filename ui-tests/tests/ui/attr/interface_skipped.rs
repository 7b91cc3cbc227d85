use hostplug::host_plugin;

#[host_plugin(world = "w", interfaces = ["a:b/i"], skip = ["a:b/i"], inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
