use std::path::Path;

use hostplug_guests::VALUES_CALLEE;

use crate::{counter, hostplug, stderr, stdout, workload};

fn values() -> tempfile::TempDir {
    let document = "name = \"values\"\n[components.values]\npath = \"guest.wasm\"\n";
    workload(VALUES_CALLEE, document)
}

/// Exit code, standard output and standard error.
fn invoke(directory: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = hostplug(directory)
        .args(["invoke", "workload.toml", "values"])
        .args(arguments)
        .output()
        .unwrap();
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn values_of_every_kind_go_to_a_guest_and_come_back() {
    let directory = values();
    for (call, wave, json) in [
        (
            "unsigned(254, 1, 2, 18446744073709551614)",
            "(255, 2, 3, 18446744073709551615)",
            "[255,2,3,18446744073709551615]",
        ),
        ("signed(-2, -1, 0, 1)", "(-1, 0, 1, 2)", "[-1,0,1,2]"),
        ("floats(0.25, nan)", "(0.5, nan)", "[0.5,\"nan\"]"),
        ("simple(true, 'Ä')", "(false, 'ä')", "[false,\"ä\"]"),
        (
            "text(\"A\\n\\\"B\\\"\")",
            "\"a\\n\\\"b\\\"\"",
            "\"a\\n\\\"b\\\"\"",
        ),
        (
            "points([{x: 1, y: -inf, name: \"a\"}, {name: \"b\", x: 2, y: 0.5}])",
            "[{x: 2, y: 0.5, name: \"b\"}, {x: 1, y: -inf, name: \"a\"}]",
            "[{\"name\":\"b\",\"x\":2,\"y\":0.5},{\"name\":\"a\",\"x\":1,\"y\":\"-inf\"}]",
        ),
        ("next-shape(dot)", "circle(1)", "{\"circle\":1.0}"),
        ("next-color(blue)", "none", "null"),
        ("opposite({run})", "{read, write}", "[\"read\",\"write\"]"),
        ("maybe(some(none))", "some(none)", "{\"some\":null}"),
        ("outcome(ok(1))", "ok(2)", "{\"ok\":2}"),
        ("double(21)", "42", "42"),
    ] {
        let found = invoke(directory.path(), &[call]);
        assert_eq!(
            found,
            (Some(0), format!("{wave}\n"), String::new()),
            "{call}"
        );
        let (code, found, _) = invoke(directory.path(), &[call, "--json"]);
        let [found, json]: [serde_json::Value; 2] =
            [&found, json].map(|text| serde_json::from_str(text).unwrap());
        assert_eq!((code, found), (Some(0), json), "{call}");
    }
}

#[test]
fn a_function_has_as_much_of_its_name_as_is_clear() {
    let directory = values();
    for name in [
        "fail",
        "faults#fail",
        "test:values/faults#fail",
        "test:values/faults@0.1.0#fail",
    ] {
        let (code, answer, _) = invoke(directory.path(), &[&format!("{name}(\"x\")")]);
        assert_eq!(answer, "err(other(\"x\"))\n", "{name}");
        assert_eq!(code, Some(1), "an answer that is an error is a failure");
    }
    let (code, _, text) = invoke(directory.path(), &["count()"]);
    assert_eq!(code, Some(2));
    assert_eq!(
        text,
        "error: component `values` exports several functions `count`\n\
         help: name the interface as well\n  \
         test:values/faults@0.1.0#count: func() -> result<u32, variant { busy, other(string) }>\n  \
         test:values/later@0.1.0#count: async func() -> u32\n"
    );
}

#[test]
fn an_unknown_function_is_answered_with_those_that_there_are() {
    let (code, _, text) = invoke(values().path(), &["next-colour(red)"]);
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with(
            "error: component `values` exports no function `next-colour`\n\
             help: did you mean `next-color`?\n\
             note: it exports\n"
        ),
        "{text}"
    );
    let line = "\n  test:values/values@0.1.0#next-color: func(color: enum { red, green, blue }) -> option<enum { red, green, blue }>\n";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_wrong_argument_is_marked() {
    let (code, _, text) = invoke(
        values().path(),
        &["points([{x: 1, y: 2, name: \"a\"}, {x: \"é\", y: 2, name: \"b\"}])"],
    );
    assert_eq!(code, Some(2));
    let record = "record { x: s32, y: f64, name: string }";
    assert_eq!(
        text,
        format!(
            "error: parameter `points`, element 1, field `x`: expected `s32`, found `\"é\"`\n  \
             points([{{x: 1, y: 2, name: \"a\"}}, {{x: \"é\", y: 2, name: \"b\"}}])\n  \
             {}^^^\n\
             note: `points` is `func(points: list<{record}>) -> list<{record}>`\n",
            " ".repeat(37)
        )
    );
}

#[test]
fn a_trap_of_the_function_ends_with_1() {
    let (code, answer, text) = invoke(values().path(), &["faults#trap()"]);
    assert_eq!((code, answer.as_str()), (Some(1), ""));
    assert!(text.contains("error: component `values` trapped"), "{text}");
}

#[test]
fn a_component_that_a_sibling_imports_can_be_called_and_others_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let run = |component: &str, call: &str| {
        let output = hostplug(directory.path())
            .arg("invoke")
            .arg(counter())
            .args([component, call])
            .output()
            .unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, answer, text) = run("store", "counter.open(\"home\")");
    assert_eq!(
        (code, answer.as_str()),
        (Some(0), "ok(<resource>)\n"),
        "{text}"
    );
    let (code, _, text) = run("stor", "counter.open(\"home\")");
    assert_eq!(code, Some(2));
    assert_eq!(
        text,
        "error: workload `counter` has no component `stor`\nhelp: there are `store`, `web`\n"
    );
}
