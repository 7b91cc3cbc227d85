use super::*;
use crate::catalogue;
use crate::wit::new_resolve;

fn parsed(wit: &str) -> (Resolve, PackageId) {
    let mut resolve = new_resolve();
    let package = resolve.push_str("inline", wit).unwrap();
    (resolve, package)
}

fn compared(old: &str, new: &str) -> Changes {
    let (old, new) = (parsed(old), parsed(new));
    changes((&old.0, old.1), (&new.0, new.1)).unwrap()
}

/// What a change of `interface i`, which `world w` imports, means: the words, then components and plugin.
fn imported(old: &str, new: &str) -> Vec<String> {
    in_world("import i;", old, new)
}

fn in_world(world: &str, old: &str, new: &str) -> Vec<String> {
    let wit =
        |body: &str| format!("package a:b@1.0.0; interface i {{ {body} }} world w {{ {world} }}");
    lines(&compared(&wit(old), &wit(new)))
}

fn lines(changes: &Changes) -> Vec<String> {
    let lines = changes.items.iter().map(|Change { what, effect, .. }| {
        format!("{what}: {}, {}", effect.components, effect.plugin)
    });
    lines.collect()
}

#[test]
fn equal_structure_is_no_change() {
    let old = "package a:b@1.0.0; interface i { f: func(); } world w { import i; }";
    let new = "package a:b@1.2.0; /// Docs. \n world w { import i; } interface i { f: func(); }";
    let changes = compared(old, new);
    assert_eq!(changes.items, []);
    assert_eq!(changes.effect(), Sides::NONE);
    assert_eq!(changes.worlds, [("w".to_owned(), Verdict::Compatible)]);
}

#[test]
fn a_new_function_has_to_be_written_and_disturbs_no_component() {
    assert_eq!(
        imported("f: func();", "f: func(); g: func();"),
        ["function `g` is new: additive, breaking"]
    );
    assert_eq!(
        imported(
            "f: func(); resource r;",
            "f: func(); resource r { get: func(); }"
        ),
        ["function `r.get` is new: additive, breaking"]
    );
}

#[test]
fn what_is_gone_breaks_both() {
    assert_eq!(
        imported("f: func(); g: func(); type t = u8;", "f: func();"),
        [
            "type `t` is gone: breaking, breaking",
            "function `g` is gone: breaking, breaking"
        ]
    );
}

#[test]
fn a_new_type_is_nobodys_duty_unless_it_is_a_resource() {
    assert_eq!(
        imported("f: func();", "f: func(); record p { x: u8 }"),
        ["record `p` is new: additive, additive"]
    );
    assert_eq!(
        imported("f: func();", "f: func(); resource r;"),
        ["resource `r` is new: additive, breaking"]
    );
}

#[test]
fn types_change_for_both_sides() {
    assert_eq!(
        imported(
            "f: func(key: string) -> u8;",
            "f: func(key: string) -> option<u8>;"
        ),
        ["`f`: `result` was `u8` and is `option<u8>`: breaking, breaking"]
    );
    assert_eq!(
        imported(
            "variant e { a, b(u8) } f: func() -> e;",
            "variant e { a, b(u8), c } f: func() -> e;"
        ),
        ["case `e.c` is new: breaking, breaking"]
    );
    assert_eq!(
        imported(
            "flags e { a } f: func() -> e;",
            "flags e { a, b } f: func() -> e;"
        ),
        ["flag `e.b` is new: breaking, breaking"]
    );
}

#[test]
fn sides_are_exchanged_where_components_implement() {
    assert_eq!(
        in_world("export i;", "f: func();", "f: func(); g: func();"),
        ["function `g` is new: breaking, additive"]
    );
    assert_eq!(
        in_world("export i;", "f: func(); g: func();", "f: func();"),
        ["function `g` is gone: additive, breaking"]
    );
    assert_eq!(
        in_world("import i; export i;", "f: func();", "f: func(); g: func();"),
        ["function `g` is new: breaking, breaking"]
    );
}

