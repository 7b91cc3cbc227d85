use hostplug::host_plugin;

#[host_plugin(world = "a:b/w", inline = "package a:b; interface store { resource bucket { constructor(); open: static func() -> bucket; get: func() -> u32; } } world w { import store; }", with("a:b/store@2.0.0.bucket" = Bucket))]
struct Plugin;

struct Bucket;

fn main() {}
