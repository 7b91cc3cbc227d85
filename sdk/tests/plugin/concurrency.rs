//! `async` functions of WIT and streams.

use hostplug::wasmtime::component::{Accessor, Resource, StreamReader};
use hostplug::{Caller, State, host_plugin};

use crate::host::{Host, trap};
use crate::wat::Wat;

#[host_plugin(
    world = "demo:feed/plugin",
    inline = "
        package demo:feed;
        interface feed {
            enum error { dry }
            next: async func(after: u32) -> result<u32, error>;
            bytes: async func() -> stream<u8>;
            resource tap { constructor(); pour: async func() -> u32; }
        }
        world plugin { import feed; }
    ",
    with("demo:feed/feed.tap" = Tap),
    state = u32
)]
struct Feed;

struct Tap(u32);

/// `Host` has nothing but the conversion of the error, so the attribute writes it.
impl feed::feed::HostWithStore<State> for Feed {
    async fn next(
        accessor: &Accessor<State, Self>,
        after: u32,
    ) -> hostplug::Result<u32, feed::feed::Error> {
        tokio::task::yield_now().await;
        if after == 0 {
            return Err(feed::feed::Error::Dry.into());
        }
        if after == 99 {
            return Err(hostplug::wasmtime::format_err!("the well is gone").into());
        }
        Ok(accessor.with(|mut access| {
            let mut caller: Caller<'_, Feed> = access.get();
            *caller.state() += 1;
            after + *caller.state()
        }))
    }

    async fn bytes(accessor: &Accessor<State, Self>) -> hostplug::Result<StreamReader<u8>> {
        accessor.with(|access| StreamReader::new(access, vec![7_u8; 100]))
    }
}

impl feed::feed::HostTapWithStore<State> for Feed {
    async fn pour(accessor: &Accessor<State, Self>, tap: Resource<Tap>) -> hostplug::Result<u32> {
        tokio::task::yield_now().await;
        accessor.with(|mut access| Ok(access.get().table().get(&tap)?.0))
    }
}

impl feed::feed::HostTap for Caller<'_, Feed> {
    async fn new(&mut self) -> hostplug::Result<Resource<Tap>> {
        Ok(self.table().push(Tap(11))?)
    }

    async fn drop(&mut self, tap: Resource<Tap>) -> hostplug::Result<()> {
        self.table().delete(tap)?;
        Ok(())
    }
}

fn component() -> String {
    Wat::new(
        r#"(import "demo:feed/feed" (instance $feed
            (type $error' (enum "dry")) (export "error" (type $error (eq $error')))
            (export "next" (func async (param "after" u32) (result (result u32 (error $error)))))
            (export "bytes" (func async (result (stream u8))))
            (export "tap" (type $tap (sub resource)))
            (export "[constructor]tap" (func (result (own $tap))))
            (export "[method]tap.pour" (func async (param "self" (borrow $tap)) (result u32)))))
           (type $bytes (stream u8))"#,
    )
    .lower("next", "feed", "next", "(param i32 i32)")
    .lower("bytes", "feed", "bytes", "(result i32)")
    .lower("new", "feed", "[constructor]tap", "(result i32)")
    .lower(
        "pour",
        "feed",
        "[method]tap.pour",
        "(param i32) (result i32)",
    )
    .canon("return", "canon task.return (result u32)", "(param i32)")
    .canon(
        "read",
        "canon stream.read $bytes async (memory $memory)",
        "(param i32 i32 i32) (result i32)",
    )
    .canon("close", "canon stream.drop-readable $bytes", "(param i32)")
    .export_async(
        "next",
        "(result u32)",
        "(call $next (i32.const 5) (i32.const 16))
         (call $next (i32.const 5) (i32.const 16))
         (call $return (i32.load (i32.const 20)))",
    )
    .export_async(
        "dry",
        "(result u32)",
        "(call $next (i32.const 0) (i32.const 16)) (call $return (i32.load16_u (i32.const 16)))",
    )
    .export_async(
        "gone",
        "(result u32)",
        "(call $next (i32.const 99) (i32.const 16)) (call $return (i32.load16_u (i32.const 16)))",
    )
    .export_async(
        "pour",
        "(result u32)",
        "(call $return (call $pour (call $new)))",
    )
    .export_async(
        "bytes",
        "(result u32)",
        "(local $stream i32) (local $read i32)
         (local.set $stream (call $bytes))
         (local.set $read (call $read (local.get $stream) (i32.const 0) (i32.const 4096)))
         (call $close (local.get $stream))
         (call $return (i32.add
            (i32.mul (i32.const 1000) (i32.shr_u (local.get $read) (i32.const 4)))
            (i32.load8_u (i32.const 99))))",
    )
    .text()
}

#[tokio::test]
async fn an_async_function_waits_and_reaches_binding_and_state() {
    assert_eq!(
        Host::of(Feed)
            .await
            .call::<u32>(&component(), "next")
            .await
            .unwrap(),
        7
    );
}

#[tokio::test]
async fn an_async_function_fails_with_a_wit_error_or_traps() {
    let host = Host::of(Feed).await;
    assert_eq!(
        host.call::<u32>(&component(), "dry").await.unwrap(),
        1,
        "err(dry)"
    );
    let text = trap(host.call::<u32>(&component(), "gone").await);
    assert!(text.contains("the well is gone"), "{text}");
}

#[tokio::test]
async fn an_async_method_reaches_its_resource() {
    assert_eq!(
        Host::of(Feed)
            .await
            .call::<u32>(&component(), "pour")
            .await
            .unwrap(),
        11
    );
}

#[tokio::test]
async fn a_stream_of_the_plugin_is_read_by_the_guest() {
    assert_eq!(
        Host::of(Feed)
            .await
            .call::<u32>(&component(), "bytes")
            .await
            .unwrap(),
        100_007
    );
}
