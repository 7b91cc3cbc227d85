use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", path = "tests/packages")]
struct Plugin;

fn main() {}
