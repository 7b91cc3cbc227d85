use hostplug::host_plugin;

#[host_plugin(world = "", path = " ", inline = "", name = "")]
struct Plugin;

fn main() {}
