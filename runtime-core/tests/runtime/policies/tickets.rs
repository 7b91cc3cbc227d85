//! The example of `docs/instances.md` under all policies: the page says what is asserted here.

use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, InstancePolicy, Reuse, Running};

use super::{POLICIES, fresh, pool, reuse, serving, until};
use crate::support::{alone, host, text, wat};

const API: &str = "demo:tickets/office@0.1.0";

/// `next` counts its calls, the constructor of `ticket` makes a resource that nobody drops, `alive` says how many there
/// are, and `fail` traps.
pub(super) fn office() -> Component {
    wat(r#"(component
      (core module $office
        (global $count (mut i32) (i32.const 0))
        (global $alive (mut i32) (i32.const 0))
        (func (export "next") (result i32)
          (global.set $count (i32.add (global.get $count) (i32.const 1)))
          (global.get $count))
        (func (export "made") (result i32)
          (global.set $alive (i32.add (global.get $alive) (i32.const 1)))
          (global.get $alive))
        (func (export "dropped") (param i32)
          (global.set $alive (i32.sub (global.get $alive) (i32.const 1))))
        (func (export "alive") (result i32) (global.get $alive))
        (func (export "fail") unreachable)
        (func $deeper (export "recurse") (call $deeper))
        (func (export "spin") (loop (br 0))))
      (core instance $office (instantiate $office))
      (alias core export $office "dropped" (core func $dropped))
      (type $ticket (resource (rep i32) (dtor (func $dropped))))
      (core func $new (canon resource.new $ticket))
      (core module $maker
        (import "ticket" "made" (func $made (result i32)))
        (import "ticket" "new" (func $new (param i32) (result i32)))
        (func (export "make") (result i32) (call $new (call $made))))
      (core instance $maker (instantiate $maker (with "ticket" (instance
        (export "made" (func $office "made")) (export "new" (func $new))))))
      (func $next (result u32) (canon lift (core func $office "next")))
      (func $make (result (own $ticket)) (canon lift (core func $maker "make")))
      (func $alive (result u32) (canon lift (core func $office "alive")))
      (func $fail (canon lift (core func $office "fail")))
      (func $recurse (canon lift (core func $office "recurse")))
      (func $spin (canon lift (core func $office "spin")))
      (component $api
        (import "ticket" (type $t (sub resource)))
        (import "next" (func $next (result u32)))
        (import "make" (func $make (result (own $t))))
        (import "alive" (func $alive (result u32)))
        (import "fail" (func $fail))
        (export $ticket "ticket" (type $t))
        (export "[constructor]ticket" (func $make) (func (result (own $ticket))))
        (export "next" (func $next))
        (export "alive" (func $alive))
        (export "fail" (func $fail)))
      (instance $api (instantiate $api
        (with "ticket" (type $ticket)) (with "next" (func $next)) (with "make" (func $make))
        (with "alive" (func $alive)) (with "fail" (func $fail))))
      (export "demo:tickets/office@0.1.0" (instance $api))
      (export "recurse" (func $recurse))
      (export "spin" (func $spin)))"#)
}

pub(super) async fn start(policy: InstancePolicy) -> Running {
    let workload = alone("office", office().instance(policy));
    host().await.start(workload).await.unwrap()
}

pub(super) async fn next(running: &Running) -> u32 {
    let next = format!("{API}#next");
    let (number,) = running.call("office", &next, ()).await.unwrap();
    number
}

async fn ticket(running: &Running) {
    let make = format!("{API}#[constructor]ticket");
    let made = running.invoke("office", &make, &[]).await.unwrap();
    assert!(matches!(made.as_slice(), [Val::Resource(_)]), "{made:?}");
}

async fn alive(running: &Running) -> u32 {
    let alive = format!("{API}#alive");
    let (number,) = running.call("office", &alive, ()).await.unwrap();
    number
}

pub(super) async fn fail(running: &Running) -> String {
    let fail = format!("{API}#fail");
    text(running.call::<(), ()>("office", &fail, ()).await)
}

