use hostplug::host_plugin;

struct Plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
impl Plugin {}

fn main() {}
