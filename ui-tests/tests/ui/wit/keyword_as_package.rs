use hostplug::host_plugin;

#[host_plugin(inline = "package a:box; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
