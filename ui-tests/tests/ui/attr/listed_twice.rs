use hostplug::host_plugin;

#[host_plugin(skip = ["a:b/i", "a:b/i"], sync("i.f", "i.f"), inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
