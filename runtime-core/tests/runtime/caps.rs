//! What one instance may hold and pass in the host: each limit is reached, and the next call is served.

use std::time::Duration;

use hostplug_config::Config;
use hostplug_guests::COMMAND;
use hostplug_runtime::{
    Component, Error, Exceeded, Isolation, Link, LinkMode, LinkTarget, OwnLimits, Running,
};

use crate::support::logged::Logged;
use crate::support::output::Printed;
use crate::support::{alone, builder, text, wat};

/// Exports `leak`, which holds as many timers as it is told; `make`, which makes as many resources of its own;
/// `answer`, which answers a text of so many bytes; and `ask`, which asks the host for a key of so many bytes.
fn guest() -> Component {
    wat(r#"(component
        (import "wasi:io/poll@0.2.0" (instance $poll (export "pollable" (type (sub resource)))))
        (alias export $poll "pollable" (type $pollable))
        (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
            (export "pollable" (type $p (eq $pollable)))
            (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
        (import "wasi:config/store@0.2.0-rc.1" (instance $config
            (type $error' (variant (case "upstream" string) (case "io" string)))
            (export "error" (type $error (eq $error')))
            (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
        (core module $memory (memory (export "memory") 256)
            (global $next (mut i32) (i32.const 64))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64)))
        (core instance $memory (instantiate $memory))
        (core func $subscribe (canon lower (func $clock "subscribe-duration")))
        (core func $get (canon lower (func $config "get") (memory $memory "memory") (realloc (func $memory "realloc"))))
        (type $own (resource (rep i32)))
        (core func $new (canon resource.new $own))
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "subscribe" (func $subscribe (param i64) (result i32)))
            (import "" "new" (func $new (param i32) (result i32)))
            (import "" "get" (func $get (param i32 i32 i32)))
            (func (export "leak") (param $n i32) (result i32)
                (loop $again
                    (drop (call $subscribe (i64.const 1000000000000)))
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if $again (local.get $n)))
                (i32.const 7))
            (func (export "make") (param $n i32) (result i32)
                (loop $again
                    (drop (call $new (local.get $n)))
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if $again (local.get $n)))
                (i32.const 7))
            (func (export "answer") (param $n i32) (result i32)
                (i32.store (i32.const 0) (i32.const 1024))
                (i32.store (i32.const 4) (local.get $n))
                (i32.const 0))
            (func (export "ask") (param $n i32) (result i32)
                (call $get (i32.const 1024) (local.get $n) (i32.const 16))
                (i32.const 7)))
        (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $memory "memory"))
            (export "subscribe" (func $subscribe))
            (export "new" (func $new))
            (export "get" (func $get))))))
        (func (export "leak") (param "n" u32) (result u32) (canon lift (core func $i "leak")))
        (func (export "make") (param "n" u32) (result u32) (canon lift (core func $i "make")))
        (func (export "answer") (param "n" u32) (result string)
            (canon lift (core func $i "answer") (memory $memory "memory")))
        (func (export "ask") (param "n" u32) (result u32) (canon lift (core func $i "ask"))))"#)
}

async fn start(limits: OwnLimits) -> Running {
    let host = builder().plugin(Config).start().await.unwrap();
    let workload = alone("guest", guest().limits(limits));
    host.start(workload).await.unwrap()
}

fn own() -> OwnLimits {
    OwnLimits::default()
}

async fn call(running: &Running, function: &str, n: u32) -> Result<u32, Error> {
    let called = running.call::<_, (u32,)>("guest", function, (n,)).await;
    called.map(|(answer,)| answer)
}

fn limit<T: std::fmt::Debug>(called: Result<T, Error>) -> Exceeded {
    match called {
        Err(Error::Limit { limit, .. }) => limit,
        called => panic!("{called:?}"),
    }
}

#[tokio::test]
async fn a_guest_that_leaks_handles_is_stopped() {
    let running = start(own().handles(100)).await;
    for function in ["leak", "make"] {
        let leaked = call(&running, function, 1000).await;
        assert_eq!(limit(leaked), Exceeded::Handles(100), "{function}");
        assert_eq!(call(&running, function, 50).await.unwrap(), 7, "{function}");
    }
}

#[tokio::test]
async fn handles_are_limited_though_nobody_says_anything() {
    let running = start(own()).await;
    for function in ["leak", "make"] {
        let leaked = call(&running, function, 10_001).await;
        assert_eq!(limit(leaked), Exceeded::Handles(10_000), "{function}");
        // A timer has two places in the table of the host.
        assert_eq!(call(&running, function, 4_000).await.unwrap(), 7);
    }
}

