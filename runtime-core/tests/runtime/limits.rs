//! What the calls of entries may use: each limit is reached, and the next call is served.

use std::time::Duration;

use hostplug_guests::{HTTP_FAULTS, HTTP_P3};
use hostplug_runtime::{Component, Error, Exceeded, Host, Limits, OwnLimits, Running, Workload};

use crate::support::client::get;
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host, text, wat};

const SHORT: Duration = Duration::from_millis(50);

/// Exports `spin`, `big`, which wants 20 MiB, and `fine`; and a command that spins.
fn guest() -> Component {
    wat(r#"(component
        (core module $m
            (memory 1)
            (func (export "spin") (loop $l (br $l)))
            (func (export "big") (drop (memory.grow (i32.const 320))))
            (func (export "fine") (result i32) (i32.const 7))
            (func (export "run") (result i32) (loop $l (br $l)) (unreachable)))
        (core instance $i (instantiate $m))
        (func (export "spin") (canon lift (core func $i "spin")))
        (func (export "big") (canon lift (core func $i "big")))
        (func (export "fine") (result u32) (canon lift (core func $i "fine")))
        (func $run (result (result)) (canon lift (core func $i "run")))
        (instance $cli (export "run" (func $run)))
        (export "wasi:cli/run@0.2.0" (instance $cli)))"#)
}

fn own() -> OwnLimits {
    OwnLimits::default()
}

async fn start(limits: OwnLimits) -> Running {
    let workload = alone("guest", guest().limits(limits));
    host().await.start(workload).await.unwrap()
}

/// The limit that a call has reached. The next call is served.
async fn limit(running: &Running, function: &str) -> Exceeded {
    let called = running.call::<(), ()>("guest", function, ()).await;
    let fine = running.call::<(), (u32,)>("guest", "fine", ()).await;
    assert_eq!(fine.unwrap(), (7,), "after `{function}`");
    match called {
        Err(Error::Limit { limit, .. }) => limit,
        called => panic!("{called:?}"),
    }
}

#[tokio::test]
async fn a_guest_that_spins_is_stopped_by_each_limit_of_time() {
    let running = start(own().cpu(SHORT)).await;
    assert_eq!(limit(&running, "spin").await, Exceeded::Cpu(SHORT));
    let running = start(own().time(SHORT)).await;
    assert_eq!(limit(&running, "spin").await, Exceeded::Time(SHORT));
}

#[tokio::test]
async fn a_guest_that_wants_too_much_memory_is_stopped() {
    let running = start(own().memory(8 << 20)).await;
    assert_eq!(limit(&running, "big").await, Exceeded::Memory(8 << 20));
    let running = start(own().memory(32 << 20)).await;
    running.call::<(), ()>("guest", "big", ()).await.unwrap();
}

#[tokio::test]
async fn the_error_says_which_limit_how_much_and_what_raises_it() {
    let running = start(own().cpu(SHORT)).await;
    let text = text(running.invoke("guest", "spin", &[]).await);
    let expected = "component `guest` had a thread for longer than 50ms\n\
        help: if it needs more, write `limits = { cpu = \"50ms\" }` with a larger value in `[components.guest]`";
    assert_eq!(text, expected);
}

/// There is one thread, and the guest never waits.
#[tokio::test]
async fn a_guest_that_spins_keeps_nobody_from_going_on() {
    let running = start(own()).await;
    tokio::select! {
        biased;
        _ = running.run("guest") => panic!("it does not come back"),
        fine = running.call::<(), (u32,)>("guest", "fine", ()) => assert_eq!(fine.unwrap(), (7,)),
    }
}

/// It waits for longer than it may have a thread.
#[tokio::test]
async fn a_guest_that_waits_uses_no_thread_and_ends_with_its_time() {
    let probe = Probe::new(&Log::default()).fault("call guest", Fault::Wait);
    let host = builder().plugin(probe.clone()).start().await.unwrap();
    let limits = own().cpu(LONGER).time(2 * LONGER);
    let workload = alone("guest", probing().limits(limits));
    let running = host.start(workload).await.unwrap();
    match running.call::<(), ()>("guest", "call", ()).await {
        Err(Error::Limit { limit, .. }) => assert_eq!(limit, Exceeded::Time(2 * LONGER)),
        called => panic!("{called:?}"),
    }
    probe.heal("call guest");
    running.call::<(), ()>("guest", "call", ()).await.unwrap();
}

