//! More to serve for a plugin that is there already.

use crate::grow::{ATTRIBUTE, done, files, read, refused, tree};

/// A plugin for `wasi:keyvalue`, as it is written.
fn keyvalue() -> tempfile::TempDir {
    let folder = tree(&[]);
    done(folder.path(), "new wasi:keyvalue@0.2.0-draft kv --sdk 0.1");
    folder
}

#[test]
fn another_version_is_added_with_the_methods_that_it_needs() {
    let folder = keyvalue();
    let before = read(folder.path(), "kv/src/lib.rs");
    let (said, notes) = done(
        folder.path(),
        "add wasi:keyvalue@0.2.0-draft2 kv --profile spin",
    );
    assert!(
        said.starts_with("`Kv` serves `wasi:keyvalue/imports@0.2.0-draft2` as well\n"),
        "{said}"
    );
    assert!(
        said.contains("next: write `impl store_0_2_0_draft2::Host`"),
        "{said}"
    );
    assert!(
        notes.contains("`tests/conformance.rs` compares `INTERFACES`"),
        "{notes}"
    );
    let after = read(folder.path(), "kv/src/lib.rs");
    let worlds = "[\"wasi:keyvalue/imports@0.2.0-draft\", \"wasi:keyvalue/imports@0.2.0-draft2\"]";
    let kept = before
        .replace(
            "\"wasi:keyvalue/imports@0.2.0-draft\",",
            &format!("{worlds},"),
        )
        .replace("Bucket)", "Bucket, \"wasi:keyvalue/atomics.cas\" = Cas)");
    assert!(after.starts_with(kept.trim_end()), "{after}");
    assert!(
        folder
            .path()
            .join("kv/wit/deps/wasi-keyvalue-0.2.0-draft2.wit")
            .is_file()
    );
    let (said, notes) = done(folder.path(), "stub kv");
    assert_eq!(
        (said.as_str(), notes.as_str()),
        ("", "note: nothing is missing\n")
    );
    refused(
        folder.path(),
        "add wasi:keyvalue@0.2.0-draft2 kv --profile spin",
        "error: `Kv` serves `wasi:keyvalue/imports@0.2.0-draft2` already",
    );
    refused(
        folder.path(),
        "add wasi:keyvalue@0.2.0-draft2 kv --hash 96fe77828d7c4f2d",
        "error: the plugin has another text of `wasi:keyvalue@0.2.0-draft2` than the one in \
         `deps/wasi-keyvalue-0.2.0-draft2.wit`\n\
         help: choose the text that it has with `--wit` or `--hash`, or update its WIT first",
    );
}

const ONE: &str = "package a:b@0.1.0;\ninterface i { f: func(); }\nworld w { import i; }\n";

fn own(items: &str) -> tempfile::TempDir {
    tree(&[
        ("kv/Cargo.toml", "[package]\nname = \"kv\"\n"),
        ("kv/src/lib.rs", items),
        ("kv/wit/world.wit", ONE),
        ("two.wit", &ONE.replace("0.1.0", "0.2.0")),
    ])
}

const KV: &str = "#[hostplug::host_plugin]\npub struct Kv;\n";

#[test]
fn a_version_of_the_same_shape_needs_no_methods() {
    let folder = own(&format!(
        "{}impl b::i::Host for hostplug::Caller<'_, Kv> {{ async fn f(&mut self) {{}} }}\n",
        KV.replace("plugin]", "plugin(world = \"a:b/w\", sync(\"f\"))]")
            .replace(", sync(\"f\")", "")
    ));
    let before = read(folder.path(), "kv/src/lib.rs");
    let (said, _) = done(folder.path(), "add a:b kv --wit two.wit");
    assert!(said.contains("nothing else is to be written"), "{said}");
    let worlds = "[\"a:b/w@0.1.0\", \"a:b/w@0.2.0\"]";
    assert_eq!(
        read(folder.path(), "kv/src/lib.rs"),
        before.replace("\"a:b/w\"", worlds)
    );
}

#[test]
fn an_interface_is_imported_in_the_world_of_the_plugin() {
    let folder = own(&KV.replace("plugin]", "plugin(world = \"w\")]"));
    done(folder.path(), "add wasi:config/store@0.2.0-rc.1 kv");
    assert_eq!(
        read(folder.path(), "kv/wit/world.wit"),
        ONE.replace(
            "import i; }",
            "import i; \n    import wasi:config/store@0.2.0-rc.1;\n}"
        )
    );
    let lib = read(folder.path(), "kv/src/lib.rs");
    assert!(lib.contains("(world = \"w\")"), "{lib}");
    assert!(lib.contains("impl b::store::Host for"), "{lib}");
    refused(
        folder.path(),
        "add wasi:config/store@0.2.0-rc.1 kv",
        "error: `Kv` serves `wasi:config/store@0.2.0-rc.1` already",
    );
}