#[tokio::test]
async fn the_error_about_handles_names_the_key() {
    let running = start(own().handles(100)).await;
    let text = text(call(&running, "leak", 1000).await);
    let expected = "component `guest` held more than 100 handles at the same time\n\
        help: if it needs more, write `limits = { handles = 100 }` with a larger value in `[components.guest]`";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn an_isolated_callee_that_leaks_names_the_limit() {
    let callee = wat(r#"(component
        (type $own (resource (rep i32)))
        (core func $new (canon resource.new $own))
        (core module $m
            (import "" "new" (func $new (param i32) (result i32)))
            (func (export "leak") (loop $again (drop (call $new (i32.const 0))) (br $again))))
        (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
        (func $leak (canon lift (core func $i "leak")))
        (instance $api (export "leak" (func $leak)))
        (export "test:leak/leak@1.0.0" (instance $api)))"#);
    let caller = wat(r#"(component
        (import "test:leak/leak@1.0.0" (instance $api (export "leak" (func))))
        (core func $leak (canon lower (func $api "leak")))
        (core module $m (import "" "leak" (func $leak)) (func (export "go") (call $leak)))
        (core instance $i (instantiate $m (with "" (instance (export "leak" (func $leak))))))
        (func (export "go") (canon lift (core func $i "go"))))"#);
    let to = LinkTarget::Component {
        component: "callee".to_owned(),
        export: None,
    };
    let link = Link::new("caller", "test:leak/leak@1.0.0", to);
    let workload = alone("caller", caller).component("callee", callee);
    let workload = workload.link_as(link.mode(LinkMode::Isolated(Isolation::default())));
    let host = crate::support::host().await;
    let running = host
        .start(workload.limits(own().handles(100)))
        .await
        .unwrap();
    let error = running
        .call::<(), ()>("caller", "go", ())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Trap { .. }), "{error}");
    let expected = "of the isolated component `callee` trapped: held more than 100 handles";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn what_the_host_copies_in_one_call_is_limited_in_both_directions() {
    let running = start(own().host_call(1 << 20)).await;
    let expected = Exceeded::HostCall(1 << 20);
    assert_eq!(limit(call(&running, "ask", 2 << 20).await), expected);
    assert_eq!(call(&running, "ask", 1000).await.unwrap(), 7);
    let answer = async |n: u32| running.call::<_, (String,)>("guest", "answer", (n,)).await;
    assert_eq!(limit(answer(2 << 20).await), expected);
    assert_eq!(answer(1000).await.unwrap().0.len(), 1000);
    let running = start(own()).await;
    assert_eq!(call(&running, "ask", 2 << 20).await.unwrap(), 7);
}

#[tokio::test]
async fn a_component_of_too_many_pieces_cannot_be_instantiated() {
    // The validator takes a thousand in one component.
    let many = |parts| {
        let instances = "(core instance (instantiate $m))".repeat(900);
        let parts = "(instance (instantiate $part))".repeat(parts);
        wat(&format!(
            r#"(component
                (component $part (core module $m) {instances})
                {parts}
                (core module $m (func (export "f")))
                (core instance $i (instantiate $m))
                (func (export "call") (canon lift (core func $i "f"))))"#
        ))
    };
    let host = crate::support::host().await;
    let running = host.start(alone("guest", many(3))).await.unwrap();
    let text = text(running.call::<(), ()>("guest", "call", ()).await);
    assert!(text.contains("instance count too high at 2001"), "{text}");
    host.stop("default/test").await.unwrap();
    let running = host.start(alone("guest", many(2))).await.unwrap();
    running.call::<(), ()>("guest", "call", ()).await.unwrap();
}

/// The clock of the test stands still while the component prints.
#[tokio::test(start_paused = true)]
async fn a_component_that_prints_too_much_loses_lines_and_the_log_says_how_many() {
    let (printed, logged) = (Printed::default(), Logged::default());
    let _logs = logged.begin();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    let line = "x".repeat(127);
    let command = Component::bytes(COMMAND)
        .args(["args"])
        .args([line.as_str(); 100]);
    let workload = alone("job", command.limits(own().log(1 << 10)));
    let running = host
        .start(workload.component("other", alone_guest()))
        .await
        .unwrap();
    for _ in 0..2 {
        assert_eq!(running.run("job").await.unwrap(), 0);
        assert_eq!(printed.take("job").len(), 8);
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    drop(running);
    host.stop("default/test").await.unwrap();
    let said = "component `job` wrote more than 1 KiB/s: 92 lines were dropped";
    assert_eq!(logged.text().matches(said).count(), 2, "{}", logged.text());
}

#[tokio::test]
async fn more_handles_than_the_host_allows_are_refused() {
    let host = crate::support::host().await;
    let limits = own().handles(10_001);
    let text = text(
        host.start(alone("guest", alone_guest().limits(limits)))
            .await,
    );
    let expected =
        "`limits.handles` of component `guest` is `10001`, and this host allows at most `10000`";
    assert!(text.starts_with(expected), "{text}");
}

fn alone_guest() -> Component {
    wat(r#"(component
        (core module $m (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#)
}
