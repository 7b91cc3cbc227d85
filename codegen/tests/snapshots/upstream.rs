use hostplug::__private::wasi_io;
use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

#[host_plugin(
    world = "demo:ready/plugin",
    inline = "
        package demo:ready;
        interface ready {
            use wasi:io/poll@0.2.6.{pollable};
            subscribe: func() -> pollable;
        }
        world plugin { import ready; }

        package wasi:io@0.2.6 {
            interface poll {
                resource pollable { ready: func() -> bool; block: func(); }
                poll: func(in: list<borrow<pollable>>) -> list<u32>;
            }
        }
    "
)]
pub(crate) struct Plugin;

impl ready::ready::Host for Caller<'_, Plugin> {
    async fn subscribe(&mut self) -> hostplug::Result<Resource<wasi_io::poll::Pollable>> {
        Err(hostplug::wasmtime::format_err!("never"))
    }
}