#[tokio::test]
async fn what_a_guest_has_in_memory_lives_as_long_as_its_instance() {
    for (policy, expected) in [
        (fresh(), [1, 1, 1]),
        (pool(), [1, 1, 1]),
        (reuse(), [1, 2, 3]),
        (serving(2), [1, 2, 1]),
    ] {
        let running = start(policy).await;
        let found = [
            next(&running).await,
            next(&running).await,
            next(&running).await,
        ];
        assert_eq!(found, expected, "{policy}");
    }
}

#[tokio::test]
async fn a_resource_that_nobody_drops_stays_with_a_reused_instance() {
    for (policy, expected) in [(fresh(), 0), (pool(), 0), (reuse(), 3), (serving(3), 0)] {
        let running = start(policy).await;
        for _ in 0..3 {
            ticket(&running).await;
        }
        assert_eq!(alive(&running).await, expected, "{policy}");
    }
}

#[tokio::test]
async fn a_trap_takes_the_state_of_its_instance_with_it() {
    for policy in POLICIES {
        let running = start(policy()).await;
        next(&running).await;
        let error = fail(&running).await;
        assert!(error.starts_with("component `office` trapped"), "{error}");
        assert_eq!(next(&running).await, 1, "{}", policy());
    }
}

#[tokio::test]
async fn a_pool_has_its_instances_before_the_first_call_and_makes_new_ones() {
    let running = start(pool()).await;
    let instances = running.instances("office").unwrap();
    assert_eq!((instances.idle, instances.made), (2, 2));
    next(&running).await;
    let refilled = until(&running, "office", |instances| instances.idle == 2).await;
    assert_eq!((refilled.made, refilled.retired), (3, 1));
}

#[tokio::test]
async fn a_reused_instance_counts_once_and_is_replaced_after_its_last_call() {
    let running = start(serving(3)).await;
    for _ in 0..7 {
        next(&running).await;
    }
    let instances = running.instances("office").unwrap();
    assert_eq!(
        (
            instances.idle,
            instances.busy,
            instances.made,
            instances.retired
        ),
        (1, 0, 3, 2)
    );
}

#[tokio::test]
async fn an_instance_that_nobody_calls_goes() {
    let idle = std::time::Duration::from_secs(30);
    let running = start(InstancePolicy::Reuse(Reuse::default().idle(idle))).await;
    tokio::time::pause();
    for made in 1..3 {
        assert_eq!(next(&running).await, 1);
        tokio::time::sleep(idle / 2).await;
        assert_eq!(next(&running).await, 2, "it is called in time");
        tokio::time::sleep(idle - idle / 10).await;
        assert_eq!(running.instances("office").unwrap().idle, 1);
        tokio::time::sleep(idle / 5).await;
        let instances = running.instances("office").unwrap();
        assert_eq!((instances.idle, instances.retired), (0, made));
    }
}

/// The types are looked at in an instance, which has not been called then.
#[tokio::test]
async fn a_call_with_wrong_types_costs_no_instance() {
    let running = start(reuse()).await;
    next(&running).await;
    let path = format!("{API}#next");
    text(running.call::<(u32,), ()>("office", &path, (1,)).await);
    assert_eq!(next(&running).await, 2);
}

#[tokio::test]
async fn a_policy_of_a_component_that_is_no_entry_is_refused() {
    let importer = wat(r#"(component
        (import "demo:tickets/office@0.1.0" (instance (export "next" (func (result u32))))))"#);
    let workload = alone("office", office().instance(pool())).component("importer", importer);
    let text = text(host().await.start(workload).await);
    let expected = "component `office` has the instance policy `pool, size 2`, but it is no entry, and lives in the \
        instances of those that import it\nhelp: write `instance` in the components that import it";
    assert!(text.contains(expected), "{text}");
}

#[tokio::test]
async fn calls_that_overlap_on_one_instance_are_refused() {
    let policy = InstancePolicy::Reuse(Reuse::default().concurrency(2));
    let workload = alone("office", office().instance(policy));
    let text = text(host().await.start(workload).await);
    let expected = "`instance.concurrency` of component `office` is `2`\nhelp: write `1`";
    assert!(text.contains(expected), "{text}");
}
