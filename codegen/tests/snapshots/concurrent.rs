use hostplug::wasmtime::Error;
use hostplug::wasmtime::component::{Accessor, FutureReader, StreamReader};
use hostplug::{State, host_plugin};

#[host_plugin(
    world = "demo:feed/plugin",
    inline = "
        package demo:feed;
        interface feed {
            enum error { dry }
            next: async func(after: u32) -> result<u32, error>;
            bytes: async func() -> stream<u8>;
            end: async func() -> future<string>;
        }
        world plugin { import feed; }
    "
)]
pub(crate) struct Plugin;

impl feed::feed::HostWithStore<State> for Plugin {
    async fn next(
        _: &Accessor<State, Self>,
        after: u32,
    ) -> hostplug::Result<u32, feed::feed::Error> {
        match after {
            0 => Err(feed::feed::Error::Dry.into()),
            after => Ok(after + 1),
        }
    }

    async fn bytes(accessor: &Accessor<State, Self>) -> hostplug::Result<StreamReader<u8>> {
        accessor.with(|access| StreamReader::new(access, vec![7_u8; 100]))
    }

    async fn end(accessor: &Accessor<State, Self>) -> hostplug::Result<FutureReader<String>> {
        let end = async { Ok::<_, Error>("the end".to_owned()) };
        accessor.with(|access| FutureReader::new(access, end))
    }
}
