use hostplug::host_plugin;

#[host_plugin(path = "wit", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
