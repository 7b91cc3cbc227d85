use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = ["a:b/w@1.0.0", "a:b/w@2.0.0"],
    inline = "
        package a:b@1.0.0;
        interface i {
            record page { keys: list<string>, cursor: option<u64> }
            scan: func(cursor: option<u64>) -> page;
            count: func() -> u32;
        }
        world w { import i; }
        package a:b@2.0.0 {
            interface i {
                record page { keys: list<string>, cursor: option<string> }
                scan: func(cursor: option<string>) -> page;
                swap: func() -> bool;
            }
            world w { import i; }
        }
    "
)]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn scan(&mut self, _: Option<u64>) -> hostplug::Result<b::i::Page> {
        Err(hostplug::not_implemented("scan"))
    }

    async fn count(&mut self) -> hostplug::Result<u32> {
        Ok(0)
    }
}

fn main() {}
