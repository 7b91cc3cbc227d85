use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", path = "Cargo.toml")]
struct Plugin;

fn main() {}
