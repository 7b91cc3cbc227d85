//! Calls of functions with types that are known to the compiler, and with those that are not.

use hostplug_config::Config;
use hostplug_guests::{CALLS_CALLEE, GREETER};
use hostplug_logging::Logging;
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, Error, Running};

use crate::support::{alone, builder, host, text, wat};

const API: &str = "test:calls/api@0.1.0";

async fn callee() -> Running {
    host()
        .await
        .start(alone("callee", Component::bytes(CALLS_CALLEE)))
        .await
        .unwrap()
}

async fn invoke(running: &Running, function: &str, params: &[Val]) -> Result<Vec<Val>, Error> {
    running
        .invoke("callee", &format!("{API}#{function}"), params)
        .await
}

fn point(x: u32, name: &str) -> Val {
    let field = |name: &str, value| (name.to_owned(), value);
    Val::Record(vec![
        field("x", Val::U32(x)),
        field("y", Val::U32(1)),
        field("name", Val::String(name.to_owned())),
    ])
}

#[tokio::test]
async fn values_go_in_and_come_out() {
    let running = callee().await;
    assert_eq!(
        invoke(&running, "add", &[Val::U32(2), Val::U32(3)])
            .await
            .unwrap(),
        [Val::U32(5)]
    );
    let text = Val::String("grüezi".to_owned());
    assert_eq!(
        invoke(&running, "echo", std::slice::from_ref(&text))
            .await
            .unwrap(),
        [text]
    );
    let points = Val::List(vec![point(1, "a"), point(2, "bc")]);
    assert_eq!(
        invoke(&running, "points", &[points]).await.unwrap(),
        [Val::U32(8)]
    );
}

#[tokio::test]
async fn a_function_may_be_named_without_its_version_exactly_as_wasmtime_allows() {
    let running = callee().await;
    let (sum,): (u32,) = running
        .call("callee", "test:calls/api@0.1.7#add", (2_u32, 3_u32))
        .await
        .unwrap();
    assert_eq!(sum, 5, "another version of the track");
    assert!(matches!(
        running
            .call::<_, (u32,)>("callee", "test:calls/api#add", (2_u32, 3_u32))
            .await,
        Err(Error::NoSuchExport { .. })
    ));
}

#[tokio::test]
async fn wrong_values_are_no_trap_and_are_told_apart() {
    let running = callee().await;
    for (function, params, expected) in [
        (
            "add",
            vec![Val::U32(1)],
            "it takes 2 parameters, 1 were given",
        ),
        (
            "add",
            vec![Val::U32(1), Val::Bool(true)],
            "parameter `b`: expected u32, found bool",
        ),
        (
            "add",
            vec![Val::S32(1), Val::U32(1)],
            "parameter `a`: expected u32, found s32",
        ),
        (
            "points",
            vec![Val::List(vec![point(1, "a"), Val::U8(1)])],
            "parameter `items`: element 1: expected record, found u8",
        ),
        (
            "points",
            vec![Val::List(vec![Val::Record(vec![
                ("x".to_owned(), Val::U32(1)),
                ("z".to_owned(), Val::U32(1)),
                ("name".to_owned(), Val::U32(1)),
            ])])],
            "parameter `items`: element 0: expected `y`, found `z`",
        ),
    ] {
        let error = invoke(&running, function, &params).await.unwrap_err();
        assert!(matches!(error, Error::Signature { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "`{API}#{function}` of component `callee` cannot be called like this: {expected}"
            )
        );
    }
}

#[tokio::test]
async fn wrong_rust_types_are_no_trap() {
    let running = callee().await;
    let error = running
        .call::<_, (u32,)>("callee", &format!("{API}#add"), ("one", "two"))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Signature { .. }), "{error:?}");
    let error = running
        .call::<_, (String,)>("callee", &format!("{API}#add"), (1_u32, 2_u32))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Signature { .. }), "{error:?}");
}

#[tokio::test]
async fn an_unknown_function_is_answered_with_those_that_there_are() {
    let running = callee().await;
    for function in [
        "add",
        "test:calls/api@0.1.0#sub",
        "test:calls/apis@0.1.0#add",
        "test:calls/api@0.1.0",
        "#",
        "",
    ] {
        let text = text(running.invoke("callee", function, &[]).await);
        assert!(
            text.starts_with(&format!(
                "component `callee` exports no function `{function}`\nhelp: there are `{API}#"
            )),
            "{text}"
        );
        assert!(text.contains("`test:calls/api@0.1.0#echo`"), "{text}");
    }
    assert_eq!(
        text(running.invoke("caller", "f", &[]).await),
        "component `caller` is not an entry of the workload\nhelp: there are `callee`\n\
         help: set `entry = true` in `[components.caller]`"
    );
}

