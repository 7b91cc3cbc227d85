use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { variant v { self, other(u32) } f: func() -> v; } world w { import i; }")]
struct Plugin;

fn main() {}
