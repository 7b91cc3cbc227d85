use hostplug::host_plugin;

#[host_plugin]
struct Plugin;

fn main() {}
