//! What belongs to one instance: resources of the guest and of the plugin, streams and futures.

use hostplug::wasmtime::component::{FutureReader, Resource, ResourceAny, StreamReader};

use self::desk::desk::Component;
use super::{guest, *};

#[host_plugin(
    world = "demo:desk/plugin",
    path = "tests/plugin/exports/desk.wit",
    with("demo:desk/types.ledger" = Ledger),
    binding = Component
)]
struct Desk;

struct Ledger(u32);

impl Lifecycle for Desk {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Component> {
        Ok(scope.require()?)
    }
}

impl desk::types::HostLedger for Caller<'_, Desk> {
    async fn total(&mut self, ledger: Resource<Ledger>) -> hostplug::Result<u32> {
        Ok(self.table().get(&ledger)?.0)
    }

    async fn drop(&mut self, ledger: Resource<Ledger>) -> hostplug::Result<()> {
        self.table().delete(ledger)?;
        Ok(())
    }
}

/// A job is its number; streams and futures go back as they come.
async fn bound(workload: &str) -> (Harness<Desk>, Component) {
    let imports = r#"
        (import "demo:desk/types" "[method]ledger.total" (func $total (param i32) (result i32)))
        (import "demo:desk/types" "[resource-drop]ledger" (func $drop-ledger (param i32)))
        (import "[export]demo:desk/desk" "[resource-new]job" (func $new (param i32) (result i32)))
        (import "[export]demo:desk/desk" "[resource-rep]job" (func $rep (param i32) (result i32)))
        (import "[export]demo:desk/desk" "[resource-drop]job" (func $drop (param i32)))"#;
    let functions = r#"
        (global $dropped (mut i32) (i32.const 0))
        (func (export "demo:desk/desk#[constructor]job") (param i32) (result i32) (call $new (local.get 0)))
        (func (export "demo:desk/desk#[method]job.run") (param i32) (result i32)
            (i32.add (local.get 0) (i32.const 1)))
        (func (export "demo:desk/desk#[static]job.merge") (param i32 i32) (result i32)
            (call $new (i32.add (call $rep (local.get 0)) (local.get 1)))
            (call $drop (local.get 0)))
        (func (export "demo:desk/desk#[dtor]job") (param i32)
            (global.set $dropped (i32.add (global.get $dropped) (i32.const 1))))
        (func (export "demo:desk/desk#open") (param i32) (result i32) (call $new (local.get 0)))
        (func (export "demo:desk/desk#total") (param i32) (result i32)
            (call $total (local.get 0))
            (call $drop-ledger (local.get 0)))
        (func (export "demo:desk/desk#copy") (param i32) (result i32) (local.get 0))
        (func (export "demo:desk/desk#later") (param i32) (result i32) (local.get 0))
        (func (export "demo:desk/desk#dropped") (result i32) (global.get $dropped))"#;
    let component = guest::component(include_str!("desk.wit"), imports, functions);
    let scope = Scope::new(workload, "desk");
    let harness = Harness::with_component(Desk, scope, Settings::default(), &component).await;
    let mut harness = harness.unwrap();
    let desk = harness.caller().binding().clone();
    (harness, desk)
}

#[tokio::test]
async fn resources_of_the_guest_go_there_and_back() {
    let (_harness, desk) = bound("shop").await;
    let mut session = desk.instantiate().await.unwrap();
    let first: ResourceAny = session.open(10).await.unwrap();
    let second = session.job_constructor(5).await.unwrap();
    assert_eq!(session.job_run(second).await.unwrap(), 6);
    let both = session.job_merge(first, second).await.unwrap();
    assert_eq!(session.job_run(both).await.unwrap(), 16);
    assert_eq!(
        session.dropped().await.unwrap(),
        1,
        "`merge` took the first"
    );
    session.drop_resource(both).await.unwrap();
    assert_eq!(session.dropped().await.unwrap(), 2);
}

#[tokio::test]
async fn a_resource_of_the_plugin_is_lent_to_the_guest() {
    let (_harness, desk) = bound("shop").await;
    let mut session = desk.instantiate().await.unwrap();
    let ledger = session.table().push(Ledger(42)).unwrap();
    let lent = Resource::new_borrow(ledger.rep());
    assert_eq!(session.total(lent).await.unwrap(), 42);
    assert_eq!(session.table().delete(ledger).unwrap().0, 42);
}

#[tokio::test]
async fn a_stream_goes_there_and_back() {
    let (_harness, desk) = bound("shop").await;
    let mut session = desk.instantiate().await.unwrap();
    for bytes in [
        vec![],
        vec![7],
        (0..=255).cycle().take(100_000).collect::<Vec<u8>>(),
    ] {
        let stream = StreamReader::new(session.split().0, bytes.clone()).unwrap();
        let copy = session.copy(stream).await.unwrap();
        assert_eq!(session.read_stream(copy).await.unwrap(), bytes);
    }
}

#[tokio::test]
async fn a_future_goes_there_and_back() {
    let (_harness, desk) = bound("shop").await;
    let mut session = desk.instantiate().await.unwrap();
    let later = async {
        tokio::task::yield_now().await;
        wasmtime::error::Ok(9)
    };
    let future = FutureReader::new(session.split().0, later).unwrap();
    let later = session.later(future).await.unwrap();
    assert_eq!(session.read_future(later).await.unwrap(), Some(9));
}

/// Handles belong to the store of their instance.
#[tokio::test]
async fn a_resource_of_another_session_is_refused() {
    let (_harness, desk) = bound("shop").await;
    let mut first = desk.instantiate().await.unwrap();
    let mut second = desk.instantiate().await.unwrap();
    let job = first.open(1).await.unwrap();
    let text = second.job_run(job).await.unwrap_err().to_string();
    let start = "component `desk` trapped in `demo:desk/desk#[method]job.run`: ";
    assert!(text.starts_with(start), "{text}");
    assert_eq!(first.job_run(job).await.unwrap(), 2);
}

#[tokio::test]
async fn each_call_of_a_session_has_a_span() {
    crate::calls::listen();
    let (_harness, desk) = bound("in-session").await;
    let mut session = desk.instantiate().await.unwrap();
    let job = session.open(1).await.unwrap();
    session.job_run(job).await.unwrap();
    session.drop_resource(job).await.unwrap();
    session.job_run(job).await.unwrap_err();
    let mut spans = crate::calls::fields("in-session");
    spans.retain(|span| span["span"] == "component_call");
    let said: Vec<_> = spans
        .iter()
        .map(|span| (&*span["function"], &*span["outcome"]))
        .collect();
    assert_eq!(
        said,
        [
            ("[instantiate]", "returned"),
            ("open", "returned"),
            ("[method]job.run", "returned"),
            ("[drop]", "returned"),
            ("[method]job.run", "trapped")
        ]
    );
    assert_eq!(
        (&*spans[0]["plugin"], &*spans[0]["component"]),
        ("desk", "desk")
    );
    assert_eq!(
        (&*spans[0]["interface"], &*spans[0]["label"]),
        ("demo:desk/desk", "default")
    );
}
