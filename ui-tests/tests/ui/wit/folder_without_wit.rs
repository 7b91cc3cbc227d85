use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", path = "src")]
struct Plugin;

fn main() {}
