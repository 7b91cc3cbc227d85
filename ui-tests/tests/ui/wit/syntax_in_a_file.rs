use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", path = "tests/wit")]
struct Plugin;

fn main() {}
