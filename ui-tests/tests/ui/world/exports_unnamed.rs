use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { f: func(); } world w { import i; export h: interface { g: func(); } }")]
struct Plugin;

fn main() {}
