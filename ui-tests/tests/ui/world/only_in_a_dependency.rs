use hostplug::host_plugin;

#[host_plugin(world = "w", inline = "package a:b; interface i { f: func(); } package c:d { interface j { f: func(); } world w { import j; } }")]
struct Plugin;

fn main() {}
