use hostplug::host_plugin;

#[host_plugin(with("a:b/i.r", "a:b/i.s" =, Bucket = "a:b/i.t", "a:b/i.u" = 3, "a:b/i.v" = &Bucket), inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
