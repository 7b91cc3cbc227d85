use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { resource r { drop: func(); } } world w { import i; }", with("a:b/i.r" = u32))]
struct Plugin;

fn main() {}
