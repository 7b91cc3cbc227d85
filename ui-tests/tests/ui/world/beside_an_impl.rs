use hostplug::{Caller, host_plugin};

#[host_plugin(world = "v", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        let () = *self.binding();
        Ok(())
    }
}

fn main() {}
