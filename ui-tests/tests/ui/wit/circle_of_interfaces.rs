use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { use j.{t}; } interface j { use i.{t}; } world w { import i; }")]
struct Plugin;

fn main() {}
