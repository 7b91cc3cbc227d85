use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", path = "wit/nowhere")]
struct Plugin;

fn main() {}
