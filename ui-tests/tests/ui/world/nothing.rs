use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; world w {}")]
struct Plugin;

fn main() {}
