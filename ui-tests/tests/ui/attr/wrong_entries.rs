use hostplug::host_plugin;

#[host_plugin(interfaces = [i, "a:b/i"], skip = [3], sync(f), allow(i), inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
