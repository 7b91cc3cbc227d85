//! How a function fails: with an error that the guest receives, or with a trap.

use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, Fail, host_plugin};

use crate::host::{Host, trap};
use crate::wat::Wat;

#[host_plugin(
    world = "demo:shelf/plugin",
    inline = "
        package demo:shelf;
        interface types { variant error { missing, broken(u32) } type reason = string; }
        interface shelf {
            use types.{error, reason};
            enum trouble { dust }
            take: func(slot: u32) -> result<u32, error>;
            put: func(slot: u32) -> result<_, trouble>;
            explain: func(slot: u32) -> result<u32, reason>;
            count: func(slot: u32) -> result<u32>;
            weigh: func(slot: u32) -> result<u32, u32>;
        }
        world plugin { import shelf; }
    "
)]
struct Shelf;

fn find(slot: u32) -> Result<u32, shelf::types::Error> {
    match slot {
        0 => Err(shelf::types::Error::Missing),
        1 => Err(shelf::types::Error::Broken(9)),
        slot => Ok(slot),
    }
}

fn reach(slot: u32) -> wasmtime::Result<()> {
    if slot == 99 {
        bail!("the shelf fell over");
    }
    Ok(())
}

impl shelf::shelf::Host for Caller<'_, Shelf> {
    async fn take(&mut self, slot: u32) -> hostplug::Result<u32, shelf::types::Error> {
        reach(slot)?;
        Ok(find(slot)?)
    }

    async fn put(&mut self, slot: u32) -> hostplug::Result<(), shelf::shelf::Trouble> {
        reach(slot)?;
        match slot {
            0 => Err(shelf::shelf::Trouble::Dust.into()),
            98 => Err(Fail::trap(std::io::Error::other("the floor gave way"))),
            _ => Ok(()),
        }
    }

    async fn explain(&mut self, slot: u32) -> hostplug::Result<u32, String> {
        reach(slot)?;
        if slot == 0 {
            return Err(String::from("no slot").into());
        }
        Ok(slot)
    }

    async fn count(&mut self, slot: u32) -> hostplug::Result<Result<u32, ()>> {
        reach(slot)?;
        Ok(find(slot).map_err(|_| ()))
    }

    async fn weigh(&mut self, slot: u32) -> hostplug::Result<Result<u32, u32>> {
        reach(slot)?;
        Ok(find(slot).map_err(|_| slot))
    }

    fn convert_trouble(
        &mut self,
        error: Fail<shelf::shelf::Trouble>,
    ) -> wasmtime::Result<shelf::shelf::Trouble> {
        error.into_wit()
    }
}

/// Exports each function as one that returns the three words of memory to which its result was written.
fn component() -> String {
    let function = |name: &str, result: &str| {
        format!(r#"(export "{name}" (func (param "slot" u32) (result {result})))"#)
    };
    let imports = format!(
        r#"(import "demo:shelf/types" (instance $types
               (type $error' (variant (case "missing") (case "broken" u32)))
               (export "error" (type $error (eq $error')))
               (type $reason' string) (export "reason" (type (eq $reason')))))
           (alias export $types "error" (type $error))
           (alias export $types "reason" (type $reason))
           (import "demo:shelf/shelf" (instance $shelf
               (alias outer 1 $error (type $error'))
               (alias outer 1 $reason (type $reason'))
               (export "error" (type $error (eq $error')))
               (export "reason" (type $reason (eq $reason')))
               (type $trouble' (enum "dust"))
               (export "trouble" (type $trouble (eq $trouble')))
               {} {} {} {} {}))"#,
        function("take", "(result u32 (error $error))"),
        function("put", "(result (error $trouble))"),
        function("explain", "(result u32 (error $reason))"),
        function("count", "(result u32)"),
        function("weigh", "(result u32 (error u32))"),
    );
    let loads = "(i32.add (i32.mul (i32.const 10000) (i32.load8_u (i32.const 16))) (i32.add
        (i32.mul (i32.const 100) (i32.load8_u (i32.const 20))) (i32.load8_u (i32.const 24))))";
    let mut wat = Wat::new(&imports);
    for name in ["take", "explain", "count", "weigh"] {
        let body = format!("(call ${name} (local.get 0) (i32.const 16)) {loads}");
        wat = wat.lower(name, "shelf", name, "(param i32 i32)");
        wat = wat.export(
            name,
            r#"(param "slot" u32) (result u32)"#,
            "(param i32) (result i32)",
            &body,
        );
    }
    wat.lower("put", "shelf", "put", "(param i32 i32)")
        .export(
            "put",
            r#"(param "slot" u32) (result u32)"#,
            "(param i32) (result i32)",
            "(call $put (local.get 0) (i32.const 16)) (i32.load16_u (i32.const 16))",
        )
        .text()
}

async fn call(function: &str, slot: u32) -> wasmtime::Result<u32> {
    Host::of(Shelf)
        .await
        .instantiate(&component())
        .await
        .call(function, (slot,))
        .await
}

#[tokio::test]
async fn a_wit_error_reaches_the_guest() {
    assert_eq!(call("take", 5).await.unwrap(), 500, "ok(5)");
    assert_eq!(call("take", 0).await.unwrap(), 1_00_00, "err(missing)");
    assert_eq!(call("take", 1).await.unwrap(), 1_01_09, "err(broken(9))");
    assert_eq!(call("put", 5).await.unwrap(), 0, "ok");
    assert_eq!(call("put", 0).await.unwrap(), 1, "err(dust)");
    assert_eq!(call("explain", 5).await.unwrap(), 500, "ok(5)");
    assert_eq!(
        call("explain", 0).await.unwrap() % 100,
        "no slot".len() as u32,
        "err(\"no slot\")"
    );
}

#[tokio::test]
async fn an_error_without_a_name_is_a_result_in_the_result() {
    assert_eq!(call("count", 5).await.unwrap(), 500, "ok(5)");
    assert_eq!(call("count", 1).await.unwrap() / 10_000, 1, "err");
    assert_eq!(call("weigh", 1).await.unwrap(), 1_01_00, "err(1)");
}

#[tokio::test]
async fn any_other_error_traps_the_guest() {
    for function in ["take", "put", "explain", "count", "weigh"] {
        let text = trap(call(function, 99).await);
        assert!(text.contains("the shelf fell over"), "{function}: {text}");
    }
    let text = trap(call("put", 98).await);
    assert!(text.contains("the floor gave way"), "{text}");
}
