use hostplug::host_plugin;

#[host_plugin("a:b/w", wrld = "a:b/w", colour = "red", path = 3, config, interfaces = "a:b/i", name =)]
struct Plugin;

fn main() {}
