use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = "
        package a:b;
        interface store { enum error { full } get: func() -> result<u32, error>; }
        interface batch { use store.{error}; get: func() -> result<u32, error>; }
        world w { import store; import batch; }
    "
)]
struct Plugin;

fn main() {}
