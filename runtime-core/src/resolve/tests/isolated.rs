//! Links to callees in stores of their own.

use hostplug::wasmtime::component::Val;

use super::Case;
use crate::part::Part;
use crate::resolve::error_on_trap;
use crate::spec::Isolation;

/// A component that imports the function `f` with this result, in an interface that has all the types that a literal
/// can be of.
fn importing(result: &str) -> String {
    let items = items(result);
    format!(
        r#"(component (import "t:t/api" (instance
            (export "gone" (type $gone (sub resource))) {items})))"#
    )
}

fn items(result: &str) -> String {
    format!(
        r#"(type $point' (record (field "x" s32) (field "name" string)))
            (export "point" (type $point (eq $point')))
            (type $kind' (enum "red" "green"))
            (export "kind" (type $kind (eq $kind')))
            (type $rights' (flags "read" "write"))
            (export "rights" (type $rights (eq $rights')))
            (type $error' (variant (case "busy") (case "other" string) (case "at" $point)))
            (export "error" (type $error (eq $error')))
            (export "f" (func {result}))"#
    )
}

fn case(result: &str, lines: &str) -> Case {
    let link = format!(
        "[[links]]\nfrom = {{ component = \"web\", import = \"t:t/api\" }}\nto = {{ component = \"store\" }}\n\
         isolated = true\n{lines}"
    );
    let items = items(result);
    let web = format!(r#"(component (import "t:t/api" (instance {items})))"#);
    let store = format!(
        r#"(component (import "t:t/source" (instance $i {items})) (export "t:t/api" (instance $i)))"#
    );
    Case::default()
        .wat("web", &web)
        .wat("store", &store)
        .plugin("source", &["t:t/source"])
        .lines(&link)
}

/// The error that a literal means for a function with this result.
fn error(result: &str, literal: &str) -> Result<Val, String> {
    let web = wat::parse_str(importing(result)).unwrap();
    let web = Part::parse("web", web).unwrap();
    let isolation = Isolation::default().error_on_trap(literal);
    match error_on_trap(&web, "t:t/api", "f", &isolation) {
        Ok(Some(Val::Result(Err(Some(error))))) => Ok(*error),
        Ok(other) => panic!("{other:?}"),
        Err(reason) => Err(reason),
    }
}

#[test]
fn an_error_can_be_of_every_type_that_has_a_text() {
    let text = |text: &str| Val::String(text.to_owned());
    let boxed = |value| Some(Box::new(value));
    let point = Val::Record(vec![
        ("x".to_owned(), Val::S32(-3)),
        ("name".to_owned(), text("n")),
    ]);
    for (ty, literal, expected) in [
        ("string", "\"a \\\"b\\\"\"", text("a \"b\"")),
        ("u8", "255", Val::U8(255)),
        ("s64", "-5", Val::S64(-5)),
        ("f32", "1.5", Val::Float32(1.5)),
        ("bool", "true", Val::Bool(true)),
        ("char", "'ä'", Val::Char('ä')),
        ("$kind", "green", Val::Enum("green".to_owned())),
        ("$rights", "{write}", Val::Flags(vec!["write".to_owned()])),
        ("$error", "busy", Val::Variant("busy".to_owned(), None)),
        (
            "$error",
            "other(\"down\")",
            Val::Variant("other".to_owned(), boxed(text("down"))),
        ),
        (
            "$error",
            "at({x: -3, name: \"n\"})",
            Val::Variant("at".to_owned(), boxed(point)),
        ),
        (
            "(list u16)",
            "[1, 2]",
            Val::List(vec![Val::U16(1), Val::U16(2)]),
        ),
        (
            "(tuple u8 string)",
            "(1, \"x\")",
            Val::Tuple(vec![Val::U8(1), text("x")]),
        ),
        ("(option u8)", "some(1)", Val::Option(boxed(Val::U8(1)))),
        ("(option u8)", "none", Val::Option(None)),
        ("(result u8)", "ok(1)", Val::Result(Ok(boxed(Val::U8(1))))),
    ] {
        let found = error(&format!("(result (result u32 (error {ty})))"), literal);
        assert_eq!(found, Ok(expected), "{ty} {literal}");
    }
}

#[test]
fn a_text_that_is_no_value_of_the_error_is_refused() {
    for (ty, literal) in [
        ("$error", "unknown"),
        ("$error", "other"),
        ("$error", "busy(1)"),
        ("$error", "busy, "),
        ("$error", ""),
        ("u8", "256"),
        ("u8", "\"1\""),
        ("string", "\"open"),
        ("$kind", "blue"),
        ("(own $gone)", "1"),
        ("(list (own $gone))", "[]"),
        ("(list u8)", &"[".repeat(100_000)),
    ] {
        let found = error(&format!("(result (result u32 (error {ty})))"), literal);
        let reason = found.expect_err(literal);
        assert!(
            reason.starts_with(&format!("`{literal}` is no value of its type: ")),
            "{reason}"
        );
    }
}

#[test]
fn an_error_is_refused_with_the_type_that_it_should_have() {
    let result = "(result (result u32 (error $error)))";
    assert_eq!(
        case(result, "on-trap = \"unavailable\"").problem(),
        "the link from `t:t/api` of component `web` answers traps with an error that `f: func() -> result<u32, error>` \
         does not have: `unavailable` is no value of its type: unknown case \"unavailable\"\n\
         help: write a value of `variant { busy, other(string), at(record { x: s32, name: string }) }` in WAVE"
    );
    assert!(
        case(result, "on-trap = 'other(\"down\")'")
            .resolve()
            .is_ok()
    );
}

#[test]
fn a_function_without_an_error_cannot_answer_a_trap_with_one() {
    for (result, signature) in [
        ("", "func()"),
        ("(result u32)", "func() -> u32"),
        ("(result (result u32))", "func() -> result<u32>"),
    ] {
        let expected = format!(
            "the link from `t:t/api` of component `web` answers traps with an error that `f: {signature}` does not \
             have: there is none in its result\n\
             help: remove `on-trap`, so that the caller traps as well; only if all functions of an interface return \
             `result<_, E>` can traps be answered with an `E`"
        );
        assert_eq!(case(result, "on-trap = \"busy\"").problem(), expected);
    }
}

#[test]
fn limits_that_no_call_could_keep_are_refused() {
    let problems = case("", "limits = { memory = \"1KiB\", time = \"0s\" }").problems();
    let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "`limits.memory` of the link from `t:t/api` of component `web` is `1.0 KiB`\n\
             help: write at least `64KiB`, the least that a guest can have",
            "`limits.time` of the link from `t:t/api` of component `web` is `0s`\n\
             help: write a duration in which a call can end, such as `10s`",
        ]
    );
}
