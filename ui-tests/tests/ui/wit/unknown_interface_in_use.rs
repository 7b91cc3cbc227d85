use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { use j.{t}; } world w { import i; }")]
struct Plugin;

fn main() {}
