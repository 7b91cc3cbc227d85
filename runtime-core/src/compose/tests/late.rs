//! Imports behind other definitions, and types that they take from each other.

use super::*;

/// Makes an instance between two imports, and takes types from before and after it.
const INTERLEAVED: &str = r#"
    (component
        (import "t:t/a" (instance $a
            (type $r (record (field "n" u32)))
            (export "rec" (type $rec (eq $r)))
            (export "get" (func (result $rec)))))
        (core module $m (func (export "zero") (result i32) (i32.const 0)))
        (core instance $i (instantiate $m))
        (alias core export $i "zero" (core func $zero))
        (func $zero (result u32) (canon lift (core func $i "zero")))
        (component $c
            (import "f" (func $f (result u32)))
            (type $own (list u8))
            (export "own" (type $own))
            (export "g" (func $f)))
        (instance $made (instantiate $c (with "f" (func $zero))))
        (alias export $made "own" (type $own))
        (alias export $a "rec" (type $rec))
        (export "t:t/made" (instance $made))
        (import "t:t/b" (instance $b
            (alias outer 1 $rec (type $outer))
            (export "rec" (type $rec (eq $outer)))
            (export "put" (func (param "rec" $rec) (result u32)))))
        (alias export $a "get" (func $get))
        (core func $get' (canon lower (func $get)))
        (import "also" (func $also (param "n" u32) (result u32)))
        (core func $put' (canon lower (func $b "put")))
        (core func $also' (canon lower (func $also)))
        (core module $n
            (import "" "get" (func $get (result i32)))
            (import "" "put" (func $put (param i32) (result i32)))
            (import "" "also" (func $also (param i32) (result i32)))
            (func (export "run") (result i32) (call $also (call $put (call $get)))))
        (core instance $j (instantiate $n (with "" (instance
            (export "get" (func $get')) (export "put" (func $put')) (export "also" (func $also'))))))
        (func (export "run") (result u32) (canon lift (core func $j "run"))))
"#;

fn record(n: u32) -> Val {
    Val::Record(vec![("n".to_owned(), Val::U32(n))])
}

#[tokio::test]
async fn types_pass_over_an_instance_that_is_made_in_between() {
    let part = part("interleaved", INTERLEAVED);
    let bind = [
        ("t:t/a", host("a")),
        ("t:t/b", host("b")),
        ("also", host("also")),
    ];
    let composition = composed(&[place(&part, "p0", bind)], &[(0, "run"), (0, "t:t/made")]);
    let (mut store, instance) = start_with(&composition, (), |linker| {
        let mut a = linker.instance("a").unwrap();
        a.func_new("get", |_, _, _, results| {
            results[0] = record(40);
            Ok(())
        })
        .unwrap();
        let mut b = linker.instance("b").unwrap();
        b.func_new("put", |_, _, params, results| {
            assert_eq!(params, [record(40)]);
            results[0] = Val::U32(41);
            Ok(())
        })
        .unwrap();
        linker
            .root()
            .func_wrap("also", |_, (n,): (u32,)| Ok((n + 1,)))
            .unwrap();
    })
    .await;
    assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (42,));
}

#[tokio::test]
async fn a_late_import_takes_its_type_from_a_sibling() {
    let late = part("late", INTERLEAVED);
    let source = part(
        "source",
        r#"(component
            (import "t:t/a" (instance $a
                (type $r (record (field "n" u32)))
                (export "rec" (type $rec (eq $r)))
                (export "get" (func (result $rec)))))
            (export "t:t/a" (instance $a)))"#,
    );
    let placements = [
        place(
            &late,
            "p0",
            [
                ("t:t/a", sibling(1, "t:t/a")),
                ("t:t/b", host("b")),
                ("also", host("also")),
            ],
        ),
        place(&source, "p1", [("t:t/a", host("a"))]),
    ];
    let composition = composed(&placements, &[(0, "run")]);
    let (mut store, instance) = start_with(&composition, (), |linker| {
        let mut a = linker.instance("a").unwrap();
        a.func_new("get", |_, _, _, results| {
            results[0] = record(1);
            Ok(())
        })
        .unwrap();
        let mut b = linker.instance("b").unwrap();
        b.func_new("put", |_, _, _, results| {
            results[0] = Val::U32(7);
            Ok(())
        })
        .unwrap();
        linker
            .root()
            .func_wrap("also", |_, (n,): (u32,)| Ok((n + 1,)))
            .unwrap();
    })
    .await;
    assert_eq!(call::<_, (u32,)>(&mut store, &instance, "run").await, (8,));
}

#[test]
fn every_place_of_an_import_is_composed_or_refused_with_a_reason() {
    let definitions = [
        r#"(core module (func (export "x")))"#,
        "(type (list u8))",
        "(type (instance))",
        "(type (component))",
        "(type (resource (rep i32)))",
        "(core type (module))",
        r#"(component $c (type $t (list u8)) (export "t" (type $t)))"#,
        r#"(instance $x)"#,
        r#"(instance $made (instantiate $c)) (alias export $made "t" (type $made-type))"#,
        r#"(export "e" (type $made-type))"#,
        r#"(export "out" (instance $made))"#,
        "",
    ];
    let imports = [
        r#"(import "f" (func (param "x" u8)))"#,
        r#"(import "i" (instance (type $t (enum "a")) (export "t" (type $e (eq $t))) (export "g" (func (param "t" $e)))))"#,
        r#"(import "t" (type (sub resource)))"#,
        r#"(import "u" (type (eq $made-type)))"#,
        r#"(import "h" (func (param "x" $made-type)))"#,
        r#"(import "m" (core module (export "x" (func))))"#,
        r#"(import "n" (instance (core type $m (module (export "x" (func)))) (export "m" (core module (type $m)))))"#,
    ];
    let (mut composed, mut refused) = (0, 0);
    for first in 0..imports.len() {
        for second in 0..imports.len() {
            for at in 0..definitions.len() {
                let mut text = String::from("(component ");
                for (place, definition) in definitions.iter().enumerate() {
                    if place == at {
                        text += imports[first];
                    }
                    text += definition;
                }
                if first != second {
                    text += imports[second];
                }
                text.push(')');
                let bytes = match wat::parse_str(&text) {
                    Ok(bytes) => bytes,
                    // The import stands in front of the type that it names.
                    Err(error) if error.to_string().contains("unknown type") => continue,
                    Err(error) => panic!("{error}"),
                };
                match Part::parse("p", bytes) {
                    Err(error) => {
                        assert!(!error.to_string().is_empty());
                        refused += 1;
                    }
                    Ok(part) => match try_compose(&[all_host(&part)], &[]) {
                        Ok(_) => composed += 1,
                        Err(
                            ComposeError::OnlySiblings { .. } | ComposeError::Uncopyable { .. },
                        ) => refused += 1,
                        Err(error) => panic!("{error}\n{text}"),
                    },
                }
            }
        }
    }
    assert!(
        composed > 100 && refused > 100,
        "{composed} composed, {refused} refused"
    );
}

#[test]
fn an_import_whose_type_a_nested_component_exports_is_refused_by_name() {
    let bytes = wat::parse_str(
        r#"(component
            (component $c (type $t (list u8)) (export "t" (type $t)))
            (instance $made (instantiate $c))
            (export $out "out" (instance $made))
            (alias export $out "t" (type $t))
            (import "f" (func (param "x" $t))))"#,
    )
    .unwrap();
    let error = Part::parse("p", bytes).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "component `p` imports `f`, whose type needs an instance that the component exports"
        ),
        "{error}"
    );
}
