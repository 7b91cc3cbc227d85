use super::{folder, plugin_gen, refused};

const OLD: &str = "package demo:kv@1.0.0;
interface store { get: func(key: string) -> option<string>; }
world w { import store; }";

/// Compares the text above with another of it.
fn compared(new: &str, arguments: &str) -> super::Ran {
    let folder = folder(&[("old.wit", OLD), ("new.wit", new)]);
    plugin_gen(folder.path(), &format!("diff old.wit new.wit {arguments}"))
}

#[test]
fn equal_texts_have_no_difference() {
    let ran = compared(&OLD.replace("1.0.0", "1.1.0"), "");
    assert_eq!(ran.out, "demo:kv@1.0.0 -> demo:kv@1.1.0\nno difference\n");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn what_one_side_does_not_mind_can_break_the_other() {
    let new = OLD.replace("get:", "put: func(); get:");
    let ran = compared(&new, "");
    assert_eq!(
        ran.out,
        "\
demo:kv@1.0.0 -> demo:kv@1.0.0

components  plugin
                        interface `store`
additive    breaking      function `put` is new

components built with the old text: they run on the new one as well
a plugin that serves it: it has to be changed before it compiles with the new one
"
    );
    assert_eq!(ran.code, Some(0));
    assert_eq!(compared(&new, "--breaking-for components").code, Some(0));
    assert_eq!(compared(&new, "--breaking-for plugin").code, Some(1));
    assert_eq!(compared(&new, "--breaking-for any").code, Some(1));
}

#[test]
fn a_program_gets_each_change_by_itself() {
    let ran = compared(&OLD.replace("option<string>", "string"), "--json");
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let result = &answer["result"];
    assert_eq!(result["components"], "breaking");
    let change = &result["changes"][0];
    assert_eq!(
        (&change["in"], &change["name"]),
        (&"interface".into(), &"store".into())
    );
    assert_eq!(
        change["what"],
        "`get`: `result` was `option<string>` and is `string`"
    );
    assert_eq!(result["worlds"][0]["semver_check"], "breaking");
    assert_eq!(ran.code, Some(1));
}

#[test]
fn texts_of_the_catalogue_are_named_by_their_ids_and_hashes() {
    let folder = folder(&[]);
    let ran = plugin_gen(
        folder.path(),
        "diff wasi:blobstore@0.2.0-draft#d828 wasi:blobstore@0.2.0-draft#943d",
    );
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("interface `"), "{}", ran.out);
    let ran = plugin_gen(
        folder.path(),
        "diff wasi:keyvalue@0.2.0-draft wasi:keyvalue@0.2.0-draft",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn a_component_is_compared_by_its_crate_or_folder() {
    let folder = folder(&[
        ("plugin/Cargo.toml", ""),
        ("plugin/wit/kv.wit", OLD),
        (
            "next/kv.wit",
            &OLD.replace("store;", "store; export store;"),
        ),
    ]);
    let ran = plugin_gen(folder.path(), "diff plugin next");
    assert!(
        ran.out
            .contains("breaking    additive      export `store` is new\n"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn different_packages_are_refused() {
    let folder = folder(&[("old.wit", OLD)]);
    refused(
        folder.path(),
        "diff old.wit wasi:logging@0.1.0-draft",
        "\
error: `demo:kv@1.0.0` and `wasi:logging@0.1.0-draft` are different packages
help: name two texts of one package, such as two versions of `demo:kv`",
    );
}
