use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { record r { r: r } } world w { import i; }")]
struct Plugin;

fn main() {}
