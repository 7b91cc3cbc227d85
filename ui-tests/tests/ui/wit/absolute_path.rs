use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", path = "/nowhere/wit")]
struct Plugin;

fn main() {}
