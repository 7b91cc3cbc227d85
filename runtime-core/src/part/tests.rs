//! What is accepted, what is refused, and what is said about it.

use super::*;

const SMALL: &str = r#"
    (component
        (import "t:t/types" (instance $types
            (type $r (record (field "a" u32) (field "b" (list string))))
            (export "rec" (type $rec (eq $r)))
            (type $v (variant (case "none") (case "some" $rec)))
            (export "var" (type $var (eq $v)))
            (export "thing" (type $thing (sub resource)))
            (export "[method]thing.get" (func (param "self" (borrow $thing)) (result (result $rec (error $var)))))))
        (alias export $types "rec" (type $rec))
        (import "t:t/api" (instance $api
            (alias outer 1 $rec (type $outer))
            (export "rec" (type $rec (eq $outer)))
            (export "put" (func (param "rec" $rec) (param "many" (list (tuple u8 $rec)))))))
        (core module $m (func (export "run") (result i32) (i32.const 1)))
        (core instance $i (instantiate $m))
        (func (export "run") (result bool) (canon lift (core func $i "run"))))
"#;

fn bytes(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).unwrap_or_else(|error| panic!("{error}"))
}

fn parse(wat: &str) -> Part {
    Part::parse("p", bytes(wat)).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(bytes: impl Into<Arc<[u8]>>) -> PartError {
    Part::parse("p", bytes).unwrap_err()
}

#[test]
fn imports_and_exports_are_described() {
    let part = parse(SMALL);
    assert_eq!(
        part.imports().keys().collect::<Vec<_>>(),
        ["t:t/types", "t:t/api"]
    );
    let types = &part.imports()["t:t/types"];
    assert_eq!(types.kind, ExternKind::Instance);
    assert_eq!(types.resources, ["thing"]);
    assert_eq!(
        types.signature("[method]thing.get"),
        Some("func(self: borrow<thing>) -> result<rec, var>")
    );
    assert_eq!(types.types["rec"], "record { a: u32, b: list<string> }");
    assert_eq!(types.types["var"], "variant { none, some(rec) }");
    assert_eq!(types.types["thing"], "resource");
    let api = &part.imports()["t:t/api"];
    assert_eq!(
        api.signature("put"),
        Some("func(rec: rec, many: list<tuple<u8, rec>>)")
    );
    assert!(api.resources.is_empty() && !api.uses_async && !part.uses_async());
    let run = &part.exports()["run"];
    assert_eq!(
        (run.kind, run.signature("run")),
        (ExternKind::Func, Some("func() -> bool"))
    );
}

#[test]
fn a_resource_is_listed_where_it_comes_from() {
    let part = parse(
        r#"(component
            (import "t:t/a" (instance $a (export "r" (type (sub resource)))))
            (alias export $a "r" (type $r))
            (import "t:t/b" (instance
                (alias outer 1 $r (type $outer))
                (export "r" (type (eq $outer)))
                (export "own" (type (sub resource)))))
            (export "t:t/c" (instance $a)))"#,
    );
    assert_eq!(part.imports()["t:t/a"].resources, ["r"]);
    assert_eq!(part.imports()["t:t/b"].resources, ["own"]);
    assert!(part.imports()["t:t/b"].is_resource("r"));
    assert!(part.exports()["t:t/c"].resources.is_empty());
}

#[test]
fn an_interface_of_types_has_nothing_to_serve() {
    let part = parse(
        r#"(component
            (import "t:t/a" (instance (type $t (enum "x")) (export "e" (type (eq $t)))))
            (import "t:t/b" (instance (export "r" (type (sub resource)))))
            (import "t:t/c" (instance (export "f" (func)))))"#,
    );
    let types_only: Vec<_> = part.imports().values().map(Extern::is_types_only).collect();
    assert_eq!(types_only, [true, false, false]);
}

#[test]
fn every_type_has_a_text() {
    let part = parse(
        r#"(component
            (import "t:t/a" (instance
                (type $f' (flags "r" "w")) (export "f" (type $f (eq $f')))
                (type $n' u64) (export "n" (type $n (eq $n')))
                (export "r" (type $r (sub resource)))
                (export "x" (func
                    (param "a" (option $f)) (param "b" (result)) (param "c" (result (error string)))
                    (param "d" (result u8)) (param "e" (own $r)) (param "n" $n)
                    (result (list char)))))))"#,
    );
    assert_eq!(
        part.imports()["t:t/a"].signature("x"),
        Some(
            "func(a: option<f>, b: result, c: result<_, string>, d: result<u8>, e: r, n: u64) -> list<char>"
        )
    );
}

#[test]
fn a_text_does_not_grow_without_end() {
    let mut wat = String::from("(component (type $t0 (tuple u8 u8))");
    for depth in 1..16 {
        wat += &format!("(type $t{depth} (tuple $t{0} $t{0}))", depth - 1);
    }
    wat += r#"(import "f" (func (param "x" $t15))))"#;
    let part = parse(&wat);
    assert!(
        part.imports()["f"]
            .signature("f")
            .is_some_and(|text| text.len() < 20_000)
    );
}

