use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface i { use wasi:clocks/wall-clock@0.2.6.{datetime}; now: func() -> datetime; }
        world w { import i; }
        package wasi:clocks@0.2.6 {
            interface wall-clock { record datetime { seconds: u64, nanoseconds: u32 } }
        }
    "
)]
struct Plugin;

fn main() {}
