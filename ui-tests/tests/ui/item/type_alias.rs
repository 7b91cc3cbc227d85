use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
type Plugin = u32;

fn main() {}