#[test]
fn an_interface_does_not_change_the_world_of_others() {
    let folder = keyvalue();
    let wit = read(folder.path(), "kv/wit/keyvalue.wit");
    for interface in [
        "wasi:config/store@0.2.0-rc.1",
        "wasi:logging/logging@0.1.0-draft",
    ] {
        done(folder.path(), &format!("add {interface} kv"));
    }
    assert_eq!(read(folder.path(), "kv/wit/keyvalue.wit"), wit);
    let own = read(folder.path(), "kv/wit/deps/plugin.wit");
    assert!(
        own.ends_with("{\n    import wasi:config/store@0.2.0-rc.1;\n    import wasi:logging/logging@0.1.0-draft;\n}\n"),
        "{own}"
    );
    let lib = read(folder.path(), "kv/src/lib.rs");
    assert!(
        lib.contains("[\"wasi:keyvalue/imports@0.2.0-draft\", \"kv:plugin/plugin\"]"),
        "{lib}"
    );
}

#[test]
fn a_plugin_that_nothing_can_be_added_to_is_left_alone() {
    let add = "add a:b kv --wit two.wit";
    for (items, expected) in [
        (
            "struct Kv;".to_owned(),
            "no plugin in `./kv`\n\
             help: put `#[host_plugin(world = \"namespace:package/world\")]` on a struct",
        ),
        (
            "fn 1".to_owned(),
            "`src/lib.rs` is not Rust: expected identifier\nnote: in line 1, column 4",
        ),
        (
            format!("{ATTRIBUTE}struct Kv;"),
            "the attribute of `Kv` has its WIT `inline`, where nothing can be added to it\n\
             help: move the text into a file in the folder `wit`, and take `inline` out",
        ),
        (
            KV.replace("plugin]", "plugin(interfaces = [\"a:b/i\"])]"),
            "the attribute of `Kv` lists its `interfaces`, so worlds are not all that it serves\n\
             help: write a world that imports them, and name that in the place of `interfaces`",
        ),
        (
            KV.replace(
                "plugin]",
                "plugin(world = \"w\", path = \"wit/world.wit\")]",
            ),
            "the WIT of `Kv` is not in a folder: `wit/world.wit`\n\
             help: move it into a folder, beside which there can be `deps`, and name that as `path`",
        ),
        (
            KV.replace("plugin]", "plugin(world = \"w\")]")
                .repeat(2)
                .replacen("Kv", "A", 1),
            "which plugin is meant?\nhelp: write `--plugin A` or `--plugin Kv`",
        ),
    ] {
        refused(own(&items).path(), add, &format!("error: {expected}"));
    }
    let folder = own(&KV.replace("plugin]", "plugin(world = \"w\")]"));
    refused(
        folder.path(),
        "add a:b kv --wit two.wit --plugin B",
        "error: no plugin `B`\nhelp: write `--plugin Kv`",
    );
    let before = files(folder.path());
    let (said, _) = done(folder.path(), "add a:b kv --wit two.wit --dry-run");
    assert!(
        said.starts_with("`Kv` would serve `a:b/w@0.2.0` as well\n"),
        "{said}"
    );
    assert_eq!(files(folder.path()), before);
}

#[test]
fn what_was_added_is_checked_and_kept() {
    let folder = keyvalue();
    done(folder.path(), "add wasi:logging kv");
    let (said, _) = done(folder.path(), "check kv");
    assert_eq!(said, "ok: `kv` is as it should be\n");
    let before = files(folder.path());
    let (said, _) = done(folder.path(), "update kv");
    assert!(said.contains("up to date"), "{said}");
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_world_of_the_crate_keeps_what_was_added_to_it() {
    const WIT: &str = "package demo:kv@1.0.0; interface store { get: func() -> u32; }";
    let folder = tree(&[
        ("kv.wit", WIT),
        (
            "new.wit",
            &WIT.replace("1.0.0", "1.1.0")
                .replace("get:", "put: func(); get:"),
        ),
    ]);
    done(folder.path(), "new kv --wit kv.wit --sdk 0.1");
    done(folder.path(), "add wasi:config/store kv");
    done(folder.path(), "check kv");
    done(folder.path(), "update kv --wit new.wit");
    let world = read(folder.path(), "kv/wit/world.wit");
    for import in ["demo:kv/store@1.1.0", "wasi:config/store@0.2.0-rc.1"] {
        assert!(world.contains(&format!("import {import};")), "{world}");
    }
    let lib = read(folder.path(), "kv/src/lib.rs");
    assert!(
        lib.contains("async fn put(") && lib.contains("async fn get_all("),
        "{lib}"
    );
    done(folder.path(), "check kv");
}
