use hostplug::host_plugin;

#[host_plugin(wrld = "w", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
fn plugin() {}

fn main() {}
