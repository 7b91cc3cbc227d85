use hostplug::host_plugin;

#[host_plugin(name = "My Plugin 2.0", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
