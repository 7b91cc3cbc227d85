//! Components that call each other in a circle, one of whose links is isolated.

use std::sync::Arc;

use hostplug_runtime::hostplug::{self, Caller, Lifecycle, Scope, host_plugin, wasmtime};
use hostplug_runtime::{Component, Isolation, Workload};

use super::isolated;
use crate::support::{builder, text, wat};

/// Exports `down`, which answers 0 for 0, else one more than `down` of `import` answers for one less. It also imports
/// the plugin `kept`, so that it is bound.
fn down(import: &str, export: &str) -> Component {
    wat(&format!(
        r#"(component
        (import "test:kept/kept" (instance (export "touch" (func))))
        (import "{import}" (instance $next (export "down" (func (param "n" u32) (result u32)))))
        (core func $next (canon lower (func $next "down")))
        (core module $m
            (import "" "next" (func $next (param i32) (result i32)))
            (func (export "down") (param i32) (result i32)
                (if (result i32) (local.get 0)
                    (then (i32.add (i32.const 1) (call $next (i32.sub (local.get 0) (i32.const 1)))))
                    (else (i32.const 0)))))
        (core instance $i (instantiate $m (with "" (instance (export "next" (func $next))))))
        (func $down (param "n" u32) (result u32) (canon lift (core func $i "down")))
        (instance $exported (export "down" (func $down)))
        (export "{export}" (instance $exported)))"#
    ))
}

/// `a` and `b` are one component, from which `b` calls `a` in another.
fn circle() -> Workload {
    Workload::new("test")
        .component("a", down("t:t/b", "t:t/a"))
        .component("b", down("t:t/a", "t:t/b"))
        .link_as(isolated("b", "t:t/a", "a", Isolation::default()))
}

#[host_plugin(
    world = "test:kept/plugin",
    inline = "package test:kept; interface kept { touch: func(); } world plugin { import kept; }",
    binding = Arc<()>
)]
#[derive(Clone, Default)]
struct Kept(Arc<()>);

impl Lifecycle for Kept {
    async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<Arc<()>> {
        Ok(self.0.clone())
    }
}

impl kept::kept::Host for Caller<'_, Kept> {
    async fn touch(&mut self) -> hostplug::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_circle_runs_as_long_as_it_has_an_end() {
    let host = builder().plugin(Kept::default()).start().await.unwrap();
    let running = host.start(circle()).await.unwrap();
    for n in [0_u32, 1, 2, 10, 32] {
        let (depth,): (u32,) = running.call("a", "t:t/a#down", (n,)).await.unwrap();
        assert_eq!(depth, n);
    }
    assert_eq!(Vec::from_iter(&running.plan().entries), ["a"]);
}

#[tokio::test]
async fn a_circle_without_end_is_stopped_with_its_path() {
    let host = builder().plugin(Kept::default()).start().await.unwrap();
    let running = host.start(circle()).await.unwrap();
    let text = text(
        running
            .call::<_, (u32,)>("a", "t:t/a#down", (1000_u32,))
            .await,
    );
    let path = "b -> a -> ".repeat(16) + "b -> a\n";
    let expected =
        format!("isolated calls wait for each other, and there may be 16 of them: {path}");
    assert_eq!(text.matches(&expected).count(), 1, "{text}");
    assert!(
        text.len() < 20_000,
        "each level says its part once: {}",
        text.len()
    );
    let (depth,): (u32,) = running.call("a", "t:t/a#down", (10_u32,)).await.unwrap();
    assert_eq!(depth, 10, "the next call works");
}

#[tokio::test]
async fn components_can_call_each_other_in_isolation_both_ways() {
    let workload = circle().link_as(isolated("a", "t:t/b", "b", Isolation::default()));
    let host = builder().plugin(Kept::default()).start().await.unwrap();
    let running = host.start(workload).await.unwrap();
    let (depth,): (u32,) = running.call("b", "t:t/b#down", (16_u32,)).await.unwrap();
    assert_eq!(depth, 16);
    let text = text(
        running
            .call::<_, (u32,)>("b", "t:t/b#down", (17_u32,))
            .await,
    );
    assert!(text.contains("b -> a -> b -> a"), "{text}");
}

/// Entries of a circle once would have kept each other alive.
#[tokio::test]
async fn nothing_of_a_circle_is_left_after_the_stop() {
    let kept = Kept::default();
    let before = Arc::strong_count(&kept.0);
    let host = builder().plugin(kept.clone()).start().await.unwrap();
    let with_plugin = Arc::strong_count(&kept.0);
    assert_eq!(with_plugin, before + 1);
    let workload = circle().link_as(isolated("a", "t:t/b", "b", Isolation::default()));
    let running = host.start(workload).await.unwrap();
    let (_,): (u32,) = running.call("a", "t:t/a#down", (3_u32,)).await.unwrap();
    assert_eq!(Arc::strong_count(&kept.0), with_plugin + 2);
    host.stop("default/test").await.unwrap();
    drop(running);
    assert_eq!(Arc::strong_count(&kept.0), with_plugin);
}
