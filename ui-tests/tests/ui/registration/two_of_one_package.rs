use hostplug::{Caller, host_plugin};

#[host_plugin(world = "w", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct First;

#[host_plugin(world = "w", inline = "package a:b; interface i { f: func(); } world w { import i; }")]
struct Second;

impl b::i::Host for Caller<'_, First> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

impl b::i::Host for Caller<'_, Second> {
    async fn f(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

fn main() {}
