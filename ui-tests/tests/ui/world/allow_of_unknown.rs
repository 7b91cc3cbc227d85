use hostplug::host_plugin;

#[host_plugin(allow("a:b/j"), world = "w", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
