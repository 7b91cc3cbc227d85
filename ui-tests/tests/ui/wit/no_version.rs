use hostplug::host_plugin;

#[host_plugin(inline = "package a:b@1; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
