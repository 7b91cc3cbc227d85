//! Async functions and streams from part to part.

use super::*;

const CALLEE: &str = r#"
    (component
        (core module $libc (memory (export "memory") 1))
        (core instance $libc (instantiate $libc))
        (type $bytes (stream u8))
        (core func $return-number (canon task.return (result u32)))
        (core func $return-stream (canon task.return (result $bytes)))
        (core func $new (canon stream.new $bytes))
        (core func $write (canon stream.write $bytes async (memory (core memory $libc "memory"))))
        (core func $close (canon stream.drop-writable $bytes))
        (core func $set (canon waitable-set.new))
        (core func $join (canon waitable.join))
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "return-number" (func $return-number (param i32)))
            (import "" "return-stream" (func $return-stream (param i32)))
            (import "" "new" (func $new (result i64)))
            (import "" "write" (func $write (param i32 i32 i32) (result i32)))
            (import "" "close" (func $close (param i32)))
            (import "" "set" (func $set (result i32)))
            (import "" "join" (func $join (param i32 i32)))
            (data (i32.const 0) "\01\02\03\04\05\06\07\08")
            (global $writer (mut i32) (i32.const 0))
            (func (export "double") (param i32) (result i32)
                (call $return-number (i32.mul (local.get 0) (i32.const 2)))
                (i32.const 0))
            (func (export "double-again") (param i32 i32 i32) (result i32) unreachable)
            (func (export "bytes") (result i32)
                (local $ends i64) (local $waits i32)
                (local.set $ends (call $new))
                (global.set $writer (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
                (call $return-stream (i32.wrap_i64 (local.get $ends)))
                (if (i32.ne (call $write (global.get $writer) (i32.const 0) (i32.const 8)) (i32.const -1))
                    (then (call $close (global.get $writer)) (return (i32.const 0))))
                (local.set $waits (call $set))
                (call $join (global.get $writer) (local.get $waits))
                (i32.or (i32.const 2) (i32.shl (local.get $waits) (i32.const 4))))
            (func (export "bytes-again") (param i32 i32 i32) (result i32)
                (call $join (global.get $writer) (i32.const 0))
                (call $close (global.get $writer))
                (i32.const 0)))
        (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $libc "memory"))
            (export "return-number" (func $return-number))
            (export "return-stream" (func $return-stream))
            (export "new" (func $new))
            (export "write" (func $write))
            (export "close" (func $close))
            (export "set" (func $set))
            (export "join" (func $join))))))
        (func $double async (param "x" u32) (result u32)
            (canon lift (core func $i "double") async (callback (core func $i "double-again"))))
        (func $bytes async (result $bytes)
            (canon lift (core func $i "bytes") async (callback (core func $i "bytes-again"))))
        (instance $api (export "double" (func $double)) (export "bytes" (func $bytes)))
        (export "t:t/api" (instance $api)))
"#;

/// Exports `double-twice`, and `sum`, which adds up the bytes of the stream.
const CALLER: &str = r#"
    (component
        (import "t:t/api" (instance $api
            (export "double" (func async (param "x" u32) (result u32)))
            (export "bytes" (func async (result (stream u8))))))
        (core module $libc (memory (export "memory") 1))
        (core instance $libc (instantiate $libc))
        (type $bytes (stream u8))
        (core func $double (canon lower (func $api "double")))
        (core func $get (canon lower (func $api "bytes")))
        (core func $read (canon stream.read $bytes async (memory (core memory $libc "memory"))))
        (core func $close (canon stream.drop-readable $bytes))
        (core func $return (canon task.return (result u32)))
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "double" (func $double (param i32) (result i32)))
            (import "" "get" (func $get (result i32)))
            (import "" "read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "close" (func $close (param i32)))
            (import "" "return" (func $return (param i32)))
            (func (export "again") (param i32 i32 i32) (result i32) unreachable)
            (func (export "double-twice") (param i32) (result i32)
                (call $return (call $double (call $double (local.get 0))))
                (i32.const 0))
            (func (export "sum") (result i32)
                (local $reader i32) (local $at i32) (local $sum i32)
                (local.set $reader (call $get))
                ;; Eight bytes arrived at once; the low four bits say that the stream is still open.
                (if (i32.ne (i32.shr_u (call $read (local.get $reader) (i32.const 0) (i32.const 8)) (i32.const 4)) (i32.const 8))
                    (then unreachable))
                (call $close (local.get $reader))
                (loop $next
                    (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
                    (local.set $at (i32.add (local.get $at) (i32.const 1)))
                    (br_if $next (i32.lt_u (local.get $at) (i32.const 8))))
                (call $return (local.get $sum))
                (i32.const 0)))
        (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $libc "memory"))
            (export "double" (func $double))
            (export "get" (func $get))
            (export "read" (func $read))
            (export "close" (func $close))
            (export "return" (func $return))))))
        (func (export "double-twice") async (param "x" u32) (result u32)
            (canon lift (core func $i "double-twice") async (callback (core func $i "again"))))
        (func (export "sum") async (result u32)
            (canon lift (core func $i "sum") async (callback (core func $i "again")))))
