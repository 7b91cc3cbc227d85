use hostplug::host_plugin;

#[host_plugin(
    world = "a:b/w",
    inline = r#"
        package a:b;
        interface i {
            enum error {
                /// there is no "key"
                unknown,
            }
            f: func() -> result<_, error>;
        }
        world w { import i; }
    "#
)]
struct Plugin;

fn main() {}
