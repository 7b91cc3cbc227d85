use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:b/w", inline = "package a:b; interface i { enum error { full } ping: func() -> result<u32, error>; } world w { import i; }")]
struct Plugin;

impl b::i::Host for Caller<'_, Plugin> {
    async fn ping(&mut self) -> hostplug::Result<u32, String> {
        Ok(1)
    }

    fn convert_error(&mut self, error: hostplug::Fail<b::i::Error>) -> hostplug::Result<b::i::Error> {
        error.into_wit()
    }
}

fn main() {}
