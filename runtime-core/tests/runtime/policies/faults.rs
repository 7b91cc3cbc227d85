//! Guests that trap, spin, recurse, or take too much, on instances of all policies.

use std::time::Duration;

use hostplug_runtime::{Error, Exceeded, InstancePolicy, OwnLimits, Running};

use super::tickets::{fail, next, office};
use super::{POLICIES, reuse, until};
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, host, text, wat};

/// What a guest may have a thread for, on a busy machine as well.
const CPU: Duration = Duration::from_millis(500);

async fn start(policy: InstancePolicy) -> Running {
    let limits = OwnLimits::default().cpu(CPU);
    let workload = alone("office", office().instance(policy).limits(limits));
    host().await.start(workload).await.unwrap()
}

#[tokio::test]
async fn an_instance_that_trapped_spun_or_recursed_serves_nobody_else() {
    for policy in POLICIES {
        let running = start(policy()).await;
        next(&running).await;
        fail(&running).await;
        assert_eq!(next(&running).await, 1, "{}", policy());
        let deep = text(running.call::<(), ()>("office", "recurse", ()).await);
        assert!(deep.contains("call stack exhausted"), "{deep}");
        assert_eq!(next(&running).await, 1, "{}", policy());
        match running.call::<(), ()>("office", "spin", ()).await {
            Err(Error::Limit { limit, .. }) => assert_eq!(limit, Exceeded::Cpu(CPU)),
            ended => panic!("{ended:?}"),
        }
        assert_eq!(next(&running).await, 1, "{}", policy());
    }
}

/// Each call uses less than it may, and all together more.
#[tokio::test]
async fn each_call_of_a_reused_instance_has_its_own_time() {
    const TURNS: i32 = 200_000;
    let guest = wat(&format!(
        r#"(component
        (core module $m
            (func (export "work") (local $n i32)
                (local.set $n (i32.const {TURNS}))
                (loop $again
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if $again (local.get $n)))))
        (core instance $i (instantiate $m))
        (func (export "work") (canon lift (core func $i "work"))))"#
    ));
    let limits = OwnLimits::default().cpu(CPU);
    let workload = alone("guest", guest.instance(reuse()).limits(limits));
    let running = host().await.start(workload).await.unwrap();
    let began = std::time::Instant::now();
    let mut calls = 0;
    while began.elapsed() < 2 * CPU || calls < 3 {
        running.call::<(), ()>("guest", "work", ()).await.unwrap();
        calls += 1;
    }
}

/// `grow` takes one page more and keeps it.
#[tokio::test]
async fn the_memory_of_a_reused_instance_adds_up_until_it_is_replaced() {
    let guest = wat(r#"(component
        (core module $m (memory 1) (func (export "grow") (result i32) (memory.grow (i32.const 1))))
        (core instance $i (instantiate $m))
        (func (export "grow") (result s32) (canon lift (core func $i "grow"))))"#);
    let limits = OwnLimits::default().memory(4 << 16);
    let workload = alone("guest", guest.instance(reuse()).limits(limits));
    let running = host().await.start(workload).await.unwrap();
    for _ in 0..2 {
        for pages in 1..4 {
            let grown = running.call::<(), (i32,)>("guest", "grow", ()).await;
            assert_eq!(grown.unwrap(), (pages,));
        }
        match running.call::<(), (i32,)>("guest", "grow", ()).await {
            Err(Error::Limit { limit, .. }) => assert_eq!(limit, Exceeded::Memory(4 << 16)),
            ended => panic!("{ended:?}"),
        }
    }
}

#[tokio::test]
async fn an_instance_whose_plugin_panicked_failed_or_hung_is_retired() {
    for policy in POLICIES {
        let probe = Probe::new(&Log::default());
        let host = builder().plugin(probe.clone()).start().await.unwrap();
        let limits = OwnLimits::default().time(CPU);
        let component = probing().instance(policy()).limits(limits);
        let running = host.start(alone("guest", component)).await.unwrap();
        for fault in [Fault::Panic, Fault::Fail, Fault::Wait] {
            let _ = probe.clone().fault("call guest", fault);
            text(running.call::<(), ()>("guest", "call", ()).await);
            probe.heal("call guest");
            let (count,) = running.call("guest", "count", ()).await.unwrap();
            let count: u32 = count;
            assert_eq!(count, 21, "{} has a new instance", policy());
        }
        host.stop("default/test").await.unwrap();
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_takes_the_instance_with_it() {
    let probe = Probe::new(&Log::default()).fault("call guest", Fault::Wait);
    let host = builder().plugin(probe.clone()).start().await.unwrap();
    let component = probing().instance(reuse());
    let running = host.start(alone("guest", component)).await.unwrap();
    tokio::select! {
        biased;
        _ = running.call::<(), ()>("guest", "call", ()) => panic!("it waits"),
        () = probe.gate.arrived() => {}
    }
    let instances = until(&running, "guest", |instances| instances.busy == 0).await;
    assert_eq!(
        (instances.idle, instances.made, instances.retired),
        (0, 1, 1)
    );
    host.stop("default/test").await.unwrap();
}

#[tokio::test]
async fn a_pool_that_cannot_be_filled_fails_the_start() {
    let log = Log::default();
    let host = builder().plugin(Probe::new(&log)).start().await.unwrap();
    let broken = wat(r#"(component
        (core module $m (func $f unreachable) (start $f) (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#);
    let workload = alone("broken", broken.instance(super::pool()));
    let text = text(host.start(workload).await);
    assert!(text.starts_with("component `broken` trapped"), "{text}");
    assert_eq!(
        host.heartbeat().workloads.len(),
        0,
        "nothing is left behind"
    );
}
