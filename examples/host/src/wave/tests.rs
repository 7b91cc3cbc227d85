use hostplug_runtime::hostplug::wasmtime::component::types::{ComponentFunc, ComponentItem};
use hostplug_runtime::hostplug::wasmtime::component::{Component, Val};
use hostplug_runtime::hostplug::wasmtime::{Config, Engine};

use super::{arguments, json, signature, write};

/// A function of the parameters, which are in the text format of components.
fn function(types: &str, params: &str) -> ComponentFunc {
    let component = format!("(component {types} (import \"f\" (func {params})))");
    let mut config = Config::new();
    config.wasm_component_model(true);
    let engine = Engine::new(&config).unwrap();
    let bytes = wat::parse_str(component).unwrap();
    let component = Component::new(&engine, bytes).unwrap();
    let ty = component.component_type();
    match ty.imports(&engine).last().unwrap().1.ty {
        ComponentItem::ComponentFunc(function) => function,
        other => panic!("{other:?}"),
    }
}

fn one(ty: &str) -> ComponentFunc {
    function("", &format!("(param \"p\" {ty})"))
}

/// What a text is when it was read and written again, in WAVE and in JSON.
fn round(function: &ComponentFunc, text: &str) -> (String, String) {
    let values = arguments(function, &format!("({text})")).unwrap_or_else(|wrong| {
        panic!("`{text}`: {}", wrong.message());
    });
    (write(&values[0]), json(&values[0]).to_string())
}

