#![deny(deprecated)]

use hostplug::host_plugin;

#[host_plugin(world = "wasi:random/w", inline = "package wasi:random@0.2.6; interface random { resource r; } world w { import random; }")]
struct Plugin;

fn main() {}
