//! Parts that different toolchains made, linked with each other.

use hostplug_guests::{CALC_CALLEE, CALC_CALLEE_C, CALC_CALLEE_JS, CALC_CALLER, CALC_CALLER_C};
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, Host, Running, Stream, Workload};

use crate::support::output::Printed;
use crate::support::{builder, host, text};

/// A language, and a component that was written in it.
type Part = (&'static str, &'static [u8]);

const RUST: Part = ("Rust", CALC_CALLEE);
const C: Part = ("C", CALC_CALLEE_C);
const JAVASCRIPT: Part = ("JavaScript", CALC_CALLEE_JS);

/// Each caller with a callee of another language.
const PAIRS: [(Part, Part); 4] = [
    (("Rust", CALC_CALLER), C),
    (("Rust", CALC_CALLER), JAVASCRIPT),
    (("C", CALC_CALLER_C), RUST),
    (("C", CALC_CALLER_C), JAVASCRIPT),
];

async fn start(host: &Host, name: &str, caller: &'static [u8], callee: &'static [u8]) -> Running {
    let workload = Workload::new(name)
        .component("caller", Component::bytes(caller))
        .component("callee", Component::bytes(callee));
    host.start(workload).await.unwrap()
}

/// All that a caller answers, in words.
async fn answers(running: &Running) -> Vec<(&'static str, String)> {
    let mut answers = Vec::new();
    for (function, params) in questions() {
        let function_of_runs = format!("test:calc/runs@0.1.0#{function}");
        let answer = running.invoke("caller", &function_of_runs, &params).await;
        answers.push((function, format!("{:?}", answer.unwrap())));
    }
    answers
}

/// Values at which implementations could differ: signs, borders, nothing, text beyond ASCII, more than a page.
fn questions() -> Vec<(&'static str, Vec<Val>)> {
    let word = |word: &str| Val::String(word.to_owned());
    let bytes = |count: u32| Val::List((0..count).map(|i| Val::U8(i as u8)).collect());
    let points = |points: &[(i32, i32, &str)]| Val::List(points.iter().map(point).collect());
    vec![
        (
            "add",
            vec![point(&(1, -2, "é")), point(&(i32::MAX - 1, 0, ""))],
        ),
        ("add", vec![point(&(1, 0, "a")), point(&(i32::MAX, 0, "b"))]),
        (
            "add",
            vec![point(&(0, i32::MIN, "a")), point(&(0, -1, "b"))],
        ),
        ("reverse", vec![bytes(0)]),
        ("reverse", vec![bytes(1)]),
        ("reverse", vec![bytes(100_001)]),
        ("number", vec![word("three")]),
        ("number", vec![word("")]),
        ("number", vec![word("four\0 ключ")]),
        ("middle", vec![points(&[])]),
        (
            "middle",
            vec![points(&[
                (5, -5, "a"),
                (0, 0, "ß"),
                (i32::MAX, i32::MIN, ""),
            ])],
        ),
        ("middle", vec![points(&[(1, 2, "p"); 1000])]),
    ]
}

fn point((x, y, name): &(i32, i32, &str)) -> Val {
    Val::Record(vec![
        ("x".to_owned(), Val::S32(*x)),
        ("y".to_owned(), Val::S32(*y)),
        ("name".to_owned(), Val::String((*name).to_owned())),
    ])
}

/// One test, because JavaScript brings its interpreter, which is compiled once for a host.
#[tokio::test]
async fn parts_of_two_languages_answer_as_parts_of_one_and_a_trap_spoils_one_call() {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    let expected = answers(&start(&host, "rust", CALC_CALLER, CALC_CALLEE).await).await;
    for ((caller, caller_bytes), (callee, callee_bytes)) in PAIRS {
        let pair = format!("{caller} calls {callee}");
        let name = pair.replace(' ', "-").to_lowercase();
        let running = start(&host, &name, caller_bytes, callee_bytes).await;
        let (said,): (String,) = running
            .call("caller", "test:calc/runs@0.1.0#language", ())
            .await
            .unwrap();
        assert_eq!(said, pair);
        let trap = running.invoke("caller", "test:calc/runs@0.1.0#trap", &[]);
        let text = text(trap.await);
        assert!(
            text.starts_with("component `caller` trapped: "),
            "{pair}: {text}"
        );
        assert!(text.contains("wasm trap: "), "{pair}: {text}");
        assert_eq!(answers(&running).await, expected, "{pair}");
    }
    // JavaScript has a word for it, which the callee printed and nobody else.
    let errors = printed.take_stream("callee", Stream::Stderr);
    assert!(
        errors.iter().any(|line| line.contains("on purpose")),
        "{errors:?}"
    );
    assert!(printed.take_stream("caller", Stream::Stderr).is_empty());
}

/// What the test above compares with is right itself.
#[tokio::test]
async fn values_and_errors_cross_between_languages() {
    let running = start(&host().await, "test", CALC_CALLER, CALC_CALLEE_C).await;
    let ask = async |function: &str, params: &[Val]| {
        let function = format!("test:calc/runs@0.1.0#{function}");
        running
            .invoke("caller", &function, params)
            .await
            .unwrap()
            .remove(0)
    };
    let sum = ask("add", &[point(&(1, 2, "a")), point(&(-5, 40, "ü"))]).await;
    assert_eq!(
        sum,
        Val::Result(Ok(Some(Box::new(point(&(-4, 42, "a+ü"))))))
    );
    let overflow = ask("add", &[point(&(1, 0, "a")), point(&(i32::MAX, 0, "b"))]).await;
    let error =
        |case: &str, value| Val::Result(Err(Some(Box::new(Val::Variant(case.to_owned(), value)))));
    assert_eq!(overflow, error("overflow", None));
    let unknown = ask("number", &[Val::String("ключ".to_owned())]).await;
    let word = Val::String("ключ".to_owned());
    assert_eq!(unknown, error("unknown", Some(Box::new(word))));
    let reversed = ask("reverse", &[Val::List([1, 2, 3].map(Val::U8).to_vec())]).await;
    assert_eq!(reversed, Val::List([3, 2, 1].map(Val::U8).to_vec()));
    let middle = ask(
        "middle",
        &[Val::List(vec![point(&(1, 5, "a")), point(&(2, 7, "b"))])],
    )
    .await;
    assert_eq!(middle, Val::Option(Some(Box::new(point(&(1, 6, "a+b"))))));
}
