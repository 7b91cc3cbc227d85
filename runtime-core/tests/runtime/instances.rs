//! Which instance of a sibling serves an import.

use hostplug_runtime::{Link, LinkMode, LinkTarget, Running, Workload};

use crate::support::{host, wat};

/// `next()` counts the calls of its instance.
const COUNTER: &str = r#"
    (component
      (core module $m
        (global $count (mut i32) (i32.const 0))
        (func (export "next") (result i32)
          (global.set $count (i32.add (global.get $count) (i32.const 1)))
          (global.get $count)))
      (core instance $i (instantiate $m))
      (func $next (result u32) (canon lift (core func $i "next")))
      (instance $api (export "next" (func $next)))
      (export "test:count/counter" (instance $api)))
"#;

/// Passes the counter on under a name of its own.
fn importer(name: &str) -> String {
    format!(
        r#"(component
            (import "test:count/counter" (instance $counter (export "next" (func (result u32)))))
            (alias export $counter "next" (func $next))
            (instance $api (export "next" (func $next)))
            (export "test:count/{name}" (instance $api)))"#
    )
}

/// Calls `left`, then `right`, and answers both as decimal digits.
const TOP: &str = r#"
    (component
      (import "test:count/left" (instance $left (export "next" (func (result u32)))))
      (import "test:count/right" (instance $right (export "next" (func (result u32)))))
      (core func $left (canon lower (func $left "next")))
      (core func $right (canon lower (func $right "next")))
      (core module $m
        (import "i" "left" (func $left (result i32)))
        (import "i" "right" (func $right (result i32)))
        (func (export "run") (result i32)
          (i32.add (i32.mul (call $left) (i32.const 10)) (call $right))))
      (core instance $i (instantiate $m (with "i" (instance
        (export "left" (func $left)) (export "right" (func $right))))))
      (func (export "run") (result u32) (canon lift (core func $i "run"))))
"#;

fn workload() -> Workload {
    Workload::new("counts")
        .component("top", wat(TOP))
        .component("left", wat(&importer("left")))
        .component("right", wat(&importer("right")))
        .component("counter", wat(COUNTER))
}

fn link(component: &str, mode: LinkMode) -> Link {
    let to = LinkTarget::Component {
        component: "counter".to_owned(),
        export: None,
    };
    Link::new(component, "test:count/counter", to).mode(mode)
}

async fn run(workload: &Running) -> u32 {
    let (digits,) = workload.call("top", "run", ()).await.unwrap();
    digits
}

#[tokio::test]
async fn importers_share_an_instance_unless_a_link_says_otherwise() {
    let host = host().await;
    let shared = host.start(workload()).await.unwrap();
    assert_eq!(run(&shared).await, 12);
    host.stop(shared.id()).await.unwrap();

    let one_apart = workload().link_as(link("left", LinkMode::PerImporter));
    let one_apart = host.start(one_apart).await.unwrap();
    assert_eq!(run(&one_apart).await, 11);
    assert_eq!(run(&one_apart).await, 11, "each call has fresh instances");
    host.stop(one_apart.id()).await.unwrap();

    let both = workload()
        .link_as(link("left", LinkMode::PerImporter))
        .link_as(link("right", LinkMode::PerImporter));
    assert_eq!(run(&host.start(both).await.unwrap()).await, 11);
}

#[tokio::test]
async fn importers_with_instances_of_their_own_keep_them_for_the_whole_call() {
    const TWICE: &str = r#"
        (component
          (import "test:count/left" (instance $left (export "next" (func (result u32)))))
          (import "test:count/counter" (instance $own (export "next" (func (result u32)))))
          (core func $left (canon lower (func $left "next")))
          (core func $own (canon lower (func $own "next")))
          (core module $m
            (import "i" "left" (func $left (result i32)))
            (import "i" "own" (func $own (result i32)))
            (func (export "run") (result i32)
              (drop (call $own))
              (drop (call $own))
              (i32.add (i32.mul (call $own) (i32.const 10)) (call $left))))
          (core instance $i (instantiate $m (with "i" (instance
            (export "left" (func $left)) (export "own" (func $own))))))
          (func (export "run") (result u32) (canon lift (core func $i "run"))))
    "#;
    let workload = Workload::new("counts")
        .component("top", wat(TWICE))
        .component("left", wat(&importer("left")))
        .component("counter", wat(COUNTER))
        .link_as(link("top", LinkMode::PerImporter));
    assert_eq!(run(&host().await.start(workload).await.unwrap()).await, 31);
}