#[test]
fn every_simple_value_is_read_and_written() {
    for (ty, text, wave, json) in [
        ("bool", "true", "true", "true"),
        ("s8", "-128", "-128", "-128"),
        ("u8", "255", "255", "255"),
        ("s16", "-1", "-1", "-1"),
        ("u16", "65535", "65535", "65535"),
        ("s32", "-2147483648", "-2147483648", "-2147483648"),
        ("u32", "7", "7", "7"),
        (
            "s64",
            "-9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775808",
        ),
        (
            "u64",
            "18446744073709551615",
            "18446744073709551615",
            "18446744073709551615",
        ),
        ("f32", "0.1", "0.1", "0.1"),
        ("f32", "nan", "nan", "\"nan\""),
        ("f64", "inf", "inf", "\"inf\""),
        ("f64", "-inf", "-inf", "\"-inf\""),
        ("f64", "1e3", "1000", "1000.0"),
        ("char", "'☃'", "'☃'", "\"☃\""),
        ("char", r"'\u{1F600}'", "'😀'", "\"😀\""),
        ("string", r#""a\n\"b\"""#, r#""a\n\"b\"""#, r#""a\n\"b\"""#),
    ] {
        assert_eq!(
            round(&one(ty), text),
            (wave.to_owned(), json.to_owned()),
            "{ty} {text}"
        );
    }
}

#[test]
fn every_compound_value_is_read_and_written() {
    for (ty, text, wave, json) in [
        ("(list u8)", "[1, 2,]", "[1, 2]", "[1,2]"),
        (
            "(list (list string))",
            "[[], [\"a\"]]",
            "[[], [\"a\"]]",
            "[[],[\"a\"]]",
        ),
        ("(tuple u8 string)", "(1, \"a\")", "(1, \"a\")", "[1,\"a\"]"),
        ("(option u8)", "some(1)", "some(1)", "1"),
        ("(option u8)", "1", "some(1)", "1"),
        ("(option u8)", "none", "none", "null"),
        (
            "(option (option u8))",
            "some(none)",
            "some(none)",
            "{\"some\":null}",
        ),
        ("(result u8 (error string))", "ok(1)", "ok(1)", "{\"ok\":1}"),
        ("(result u8 (error string))", "1", "ok(1)", "{\"ok\":1}"),
        (
            "(result u8 (error string))",
            "err(\"no\")",
            "err(\"no\")",
            "{\"err\":\"no\"}",
        ),
        ("(result)", "ok", "ok", "{\"ok\":null}"),
    ] {
        assert_eq!(
            round(&one(ty), text),
            (wave.to_owned(), json.to_owned()),
            "{ty} {text}"
        );
    }
}

/// The type under a name, and a function of it.
fn named(ty: &str) -> ComponentFunc {
    let types = format!("(type $t' {ty}) (import \"t\" (type $t (eq $t')))");
    function(&types, "(param \"p\" $t)")
}

#[test]
fn every_named_type_is_read_and_written() {
    let record = named("(record (field \"a\" u8) (field \"b\" (option u8)))");
    assert_eq!(
        round(&record, "{b: 2, a: 1}"),
        (
            "{a: 1, b: some(2)}".to_owned(),
            "{\"a\":1,\"b\":2}".to_owned()
        )
    );
    assert_eq!(round(&record, "{a: 1}").0, "{a: 1, b: none}");
    let variant = named("(variant (case \"dot\") (case \"none\" u8))");
    assert_eq!(
        round(&variant, "dot"),
        ("dot".to_owned(), "\"dot\"".to_owned())
    );
    assert_eq!(
        round(&variant, "%none(1)"),
        ("%none(1)".to_owned(), "{\"none\":1}".to_owned())
    );
    let cases = named("(enum \"red\" \"true\")");
    assert_eq!(
        round(&cases, "%true"),
        ("%true".to_owned(), "\"true\"".to_owned())
    );
    let flags = named("(flags \"read\" \"write\")");
    assert_eq!(
        round(&flags, "{write, read}"),
        (
            "{read, write}".to_owned(),
            "[\"read\",\"write\"]".to_owned()
        )
    );
    assert_eq!(round(&flags, "{}").0, "{}");
}

#[test]
fn signatures_are_in_the_syntax_of_wit() {
    for (function, expected) in [
        (one("(list (option u8))"), "func(p: list<option<u8>>)"),
        (one("(result (error string))"), "func(p: result<_, string>)"),
        (one("(result)"), "func(p: result)"),
        (one("(tuple u8 char)"), "func(p: tuple<u8, char>)"),
        (
            named("(variant (case \"dot\") (case \"circle\" f32))"),
            "func(p: variant { dot, circle(f32) })",
        ),
        (function("", "(result f64)"), "func() -> f64"),
    ] {
        assert_eq!(signature(&function), expected);
    }
}

#[test]
fn a_wrong_argument_is_named_with_its_place() {
    let record = named("(record (field \"a\" u8) (field \"b\" (list u8)))");
    for (function, text, message, wrong) in [
        (
            one("u8"),
            "(300)",
            "parameter `p`: expected `u8`, found `300`",
            "300",
        ),
        (
            one("u8"),
            "(\"a\")",
            "parameter `p`: expected `u8`, found `\"a\"`",
            "\"a\"",
        ),
        (
            one("u8"),
            "()",
            "parameter `p`: expected `u8`, found nothing",
            ")",
        ),
        (
            one("u8"),
            "(1, 2)",
            "too many arguments: it takes 1, 2 were given",
            "2",
        ),
        (
            record.clone(),
            "({a: 1, b: [1, x]})",
            "parameter `p`, field `b`, element 1: expected `u8`, found `x`",
            "x",
        ),
        (
            record.clone(),
            "({a: 1})",
            "parameter `p`, field `b`: expected `list<u8>`, found nothing",
            "{a: 1}",
        ),
        (
            record,
            "({a: 1, c: 2})",
            "parameter `p`: there is no field `c`, only `a`, `b`",
            "2",
        ),
        (
            named("(enum \"red\" \"blue\")"),
            "(green)",
            "parameter `p`: there is no case `green`, only `red`, `blue`",
            "green",
        ),
        (
            named("(variant (case \"dot\") (case \"circle\" f32))"),
            "(circle)",
            "parameter `p`: expected `circle(f32)`, found `circle`",
            "circle",
        ),
        (
            one("(option (option u8))"),
            "(1)",
            "parameter `p`: expected `option<option<u8>>`, found `1`",
            "1",
        ),
    ] {
        let found = arguments(&function, text).unwrap_err();
        assert_eq!(found.message(), message, "{text}");
        assert_eq!(&text[found.span.clone()], wrong, "{text}");
    }
}

#[test]
fn options_at_the_end_may_be_left_out() {
    let function = function("", "(param \"a\" u8) (param \"b\" (option u8))");
    let values = arguments(&function, "(1)").unwrap();
    assert_eq!(values, [Val::U8(1), Val::Option(None)]);
}

#[test]
fn what_is_no_wave_is_refused_as_such() {
    for (text, reason) in [
        ("(1", "unexpected end of input"),
        ("('ab')", "invalid token"),
        ("('')", "invalid token"),
        ("(1) 2", "trailing characters after value"),
        ("({a: 1, a: 2})", "duplicate field: \"a\""),
    ] {
        let message = arguments(&one("u8"), text).unwrap_err().message();
        assert_eq!(
            message,
            format!("the arguments are no WAVE: {reason}"),
            "{text}"
        );
    }
}