/// Exports functions of the world itself with each kind of value, which are the identity.
#[tokio::test]
async fn values_of_each_kind_are_checked() {
    let component = wat(r#"(component
        (core module $m
            (func (export "one") (param i32))
            (func (export "two") (param i32 i32)))
        (core instance $i (instantiate $m))
        (type $kind' (enum "good" "bad"))
        (export $kind "kind" (type $kind'))
        (type $flags' (flags "r" "w"))
        (export $flags "flags" (type $flags'))
        (type $shape' (variant (case "none") (case "size" u32)))
        (export $shape "shape" (type $shape'))
        (func (export "enum") (param "v" $kind) (canon lift (core func $i "one")))
        (func (export "flags-of") (param "v" $flags) (canon lift (core func $i "one")))
        (func (export "variant") (param "v" $shape) (canon lift (core func $i "two")))
        (func (export "option") (param "v" (option u32)) (canon lift (core func $i "two")))
        (func (export "result") (param "v" (result u32)) (canon lift (core func $i "two")))
        (func (export "tuple") (param "v" (tuple u8 bool)) (canon lift (core func $i "two"))))"#);
    let running = host().await.start(alone("kinds", component)).await.unwrap();
    let some = |value| Some(Box::new(value));
    let name = |name: &str| name.to_owned();
    for (function, good, bad, expected) in [
        (
            "enum",
            Val::Enum(name("good")),
            Val::Enum(name("ugly")),
            "expected `good`, `bad`, found `ugly`",
        ),
        (
            "flags-of",
            Val::Flags(vec![name("w")]),
            Val::Flags(vec![name("x")]),
            "expected `r`, `w`, found `x`",
        ),
        (
            "variant",
            Val::Variant(name("size"), some(Val::U32(1))),
            Val::Variant(name("size"), None),
            "case `size`: expected u32, found nothing",
        ),
        (
            "variant",
            Val::Variant(name("none"), None),
            Val::Variant(name("none"), some(Val::U32(1))),
            "case `none`: expected nothing, found u32",
        ),
        (
            "variant",
            Val::Variant(name("none"), None),
            Val::Variant(name("huge"), None),
            "expected `none`, `size`, found `huge`",
        ),
        (
            "option",
            Val::Option(None),
            Val::Option(some(Val::U8(1))),
            "expected u32, found u8",
        ),
        (
            "result",
            Val::Result(Err(None)),
            Val::Result(Ok(None)),
            "expected u32, found nothing",
        ),
        (
            "tuple",
            Val::Tuple(vec![Val::U8(1), Val::Bool(true)]),
            Val::Tuple(vec![Val::U8(1)]),
            "expected 2 values, found 1",
        ),
    ] {
        running.invoke("kinds", function, &[good]).await.unwrap();
        let error = running.invoke("kinds", function, &[bad]).await.unwrap_err();
        assert!(matches!(error, Error::Signature { .. }), "{error:?}");
        assert!(
            error.to_string().ends_with(&format!(
                "cannot be called like this: parameter `v`: {expected}"
            )),
            "{error}"
        );
    }
}

#[tokio::test]
async fn exports_are_listed() {
    assert_eq!(callee().await.exports("callee").unwrap(), [API]);
}

#[tokio::test]
async fn a_guest_reads_its_configuration_through_a_plugin() {
    let host = builder()
        .plugin(Config)
        .plugin(Logging)
        .start()
        .await
        .unwrap();
    let greeter = Component::bytes(GREETER).config("greeting", "hoi");
    let running = host.start(alone("greeter", greeter)).await.unwrap();
    let (greeting,): (String,) = running
        .call("greeter", "test:greet/greet@0.1.0#hello", ("Ada",))
        .await
        .unwrap();
    assert_eq!(greeting, "hoi Ada");
}

#[tokio::test]
async fn futures_fit_on_the_stacks_of_their_callers() {
    let host = host().await;
    let workload = || alone("callee", Component::bytes(CALLS_CALLEE));
    let running = host.start(workload()).await.unwrap();
    let sizes = [
        size_of_val(&running.call::<(u32,), (u32,)>("callee", "add", (1,))),
        size_of_val(&running.invoke("callee", "add", &[])),
        size_of_val(&running.run("callee")),
        size_of_val(&host.start(workload())),
        size_of_val(&host.update(workload())),
    ];
    assert!(sizes.iter().all(|size| *size < 8192), "{sizes:?}");
}
