//! What goes over to an isolated callee and back, and what stays.

use hostplug_runtime::hostplug::wasmtime::Config;
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Engine, Host, Isolation, Provider, Running, Workload};

use super::{VALUES, counting, isolated, pair, twice};
use crate::support::{host, text, wat};

fn text_val(text: &str) -> Val {
    Val::String(text.to_owned())
}

fn point(x: i32, y: f64, name: &str) -> Val {
    let fields = [
        ("x", Val::S32(x)),
        ("y", Val::Float64(y)),
        ("name", text_val(name)),
    ];
    Val::Record(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn some(value: Val) -> Val {
    Val::Option(Some(Box::new(value)))
}

fn case(name: &str, value: Option<Val>) -> Val {
    Val::Variant(name.to_owned(), value.map(Box::new))
}

fn flags(names: &[&str]) -> Val {
    Val::Flags(names.iter().map(|name| (*name).to_owned()).collect())
}

fn color(name: &str) -> Val {
    Val::Enum(name.to_owned())
}

fn ok(value: u32) -> Val {
    Val::Result(Ok(Some(Box::new(Val::U32(value)))))
}

fn err(error: Val) -> Val {
    Val::Result(Err(Some(Box::new(error))))
}

/// Calls a function of the caller, which passes the call on.
async fn check(running: &Running, function: &str, params: &[Val], expected: Val) {
    let function = format!("{VALUES}#{function}");
    let results = running.invoke("caller", &function, params).await;
    let results = results.unwrap_or_else(|error| panic!("{function}: {error}"));
    assert_eq!(results, [expected], "{function}");
}

#[tokio::test]
async fn numbers_and_characters_go_over_and_come_back() {
    let running = host()
        .await
        .start(pair(Isolation::default()))
        .await
        .unwrap();
    let check = async |function: &str, params: &[Val], expected: &[Val]| {
        check(&running, function, params, Val::Tuple(expected.to_vec())).await;
    };
    check(
        "unsigned",
        &[Val::U8(255), Val::U16(1), Val::U32(2), Val::U64(1 << 60)],
        &[
            Val::U8(0),
            Val::U16(2),
            Val::U32(3),
            Val::U64((1 << 60) + 1),
        ],
    )
    .await;
    check(
        "signed",
        &[
            Val::S8(-128),
            Val::S16(-1),
            Val::S32(-2),
            Val::S64(i64::MAX),
        ],
        &[Val::S8(-127), Val::S16(0), Val::S32(-1), Val::S64(i64::MIN)],
    )
    .await;
    check(
        "floats",
        &[Val::Float32(0.25), Val::Float64(-f64::INFINITY)],
        &[Val::Float32(0.5), Val::Float64(-f64::INFINITY)],
    )
    .await;
    check(
        "simple",
        &[Val::Bool(true), Val::Char('Ä')],
        &[Val::Bool(false), Val::Char('ä')],
    )
    .await;
}

#[tokio::test]
async fn texts_and_lists_go_over_and_come_back() {
    let running = host()
        .await
        .start(pair(Isolation::default()))
        .await
        .unwrap();
    check(
        &running,
        "text",
        &[text_val("GRÜSSE 👋")],
        text_val("grüsse 👋"),
    )
    .await;
    check(&running, "text", &[text_val("")], text_val("")).await;
    let bytes = |bytes: &mut dyn Iterator<Item = u8>| Val::List(bytes.map(Val::U8).collect());
    check(
        &running,
        "bytes",
        &[bytes(&mut (0..=255).cycle().take(100_000))],
        bytes(
            &mut (0..=255)
                .cycle()
                .take(100_000)
                .collect::<Vec<_>>()
                .into_iter()
                .rev(),
        ),
    )
    .await;
    check(
        &running,
        "bytes",
        &[Val::List(Vec::new())],
        Val::List(Vec::new()),
    )
    .await;
    let (first, second) = (point(1, 0.5, "first"), point(-2, f64::MAX, ""));
    check(
        &running,
        "points",
        &[Val::List(vec![first.clone(), second.clone()])],
        Val::List(vec![second, first]),
    )
    .await;
}

#[tokio::test]
async fn choices_go_over_and_come_back() {
    let running = host()
        .await
        .start(pair(Isolation::default()))
        .await
        .unwrap();
    let check = async |function: &str, given: Val, expected: Val| {
        check(&running, function, &[given], expected).await;
    };
    let circle = |radius| case("circle", Some(Val::Float32(radius)));
    check("next-shape", case("dot", None), circle(1.0)).await;
    check("next-shape", circle(1.5), circle(2.5)).await;
    check(
        "next-shape",
        case("named", Some(point(1, 2.0, "old"))),
        case("named", Some(point(1, 2.0, "renamed"))),
    )
    .await;
    check("next-color", color("red"), some(color("green"))).await;
    check("next-color", color("blue"), Val::Option(None)).await;
    check("opposite", flags(&["write"]), flags(&["read", "run"])).await;
    check("opposite", flags(&["read", "write", "run"]), flags(&[])).await;
    check("maybe", Val::Option(None), Val::Option(None)).await;
    check("maybe", some(Val::Option(None)), some(Val::Option(None))).await;
    check("maybe", some(some(Val::U32(1))), some(some(Val::U32(2)))).await;
    check("outcome", ok(41), ok(42)).await;
    check("outcome", err(case("busy", None)), err(case("busy", None))).await;
    let other = || err(case("other", Some(text_val("full"))));
    check("outcome", other(), other()).await;
}

fn counts() -> Workload {
    Workload::new("test")
        .component("counter", counting())
        .component("fused", twice())
        .component("isolated", twice())
        .link_as(isolated(
            "isolated",
            "t:t/count",
            "counter",
            Isolation::default(),
        ))
}

async fn second_count(running: &Running, component: &str) -> u32 {
    let (count,): (u32,) = running.call(component, "twice", ()).await.unwrap();
    count
}

#[tokio::test]
async fn one_callee_is_fused_with_an_importer_and_isolated_from_another() {
    let host = host().await;
    let running = host.start(counts()).await.unwrap();
    assert_eq!(second_count(&running, "fused").await, 2);
    assert_eq!(
        second_count(&running, "isolated").await,
        1,
        "each call has a fresh instance"
    );
    let plan = running.plan();
    assert!(matches!(
        plan.components["isolated"].imports["t:t/count"].provider,
        Provider::Isolated { .. }
    ));
    assert_eq!(
        Vec::from_iter(&plan.entries),
        ["counter", "fused", "isolated"]
    );
}

#[tokio::test]
async fn isolated_calls_need_no_concurrency() {
    let mut config = Config::new();
    config
        .concurrency_support(false)
        .wasm_component_model_async(false);
    let engine = Engine::from_config(&config).unwrap();
    let host = Host::builder().engine(engine).start().await.unwrap();
    let running = host.start(counts()).await.unwrap();
    assert_eq!(second_count(&running, "isolated").await, 1);
}

/// Imports a function of the world itself.
fn forwarding() -> hostplug_runtime::Component {
    wat(r#"(component
        (import "count" (func $count (result u32)))
        (core func $lowered (canon lower (func $count)))
        (core module $m
            (import "" "count" (func $count (result i32)))
            (func (export "forward") (result i32) (i32.add (call $count) (i32.const 10))))
        (core instance $i (instantiate $m (with "" (instance (export "count" (func $lowered))))))
        (func (export "forward") (result u32) (canon lift (core func $i "forward"))))"#)
}

#[tokio::test]
async fn a_function_of_the_world_itself_can_be_isolated() {
    let workload = Workload::new("test")
        .component("caller", forwarding())
        .component("counter", counting())
        .link_as(isolated("caller", "count", "counter", Isolation::default()));
    let running = host().await.start(workload).await.unwrap();
    let (count,): (u32,) = running.call("caller", "forward", ()).await.unwrap();
    assert_eq!(count, 11);
}

/// Wasmtime itself would look at the types of what is passed on only when a call is made.
#[tokio::test]
async fn a_callee_of_other_types_is_refused_at_the_start() {
    let other = wat(r#"(component
        (core module $m (func (export "count") (result i32) (i32.const 1)))
        (core instance $i (instantiate $m))
        (func $count (result bool) (canon lift (core func $i "count")))
        (instance $exported (export "count" (func $count)))
        (export "t:t/count" (instance $exported)))"#);
    let workload = Workload::new("test")
        .component("caller", twice())
        .component("counter", other)
        .link_as(isolated(
            "caller",
            "t:t/count",
            "counter",
            Isolation::default(),
        ));
    let text = text(host().await.start(workload).await);
    for part in ["`caller`", "`count`", "`t:t/count`", "`counter`"] {
        assert!(text.contains(part), "no {part} in: {text}");
    }
}