"#;

/// Answers `double` itself, by a call that it awaits in its own function, and hands the stream on.
const RELAY: &str = r#"
    (component
        (import "t:t/api" (instance $api
            (export "double" (func async (param "x" u32) (result u32)))
            (export "bytes" (func async (result (stream u8))))))
        (core func $double (canon lower (func $api "double")))
        (core func $bytes (canon lower (func $api "bytes")))
        (core func $return-number (canon task.return (result u32)))
        (type $stream (stream u8))
        (core func $return-stream (canon task.return (result $stream)))
        (core module $m
            (import "" "double" (func $double (param i32) (result i32)))
            (import "" "bytes" (func $bytes (result i32)))
            (import "" "return-number" (func $return-number (param i32)))
            (import "" "return-stream" (func $return-stream (param i32)))
            (func (export "again") (param i32 i32 i32) (result i32) unreachable)
            (func (export "double") (param i32) (result i32)
                (call $return-number (call $double (local.get 0)))
                (i32.const 0))
            (func (export "bytes") (result i32)
                (call $return-stream (call $bytes))
                (i32.const 0)))
        (core instance $i (instantiate $m (with "" (instance
            (export "double" (func $double))
            (export "bytes" (func $bytes))
            (export "return-number" (func $return-number))
            (export "return-stream" (func $return-stream))))))
        (func $double' async (param "x" u32) (result u32)
            (canon lift (core func $i "double") async (callback (core func $i "again"))))
        (func $bytes' async (result $stream)
            (canon lift (core func $i "bytes") async (callback (core func $i "again"))))
        (instance $out (export "double" (func $double')) (export "bytes" (func $bytes')))
        (export "t:t/api" (instance $out)))
"#;

#[tokio::test]
async fn async_functions_and_streams_pass_between_parts() {
    let (caller, callee) = (part("caller", CALLER), part("callee", CALLEE));
    let placements = [
        place(&caller, "p0", [("t:t/api", sibling(1, "t:t/api"))]),
        place(&callee, "p1", []),
    ];
    assert_answers(&placements).await;
}

#[tokio::test]
async fn async_functions_and_streams_pass_through_several_parts() {
    let (caller, relay, callee) = (
        part("caller", CALLER),
        part("relay", RELAY),
        part("callee", CALLEE),
    );
    let bind = |to| [("t:t/api", sibling(to, "t:t/api"))];
    let placements = [
        place(&caller, "p0", bind(1)),
        place(&relay, "p1", bind(2)),
        place(&relay, "p2", bind(3)),
        place(&callee, "p3", []),
    ];
    assert_answers(&placements).await;
}

async fn assert_answers(placements: &[Placement<'_>]) {
    let (mut store, instance) =
        start(&composed(placements, &[(0, "double-twice"), (0, "sum")])).await;
    let double = instance
        .get_typed_func::<(u32,), (u32,)>(&mut store, "double-twice")
        .unwrap();
    let sum = instance
        .get_typed_func::<(), (u32,)>(&mut store, "sum")
        .unwrap();
    let answers = store
        .run_concurrent(async |accessor| {
            let (double,) = double.call_concurrent(accessor, (5,)).await?;
            let (sum,) = sum.call_concurrent(accessor, ()).await?;
            wasmtime::Result::<_>::Ok((double, sum))
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(answers, (20, 36));
}

#[test]
fn parts_say_that_they_are_asynchronous() {
    let (caller, callee) = (part("caller", CALLER), part("callee", CALLEE));
    assert!(caller.uses_async() && callee.uses_async());
    assert!(caller.imports()["t:t/api"].uses_async);
    let api = &callee.exports()["t:t/api"];
    assert!(api.uses_async);
    assert_eq!(api.signature("double"), Some("async func(x: u32) -> u32"));
    assert_eq!(api.signature("bytes"), Some("async func() -> stream<u8>"));
}
