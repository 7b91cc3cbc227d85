//! Resources of one component in the hands of another.

use hostplug_runtime::Workload;

use crate::support::{host, wat};

/// Counts the cells that are alive.
const OWNER: &str = r#"
    (component
      (core module $counter
        (global $alive (mut i32) (i32.const 0))
        (func (export "made") (result i32)
          (global.set $alive (i32.add (global.get $alive) (i32.const 1)))
          (global.get $alive))
        (func (export "dropped") (param i32)
          (global.set $alive (i32.sub (global.get $alive) (i32.const 1))))
        (func (export "alive") (result i32) (global.get $alive)))
      (core instance $counter (instantiate $counter))
      (alias core export $counter "dropped" (core func $dropped))
      (type $cell (resource (rep i32) (dtor (func $dropped))))
      (core func $new (canon resource.new $cell))
      (core module $maker
        (import "cell" "made" (func $made (result i32)))
        (import "cell" "new" (func $new (param i32) (result i32)))
        (func (export "make") (result i32) (call $new (call $made))))
      (core instance $maker (instantiate $maker (with "cell" (instance
        (export "made" (func $counter "made")) (export "new" (func $new))))))
      (func $make (result (own $cell)) (canon lift (core func $maker "make")))
      (func $alive (result u32) (canon lift (core func $counter "alive")))
      (component $api
        (import "cell" (type $c' (sub resource)))
        (import "make" (func $make (result (own $c'))))
        (import "alive" (func $alive (result u32)))
        (export $c "cell" (type $c'))
        (export "[constructor]cell" (func $make) (func (result (own $c))))
        (export "alive" (func $alive)))
      (instance $api (instantiate $api
        (with "cell" (type $cell)) (with "make" (func $make)) (with "alive" (func $alive))))
      (export "test:cells/api@0.1.0" (instance $api)))
"#;

/// `churn(n)` makes `n` cells, drops each at once, and answers how many are alive.
const USER: &str = r#"
    (component
      (import "test:cells/api@0.1.0" (instance $api
        (export "cell" (type $cell (sub resource)))
        (export "[constructor]cell" (func (result (own $cell))))
        (export "alive" (func (result u32)))))
      (alias export $api "cell" (type $cell))
      (core func $make (canon lower (func $api "[constructor]cell")))
      (core func $alive (canon lower (func $api "alive")))
      (core func $drop (canon resource.drop $cell))
      (core module $user
        (import "api" "make" (func $make (result i32)))
        (import "api" "alive" (func $alive (result i32)))
        (import "api" "drop" (func $drop (param i32)))
        (func (export "churn") (param $n i32) (result i32)
          (block $done
            (loop $again
              (br_if $done (i32.eqz (local.get $n)))
              (call $drop (call $make))
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br $again)))
          (call $alive))
        (func (export "hold") (param $n i32) (result i32)
          (block $done
            (loop $again
              (br_if $done (i32.eqz (local.get $n)))
              (drop (call $make))
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br $again)))
          (call $alive)))
      (core instance $user (instantiate $user (with "api" (instance
        (export "make" (func $make)) (export "alive" (func $alive)) (export "drop" (func $drop))))))
      (func (export "churn") (param "n" u32) (result u32) (canon lift (core func $user "churn")))
      (func (export "hold") (param "n" u32) (result u32) (canon lift (core func $user "hold"))))
"#;

#[tokio::test]
async fn resources_that_are_dropped_by_the_importer_are_gone_from_the_exporter() {
    let workload = Workload::new("cells")
        .component("owner", wat(OWNER))
        .component("user", wat(USER));
    let running = host().await.start(workload).await.unwrap();
    let alive = async |function: &str, n: u32| {
        let (alive,): (u32,) = running.call("user", function, (n,)).await.unwrap();
        alive
    };
    assert_eq!(alive("hold", 3).await, 3);
    assert_eq!(alive("churn", 30_000).await, 0);
}
