//! What a plugin tells its host.

use hostplug::wasmtime::component::{Accessor, Resource, StreamReader};
use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, HostPlugin, Lifecycle, Plugin, Scope, State, host_plugin};

#[host_plugin(
    world = "demo:mail/plugin",
    inline = "
        package demo:mail@0.2.0-rc.1+build.5;
        interface send { send: func(text: string); resource queue { push: func(); } }
        interface watch { next: async func() -> u32; }
        interface handler { handle: func(text: string); }
        world plugin { import send; import watch; export handler; }
    ",
    with("demo:mail/send.queue" = Queue),
    lifecycle
)]
struct MailBox;

struct Queue;

impl Lifecycle for MailBox {
    async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<()> {
        Ok(())
    }
}

impl mail::send::Host for Caller<'_, MailBox> {
    async fn send(&mut self, _: String) -> hostplug::Result<()> {
        Ok(())
    }
}

impl mail::send::HostQueue for Caller<'_, MailBox> {
    async fn push(&mut self, _: Resource<Queue>) -> hostplug::Result<()> {
        Ok(())
    }

    async fn drop(&mut self, _: Resource<Queue>) -> hostplug::Result<()> {
        Ok(())
    }
}

impl mail::watch::HostWithStore<State> for MailBox {
    async fn next(_: &Accessor<State, Self>) -> hostplug::Result<u32> {
        Ok(1)
    }
}

#[test]
fn interfaces_are_constants() {
    const FIRST: &str = MailBox::NAME;
    assert_eq!(FIRST, "mail-box");
    let names: Vec<_> = MailBox::INTERFACES
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        names,
        [
            "demo:mail/send@0.2.0-rc.1+build.5",
            "demo:mail/watch@0.2.0-rc.1+build.5"
        ]
    );
    assert_eq!(<MailBox as Plugin>::INTERFACES, MailBox::INTERFACES);
}

#[test]
fn a_registration_lists_imports_exports_and_what_needs_concurrency() {
    let registration = MailBox.registration();
    assert_eq!(registration.name, "mail-box");
    let imports: Vec<_> = registration
        .imports
        .iter()
        .map(|import| {
            (
                import.id.name(),
                import.concurrent,
                import.functions.join(" "),
            )
        })
        .collect();
    assert_eq!(
        imports,
        [
            ("send", false, "send [method]queue.push".to_owned()),
            ("watch", true, "next".to_owned())
        ]
    );
    let exports: Vec<_> = registration
        .exports
        .iter()
        .map(|export| export.id.to_string())
        .collect();
    assert_eq!(exports, ["demo:mail/handler@0.2.0-rc.1+build.5"]);
}

mod named {
    use super::*;

    #[host_plugin(
        inline = "package demo:pipe; interface pipe { open: func() -> stream<u8>; } world plugin { import pipe; }",
        name = "plumbing",
        bindings = generated
    )]
    pub(super) struct Pipe;

    impl generated::pipe::Host for Caller<'_, Pipe> {
        async fn open(&mut self) -> hostplug::Result<StreamReader<u8>> {
            bail!("closed")
        }
    }
}

#[test]
fn a_name_can_be_chosen_and_streams_need_concurrency() {
    let registration = named::Pipe.registration();
    assert_eq!(registration.name, "plumbing");
    assert!(registration.imports[0].concurrent);
}

/// Hosts compare the types of imports with it; it is parsed there.
#[test]
fn the_registration_carries_the_world_as_a_binary() {
    let registration = MailBox.registration();
    assert!(registration.component_type.starts_with(b"\0asm"));
    assert_eq!(registration.component_type, MailBox::COMPONENT_TYPE);
}
