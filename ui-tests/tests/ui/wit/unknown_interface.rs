use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; world w { import i; }")]
struct Plugin;

fn main() {}
