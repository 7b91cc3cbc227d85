use hostplug::host_plugin;

#[host_plugin(
    world = w,
    path = true,
    inline = include_str!("w.wit"),
    name = Plugin,
    config = "Settings",
    binding = 1,
    state = { 1 },
    bindings = "b",
    crate = "hostplug",
    lifecycle = true,
    skip = "a:b/i",
    sync = "i.f",
    with = { "a:b/i.r": R },
    allow = ["a:b/i"],
)]
struct Plugin;

fn main() {}
