use hostplug::host_plugin;

#[host_plugin(inline = "")]
struct Plugin;

fn main() {}
