use hostplug::{Caller, host_plugin};

#[host_plugin(inline = "package a:b; interface i { f: func(); } world w { import i; }")]
enum Plugin {
    Memory,
}

impl b::i::Host for Caller<'_, Plugin> {
    async fn f(&mut self) -> hostplug::Result<()> {
        let () = *self.binding();
        Ok(())
    }
}

fn main() {}
