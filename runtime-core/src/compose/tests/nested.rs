//! Handles inside of other values, on their way between parts.

use super::*;

/// What a thing can be inside of: the name of a function, and its parameter. All of them are two numbers to the core.
const SHAPES: [(&str, &str); 8] = [
    ("by-record", "$rec"),
    ("by-variant", "$var"),
    ("by-option", "(option (own $thing))"),
    ("by-result", "(result (own $thing) (error u32))"),
    ("by-tuple", "(tuple u8 (own $thing))"),
    ("by-list", "(list (own $thing))"),
    ("by-borrows", "(list (borrow $thing))"),
    ("by-depth", "(option (tuple (own $thing)))"),
];

fn each(line: impl Fn(&str, &str) -> String) -> String {
    SHAPES.map(|(name, ty)| line(name, ty)).concat()
}

/// The interface `t:t/things`, as an import.
fn import() -> String {
    let functions =
        each(|name, ty| format!(r#"(export "{name}" (func (param "x" {ty}) (result u32)))"#));
    format!(
        r#"(import "t:t/things" (instance $things
            (export "thing" (type $thing (sub resource)))
            (type $rec' (record (field "it" (own $thing)) (field "n" u32)))
            (export "rec" (type $rec (eq $rec')))
            (type $var' (variant (case "none") (case "some" (own $thing))))
            (export "var" (type $var (eq $var')))
            (export "make" (func (param "n" u32) (result (own $thing))))
            {functions}))"#
    )
}

/// Implements the interface: every function answers the number of the thing, and drops what it owns.
fn maker() -> Part {
    let core = each(|name, _| {
        let handle = match name {
            "by-record" => "(local.get 0)",
            "by-list" => "(i32.load (local.get 0))",
            _ => "(local.get 1)",
        };
        match name {
            "by-borrows" => format!(
                r#"(func (export "{name}") (param i32 i32) (result i32) (i32.load (local.get 0)))"#
            ),
            _ => format!(
                r#"(func (export "{name}") (param i32 i32) (result i32) (call $end {handle}))"#
            ),
        }
    });
    let lifts = each(|name, ty| {
        format!(
            r#"(func ${name} (param "x" {ty}) (result u32)
                (canon lift (core func $i "{name}") (memory $mem) (realloc $realloc)))"#
        )
    });
    let imports = each(|name, ty| {
        let ty = ty.replace("$rec", "$rec-in").replace("$var", "$var-in");
        format!(r#"(import "{name}" (func ${name} (param "x" {ty}) (result u32)))"#)
    });
    let exports = each(|name, ty| {
        let ty = ty
            .replace("$thing", "$out")
            .replace("$rec", "$rec-out")
            .replace("$var", "$var-out");
        format!(r#"(export "{name}" (func ${name}) (func (param "x" {ty}) (result u32)))"#)
    });
    let with = each(|name, _| format!(r#"(with "{name}" (func ${name}))"#));
    part(
        "maker",
        &format!(
            r#"(component
                {{MEMORY}}
                (type $thing (resource (rep i32)))
                (core func $new (canon resource.new $thing))
                (core func $rep (canon resource.rep $thing))
                (core func $drop (canon resource.drop $thing))
                (core module $m
                    (import "" "memory" (memory 1))
                    (import "" "new" (func $new (param i32) (result i32)))
                    (import "" "rep" (func $rep (param i32) (result i32)))
                    (import "" "drop" (func $drop (param i32)))
                    (func $end (param $thing i32) (result i32)
                        (call $rep (local.get $thing))
                        (call $drop (local.get $thing)))
                    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
                    {core})
                (core instance $i (instantiate $m (with "" (instance
                    (export "memory" (memory $mem)) (export "new" (func $new))
                    (export "rep" (func $rep)) (export "drop" (func $drop))))))
                (type $rec (record (field "it" (own $thing)) (field "n" u32)))
                (type $var (variant (case "none") (case "some" (own $thing))))
                (func $make (param "n" u32) (result (own $thing)) (canon lift (core func $i "make")))
                {lifts}
                (component $named
                    (import "thing" (type $thing (sub resource)))
                    (type $rec' (record (field "it" (own $thing)) (field "n" u32)))
                    (import "rec" (type $rec-in (eq $rec')))
                    (type $var' (variant (case "none") (case "some" (own $thing))))
                    (import "var" (type $var-in (eq $var')))
                    (import "make" (func $make (param "n" u32) (result (own $thing))))
                    {imports}
                    (export $out "thing" (type $thing))
                    (type $rec'' (record (field "it" (own $out)) (field "n" u32)))
                    (export $rec-out "rec" (type $rec''))
                    (type $var'' (variant (case "none") (case "some" (own $out))))
                    (export $var-out "var" (type $var''))
                    (export "make" (func $make) (func (param "n" u32) (result (own $out))))
                    {exports})
                (instance $things (instantiate $named
                    (with "thing" (type $thing)) (with "rec" (type $rec)) (with "var" (type $var))
                    (with "make" (func $make)) {with}))
                (export "t:t/things" (instance $things)))"#
        ),
    )
}

/// Exports `run`, which hands over a new thing in each shape and adds up the answers.
fn user() -> Part {
    let lowers = each(|name, _| {
        format!(
            r#"(core func ${name} (canon lower (func $things "{name}") (memory $mem) (realloc $realloc)))"#
        )
    });
    let imports = each(|name, _| {
        format!(r#"(import "" "{name}" (func ${name} (param i32 i32) (result i32)))"#)
    });
    let with = each(|name, _| format!(r#"(export "{name}" (func ${name}))"#));
    let calls = each(|name, _| {
        let arguments = match name {
            "by-record" => "(local.get $thing) (i32.const 0)",
            "by-list" | "by-borrows" => "(i32.const 0) (i32.const 1)",
            "by-result" | "by-tuple" => "(i32.const 0) (local.get $thing)",
            _ => "(i32.const 1) (local.get $thing)",
        };
        format!(
            r#"(local.set $thing (call $make (local.get $n)))
            (i32.store (i32.const 0) (local.get $thing))
            (local.set $sum (i32.add (local.get $sum) (call ${name} {arguments})))
            (local.set $n (i32.mul (local.get $n) (i32.const 2)))"#
        )
    });
    part(
        "user",
        &format!(
            r#"(component
                {}
                {{MEMORY}}
                (core func $make (canon lower (func $things "make")))
                {lowers}
                (core module $m
                    (import "" "memory" (memory 1))
                    (import "" "make" (func $make (param i32) (result i32)))
                    {imports}
                    (func (export "run") (result i32)
                        (local $thing i32) (local $n i32) (local $sum i32)
                        (local.set $n (i32.const 1))
                        {calls}
                        (local.get $sum)))
                (core instance $i (instantiate $m (with "" (instance
                    (export "memory" (memory $mem)) (export "make" (func $make)) {with}))))
                (func (export "run") (result u32) (canon lift (core func $i "run"))))"#,
            import()
        ),
    )
}

#[tokio::test]
async fn handles_in_every_kind_of_value_pass_between_parts() {
    let (user, maker) = (user(), maker());
    let passing = part(
        "passing",
        &format!(
            r#"(component {} (export "t:t/things" (instance $things)))"#,
            import()
        ),
    );
    let bind = |to| [("t:t/things", sibling(to, "t:t/things"))];
    let direct = vec![place(&user, "p0", bind(1)), place(&maker, "p1", [])];
    let through = vec![
        place(&user, "p0", bind(1)),
        place(&passing, "p1", bind(2)),
        place(&passing, "p2", bind(3)),
        place(&maker, "p3", []),
    ];
    for placements in [direct, through] {
        let (mut store, instance) = start(&composed(&placements, &[(0, "run")])).await;
        let expected = (1 << SHAPES.len()) - 1;
        assert_eq!(
            call::<_, (u32,)>(&mut store, &instance, "run").await,
            (expected,)
        );
    }
}
