use hostplug::host_plugin;

#[host_plugin(inline = "interface i { f: func(); } world w { import i; }")]
struct Plugin;

fn main() {}