#[test]
fn worlds_are_compared_by_what_they_name() {
    let wit = |worlds: &str| {
        format!("package a:b; interface i {{ f: func(); }} interface j {{ g: func(); }} {worlds}")
    };
    let compared = |old, new| lines(&compared(&wit(old), &wit(new)));
    assert_eq!(
        compared("world w { import i; }", "world w { import i; import j; }"),
        ["import `j` is new: additive, breaking"]
    );
    assert_eq!(
        compared("world w { import i; }", "world w { import i; export j; }"),
        ["export `j` is new: breaking, additive"]
    );
    assert_eq!(
        compared(
            "world w { import i; } world v { import i; }",
            "world w { import i; }"
        ),
        ["the world is gone: none, breaking"]
    );
    assert_eq!(
        compared(
            "world w { import f: func(); }",
            "world w { import f: func(x: u8); }"
        ),
        ["`f` was `f: func()` and is `f: func(x: u8)`: breaking, breaking"]
    );
}

#[test]
fn versions_that_do_not_link_are_a_difference() {
    let text = |version: &str| format!("package a:b{version}; interface i {{ f: func(); }}");
    let lines = |old: &str, new: &str| lines(&compared(&text(old), &text(new)));
    assert_eq!(lines("@1.0.0", "@1.1.0"), [""; 0]);
    assert_eq!(
        lines("@0.2.0-draft", "@0.2.0-draft2"),
        [
            "it has version `0.2.0-draft2`, which is not linked where version `0.2.0-draft` is asked for: \
          serve both: breaking, additive"
        ]
    );
    assert_eq!(lines("", ""), [""; 0]);
    assert_eq!(lines("", "@1.0.0").len(), 1);
}

#[test]
fn resources_of_other_packages_are_one_if_their_versions_link() {
    let wit = |version: &str| {
        format!(
            "package a:b; interface i {{ use c:d/s@{version}.{{r}}; f: func(x: r); }} world w {{ import i; }}
            package c:d@{version} {{ interface s {{ resource r; }} }}"
        )
    };
    assert_eq!(lines(&compared(&wit("1.0.0"), &wit("1.2.0"))), [""; 0]);
    let lines = lines(&compared(&wit("1.0.0"), &wit("2.0.0")));
    assert!(
        lines.contains(
            &"resource `r` was `c:d/s@1.r` and is `c:d/s@2.r`: breaking, breaking".to_owned()
        ),
        "{lines:?}"
    );
}

#[test]
fn packages_of_two_names_are_refused() {
    let (old, new) = (parsed("package a:b;"), parsed("package a:c;"));
    let error = changes((&old.0, old.1), (&new.0, new.1)).unwrap_err();
    assert!(error.messages[0].starts_with("`a:b` and `a:c` are different packages\nhelp: "));
}

/// The tools of WebAssembly and the comparison of items agree on every pair of texts that the catalogue has.
#[test]
fn items_and_judge_agree_on_the_catalogue() {
    let entries = catalogue::entries();
    let mut pairs = 0;
    for old in entries {
        for new in entries.iter().filter(|new| new.name() == old.name()) {
            let (a, b) = (catalogue::closure(old), catalogue::closure(new));
            let found = changes((&a.resolve, a.package), (&b.resolve, b.package)).unwrap();
            let title = format!("{} -> {}", old.path(), new.path());
            if old.hash() == new.hash() {
                assert_eq!(found.items, [], "{title}");
            }
            let mut items = found.items.iter();
            let is_breaking = items.any(|item| {
                item.effect.components == Effect::Breaking && item.place != Place::Package
            });
            for (world, verdict) in &found.worlds {
                match verdict {
                    Verdict::Compatible => {}
                    Verdict::Breaking(reason) => {
                        assert!(is_breaking, "{title}, {world}: {reason}");
                        assert!(
                            !found
                                .items
                                .iter()
                                .any(|item| item.what.starts_with("a component of")),
                            "{title}, {world}: nothing but the judge sees it: {reason}"
                        );
                    }
                    Verdict::Unknown(reason) => panic!("{title}, {world}: {reason}"),
                }
            }
            pairs += 1;
        }
    }
    assert!(pairs > entries.len(), "{pairs}");
}
