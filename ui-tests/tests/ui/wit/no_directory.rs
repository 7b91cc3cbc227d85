use hostplug::host_plugin;

#[host_plugin(world = "a:b/w")]
struct Plugin;

fn main() {}