#[test]
fn futures_and_streams_are_asynchronous() {
    for (ty, expected) in [
        ("(stream)", "stream"),
        ("(list (future u8))", "list<future<u8>>"),
    ] {
        let part = parse(&format!(r#"(component (import "f" (func (result {ty}))))"#));
        assert!(part.uses_async() && part.imports()["f"].uses_async);
        assert_eq!(
            part.imports()["f"].signature("f"),
            Some(format!("func() -> {expected}").as_str())
        );
    }
    let inside = parse("(component (component (core func (canon task.cancel))))");
    assert!(inside.uses_async(), "what is inside counts as well");
}

#[test]
fn what_is_no_component_is_named() {
    assert_eq!(
        refusal([]),
        PartError::Empty {
            part: "p".to_owned()
        }
    );
    assert_eq!(
        refusal(*b"  (component)"),
        PartError::Text {
            part: "p".to_owned()
        }
    );
    assert_eq!(
        refusal(*b";; a comment\n(component)"),
        PartError::Text {
            part: "p".to_owned()
        }
    );
    assert_eq!(
        refusal(bytes("(module)")),
        PartError::CoreModule {
            part: "p".to_owned()
        }
    );
    assert!(
        refusal(bytes("(module)"))
            .to_string()
            .starts_with("component `p` is a core module, not a component\nhelp: ")
    );
    assert!(matches!(
        refusal(*b"<html></html>"),
        PartError::Invalid { offset: 0, .. }
    ));
}

#[test]
fn imports_that_nobody_can_serve_are_refused() {
    let error = refusal(bytes(r#"(component (import "c" (component)))"#));
    assert_eq!(
        error,
        PartError::UnsupportedImport {
            part: "p".to_owned(),
            import: "c".to_owned(),
            kind: "component"
        }
    );
}

#[test]
fn what_no_engine_is_asked_to_run_is_refused() {
    for wat in [
        r#"(component (import "v" (value u8)))"#,
        r#"(component (core func (canon thread.index)))"#,
        r#"(component (core module (memory 1 1 (pagesize 1))))"#,
    ] {
        assert!(
            matches!(refusal(bytes(wat)), PartError::Invalid { .. }),
            "{wat}"
        );
    }
}

#[test]
fn invalid_function_bodies_are_refused() {
    let error = refusal(bytes(
        "(component (core module (func (result i32) (f32.const 1))))",
    ));
    assert!(
        matches!(&error, PartError::Invalid { message, .. } if message.contains("type mismatch")),
        "{error}"
    );
}

#[test]
fn imports_may_stand_behind_other_definitions() {
    let part = parse(
        r#"(component
            (core module $m)
            (core instance (instantiate $m))
            (import "a" (instance $a (export "f" (func))))
            (component $c)
            (instance $made (instantiate $c))
            (export "e" (instance $made))
            (import "b" (instance $b (export "g" (func)))))"#,
    );
    assert_eq!(part.imports().len(), 2);
}

#[test]
fn an_import_that_rests_on_something_inside_is_refused() {
    let error = refusal(bytes(
        r#"(component
            (component $c (type $t (list u8)) (export "t" (type $t)))
            (instance $made (instantiate $c))
            (alias export $made "t" (type $t))
            (import "fine" (func))
            (import "f" (func (param "x" $t))))"#,
    ));
    assert_eq!(
        error,
        PartError::UncopyableImport {
            part: "p".to_owned(),
            import: "f".to_owned(),
            what: "an instance that the component makes itself"
        }
    );
}

#[test]
fn a_digest_is_of_the_bytes() {
    let part = parse("(component)");
    assert_eq!(part.digest(), sha256(part.bytes()));
    assert_eq!(
        sha256(b""),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn cut_components_are_refused_at_every_length() {
    let whole = bytes(SMALL);
    for length in 0..whole.len() {
        // A cut between two sections leaves a component, only a smaller one.
        if let Err(error) = Part::parse("p", &whole[..length]) {
            assert!(!error.to_string().is_empty());
        } else {
            assert!(
                wasmparser::Validator::new()
                    .validate_all(&whole[..length])
                    .is_ok()
            );
        }
    }
}

#[test]
fn changed_bytes_never_panic() {
    let whole = bytes(SMALL);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[at] ^= 1 << bit;
            let _ = Part::parse("p", changed);
        }
    }
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Random(7);
    for round in 0..2000 {
        let mut bytes: Vec<u8> = (0..random.below(64)).map(|_| random.byte()).collect();
        if round % 2 == 0 {
            bytes.splice(0..0, *b"\0asm\x0d\0\x01\0");
        }
        let _ = Part::parse("p", bytes);
    }
}

/// A small generator with a fixed start, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.to_le_bytes()[3]
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit
    }
}
