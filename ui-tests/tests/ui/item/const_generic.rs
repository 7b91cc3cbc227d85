use hostplug::host_plugin;

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin<const N: usize>;

fn main() {}
