use hostplug::host_plugin;

#[host_plugin(worlds = "a:b/w", colour = "red", sync_all, inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
