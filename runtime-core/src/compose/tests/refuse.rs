//! What cannot be composed, and how it is said.

use super::*;

const IMPORTER: &str = r#"
    (component
        (import "t:t/api" (instance $api (export "get" (func (result u32)))))
        (alias export $api "get" (func $get))
        (instance $out (export "get" (func $get)))
        (export "t:t/out" (instance $out)))
"#;

const TEXT: &str = r#"
    (component
        (import "t:t/api" (instance $api (export "get" (func (result string)))))
        (export "t:t/out" (instance $api)))
"#;

fn refusal(placements: &[Placement<'_>], exports: &[(usize, &str)]) -> ComposeError {
    try_compose(placements, exports).unwrap_err()
}

#[test]
fn an_import_without_binding_is_named() {
    let importer = part("web", IMPORTER);
    let error = refusal(&[place(&importer, "p0", [])], &[]);
    assert_eq!(
        error,
        ComposeError::Unbound {
            part: "web".to_owned(),
            import: "t:t/api".to_owned()
        }
    );
    assert_eq!(
        error.to_string(),
        "import `t:t/api` of component `web` is bound to nothing\nhelp: bind it to the host or to a sibling"
    );
}

#[test]
fn a_binding_without_import_is_named() {
    let importer = part("web", IMPORTER);
    let error = refusal(
        &[place(
            &importer,
            "p0",
            [("t:t/api", host("a")), ("t:t/apy", host("b"))],
        )],
        &[],
    );
    assert!(
        matches!(&error, ComposeError::UnknownImport { import, known, .. } if import == "t:t/apy" && known == "`t:t/api`")
    );
}

#[test]
fn a_circle_is_shown_with_its_path() {
    let (a, b, c) = (
        part("a", IMPORTER),
        part("b", IMPORTER),
        part("c", IMPORTER),
    );
    let bind = |to| [("t:t/api", sibling(to, "t:t/out"))];
    let error = refusal(
        &[
            place(&a, "p0", bind(1)),
            place(&b, "p1", bind(2)),
            place(&c, "p2", bind(1)),
        ],
        &[],
    );
    assert!(matches!(&error, ComposeError::Cycle { path, .. } if *path == [1, 2, 1]));
    assert_eq!(
        error.to_string(),
        "components import each other in a circle: b -> c -> b"
    );
}

#[test]
fn a_part_bound_to_itself_is_a_circle() {
    let a = part("a", IMPORTER);
    let error = refusal(
        &[place(&a, "p0", [("t:t/api", sibling(0, "t:t/out"))])],
        &[],
    );
    assert!(matches!(&error, ComposeError::Cycle { path, .. } if *path == [0, 0]));
}

#[test]
fn a_long_chain_needs_no_deep_stack() {
    let part = part("link", IMPORTER);
    let placements: Vec<_> = (0..300)
        .map(|at| {
            place(
                &part,
                "p",
                [(
                    "t:t/api",
                    if at == 299 {
                        host("end")
                    } else {
                        sibling(at + 1, "t:t/out")
                    },
                )],
            )
        })
        .collect();
    assert!(try_compose(&placements, &[(0, "t:t/out")]).is_ok());
}

#[test]
fn an_export_that_does_not_exist_is_named() {
    let importer = part("web", IMPORTER);
    let placements = [place(&importer, "p0", [("t:t/api", host("a"))])];
    let error = refusal(&placements, &[(0, "t:t/nothing")]);
    assert_eq!(
        error.to_string(),
        "component `web` has no export `t:t/nothing`\nhelp: its exports are `t:t/out`"
    );
    let error = refusal(&placements, &[(3, "t:t/out")]);
    assert_eq!(
        error,
        ComposeError::NoSuchPlacement {
            placement: 3,
            count: 1
        }
    );
}

#[test]
fn a_sibling_with_another_signature_is_a_mismatch() {
    let (web, text) = (part("web", IMPORTER), part("text", TEXT));
    let placements = [
        place(&web, "p0", [("t:t/api", sibling(1, "t:t/out"))]),
        place(&text, "p1", [("t:t/api", host("p1-api"))]),
    ];
    let error = refusal(&placements, &[(0, "t:t/out")]);
    assert!(
        matches!(&error, ComposeError::Mismatch { part, message } if part == "web" && message.contains("t:t/api"))
    );
}

#[test]
fn an_import_and_an_export_of_different_kinds_do_not_fit() {
    let func = part(
        "func",
        r#"(component (import "f" (func $f)) (export "g" (func $f)))"#,
    );
    let web = part("web", IMPORTER);
    let placements = [
        place(&web, "p0", [("t:t/api", sibling(1, "g"))]),
        place(&func, "p1", [("f", host("f"))]),
    ];
    let error = refusal(&placements, &[]);
    assert_eq!(
        error.to_string(),
        "import `t:t/api` of component `web` is of kind instance, but `g` of component `func` is of kind func"
    );
}

#[test]
fn names_occur_once() {
    let web = part("web", IMPORTER);
    let twice = |name| {
        [
            place(&web, "p0", [("t:t/api", host("a"))]),
            place(&web, "p1", [("t:t/api", host(name))]),
        ]
    };
    let error = refusal(&twice("a"), &[]);
    assert_eq!(
        error,
        ComposeError::DuplicateName {
            name: "a".to_owned()
        }
    );
    let error = refusal(&twice("b"), &[(0, "t:t/out"), (1, "t:t/out")]);
    assert_eq!(
        error,
        ComposeError::DuplicateName {
            name: "t:t/out".to_owned()
        }
    );
}

#[test]
fn a_name_that_is_none_is_refused_by_the_validator() {
    let web = part("web", IMPORTER);
    let error = refusal(&[place(&web, "p0", [("t:t/api", host("not a name"))])], &[]);
    assert!(matches!(error, ComposeError::Mismatch { .. }));
}

#[test]
fn changed_components_that_are_valid_are_composed() {
    let whole = wat::parse_str(
        r#"(component
            (import "t:t/a" (instance $a
                (export "r" (type $r (sub resource)))
                (type $v' (variant (case "r" (own $r)) (case "n" u32))) (export "v" (type $v (eq $v')))
                (export "f" (func (param "v" $v) (result (list u8))))))
            (alias export $a "r" (type $r))
            (alias export $a "v" (type $v))
            (import "v" (type $w (eq $v)))
            (import "t:t/b" (instance $b
                (alias outer 1 $v (type $o)) (export "v" (type $v (eq $o)))
                (alias outer 1 $r (type $p)) (export "r" (type $r (eq $p)))
                (export "g" (func (param "v" (option $v)) (param "r" (borrow $r))))))
            (import "h" (func $h (param "v" $w)))
            (export "t:t/a" (instance $a)))"#,
    )
    .unwrap();
    let mut composed = 0;
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[at] ^= 1 << bit;
            let Ok(part) = Part::parse("changed", changed) else {
                continue;
            };
            let exports: Vec<_> = part
                .exports()
                .keys()
                .map(|name| (0, name.as_str()))
                .collect();
            match try_compose(&[all_host(&part)], &exports) {
                Ok(_) => composed += 1,
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    assert!(composed > 100, "only {composed} were composed");
}