/// Each line of the table has the name of a limit and its value.
#[test]
fn the_page_about_hosts_has_the_defaults() {
    let page = include_str!("../../../docs/hosting.md");
    let limits = Limits::default();
    let time = |time| humantime::format_duration(time).to_string();
    let some = |limit: Option<_>| limit.map_or("none".to_owned(), time);
    let expected = [
        ("memory", format!("{} MiB", limits.memory >> 20)),
        ("cpu", time(limits.cpu)),
        ("time", time(limits.time)),
        ("host_call", format!("{} MiB", limits.host_call >> 20)),
        ("handles", limits.handles.to_string()),
        ("log", format!("{} MiB", limits.log >> 20)),
        ("command_cpu", some(limits.command_cpu)),
        ("command_time", some(limits.command_time)),
        ("body", format!("{} MiB", limits.body >> 20)),
        ("egress", format!("{} GiB", limits.egress >> 30)),
        ("requests", limits.requests.to_string()),
        ("queue", limits.queue.to_string()),
    ];
    let (_, limits) = page.split_once("\n## Limits\n").unwrap();
    let (limits, _) = limits.split_once("\n## ").unwrap();
    let rows = limits.lines().filter_map(|line| {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let key = cells.get(2)?.strip_prefix('`')?.strip_suffix('`')?;
        Some((key, (*cells.get(3)?).to_owned()))
    });
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_limit_of_a_component_goes_before_that_of_its_workload() {
    let workload = |component| {
        let limits = own().memory(8 << 20).cpu(SHORT);
        alone("guest", guest().limits(component)).limits(limits)
    };
    let small = workload(own().memory(4 << 20));
    let running = host().await.start(small).await.unwrap();
    assert_eq!(limit(&running, "big").await, Exceeded::Memory(4 << 20));
    assert_eq!(limit(&running, "spin").await, Exceeded::Cpu(SHORT));
    let large = workload(own().memory(32 << 20));
    let running = host().await.start(large).await.unwrap();
    running.call::<(), ()>("guest", "big", ()).await.unwrap();
}

#[tokio::test]
async fn a_host_has_limits_for_who_says_nothing_and_allows_no_more() {
    let limits = Limits::default().memory(8 << 20);
    let host = builder().limits(limits).start().await.unwrap();
    let running = host.start(alone("guest", guest())).await.unwrap();
    assert_eq!(limit(&running, "big").await, Exceeded::Memory(8 << 20));
    let more = Workload::new("more").component("guest", guest().limits(own().memory(9 << 20)));
    let text = text(host.start(more).await);
    let expected =
        "`limits.memory` of component `guest` is `9 MiB`, and this host allows at most `8 MiB`";
    assert!(text.starts_with(expected), "{text}");
}

#[tokio::test]
async fn a_workload_gets_more_if_the_host_says_so() {
    let host = builder()
        .limits(Limits::default().memory(8 << 20))
        .max_limits(Limits::default().memory(64 << 20));
    let host = host.start().await.unwrap();
    let workload = alone("guest", guest().limits(own().memory(64 << 20)));
    let running = host.start(workload).await.unwrap();
    running.call::<(), ()>("guest", "big", ()).await.unwrap();
}

#[tokio::test]
async fn memory_is_limited_though_nobody_says_anything() {
    let guest = wat(r#"(component
        (core module $m (memory 4097) (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#);
    let running = host().await.start(alone("guest", guest)).await.unwrap();
    let text = text(running.call::<(), ()>("guest", "call", ()).await);
    assert!(text.contains("used more than 256 MiB of memory"), "{text}");
}

#[tokio::test]
async fn a_command_has_the_time_that_its_document_gives_it() {
    for (limits, expected) in [
        (own().cpu(SHORT), Exceeded::Cpu(SHORT)),
        (own().time(SHORT), Exceeded::Time(SHORT)),
    ] {
        match start(limits).await.run("guest").await {
            Err(Error::Limit { limit, .. }) => assert_eq!(limit, expected),
            ended => panic!("{ended:?}"),
        }
    }
}

#[tokio::test]
async fn limits_of_a_component_that_is_part_of_another_are_refused() {
    let part = wat(r#"(component
        (core module $m (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#);
    let caller = wat(r#"(component
        (import "call" (func $call))
        (core func $lowered (canon lower (func $call)))
        (core module $m (import "" "call" (func $call)) (func (export "go") (call $call)))
        (core instance $i (instantiate $m (with "" (instance (export "call" (func $lowered))))))
        (func (export "go") (canon lift (core func $i "go"))))"#);
    let workload = alone("caller", caller).component("part", part.limits(own().cpu(SHORT)));
    let text = text(host().await.start(workload).await);
    assert!(
        text.starts_with("component `part` has limits, but it is no entry"),
        "{text}"
    );
}

async fn serving(bytes: &'static [u8], limits: OwnLimits) -> Host {
    let host = host().await;
    let component = Component::bytes(bytes).limits(limits);
    host.start(alone("web", component)).await.unwrap();
    host
}

async fn status(host: &Host, path: &str) -> u16 {
    let (status, text) = get(host, path).await;
    let (next, hello) = get(host, "/hello").await;
    assert_eq!((next.as_u16(), hello.as_str()), (200, "hello\n"), "{text}");
    status.as_u16()
}

/// The guests' time must do for the answers to `/hello`, on a busy machine as well.
const LONGER: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_request_that_spins_or_takes_too_much_is_answered_and_the_next_is_served() {
    let host = serving(HTTP_FAULTS, own().cpu(LONGER).memory(16 << 20)).await;
    assert_eq!(status(&host, "/spin").await, 504);
    assert_eq!(status(&host, "/grow").await, 500);
}

#[tokio::test]
async fn a_request_that_waits_is_answered_when_its_time_is_over() {
    let host = serving(HTTP_P3, own().time(LONGER)).await;
    let (code, text) = get(&host, "/wait").await;
    let expected =
        "workload `default/test` failed to answer in time; the log of the host says why\n";
    assert_eq!((code.as_u16(), text.as_str()), (504, expected));
    assert_eq!(status(&host, "/hello").await, 200);
    host.stop("default/test").await.unwrap();
}
