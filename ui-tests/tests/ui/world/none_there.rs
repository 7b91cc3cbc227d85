use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); }")]
struct Plugin;

fn main() {}
