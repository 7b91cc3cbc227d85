use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};

#[host_plugin(
    world = "demo:queue/plugin@1.2.0",
    inline = "
        package demo:queue@1.2.0;
        interface types { record message { id: u32, text: string } enum refusal { busy, never } }
        interface producer { use types.{message}; push: func(message: message); }
        interface handler {
            use types.{message, refusal};
            /// Handles one message, and answers how many bytes it has.
            handle: func(message: message) -> result<u32, refusal>;
            double: async func(n: u32) -> u32;
        }
        world plugin { import producer; export handler; }
    ",
    binding = Option<queue::handler::Component>
)]
pub(crate) struct Plugin;

impl Lifecycle for Plugin {
    async fn bind(
        &self,
        scope: &Scope,
        (): (),
    ) -> wasmtime::Result<Option<queue::handler::Component>> {
        Ok(scope.export())
    }
}

impl queue::producer::Host for Caller<'_, Plugin> {
    async fn push(&mut self, _: queue::types::Message) -> hostplug::Result<()> {
        Ok(())
    }
}
