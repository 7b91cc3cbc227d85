use std::fs;

use super::{folder, plugin_gen, refused};

#[test]
fn misspelt_commands_and_options_are_answered_like_all_mistakes() {
    let folder = folder(&[]);
    let refused = |arguments: &str, expected: &str| refused(folder.path(), arguments, expected);
    refused(
        "nwe",
        "error: unrecognized subcommand `nwe`\nhelp: did you mean `new`?\n\
         note: the usage is `plugin-gen [OPTIONS] <COMMAND>`",
    );
    refused(
        "stub --wriet",
        "error: unexpected argument `--wriet` found\nhelp: a similar argument exists: `--write`\n\
         note: the usage is `plugin-gen stub --write [DIR]`",
    );
    refused(
        "list --profile wasmtim",
        "error: invalid value `wasmtim` for `--profile <PROFILE>`: no profile `wasmtim`\n\
         help: did you mean `wasmtime`?",
    );
    refused(
        "diff a.wit",
        "error: the following required arguments were not provided: <NEW>\n\
         help: write `--help` behind the command to see what it takes\n\
         note: the usage is `plugin-gen diff <OLD> <NEW>`",
    );
    let ran = plugin_gen(folder.path(), "nwe --json");
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["errors"][0]["help"][0], "did you mean `new`?");
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), ""));
}

#[test]
fn help_is_no_error() {
    let folder = folder(&[]);
    for arguments in ["--help", "help new", "new -h", "--version"] {
        let ran = plugin_gen(folder.path(), arguments);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments}");
        assert!(ran.out.contains("plugin-gen"), "{}", ran.out);
    }
}

#[test]
fn what_is_no_package_is_named_as_it_is_found() {
    let folder = folder(&[
        ("dep.wit", "package a:b;\nworld w { import c:d/e; }\n"),
        ("empty/readme.txt", ""),
        ("two/a.wit", "package a:b;"),
        ("two/b.wit", "package c:d;"),
        ("text.wasm", "hello"),
    ]);
    fs::write(folder.path().join("core.wasm"), b"\0asm\x01\0\0\0").unwrap();
    for (what, found, help) in [
        (
            "dep.wit",
            "package `c:d` is used, but its WIT is not there",
            "into the folder `deps`",
        ),
        (
            "empty",
            "no WIT found at `empty`: the folder has no file",
            "name the folder",
        ),
        (
            "two",
            "`c:d` does not match previous package name of `a:b`",
            "two/b.wit:1:9",
        ),
        (
            "core.wasm",
            "a core module, not a component",
            "wasm32-wasip2",
        ),
        ("text.wasm", "it is not WebAssembly", "`.wit`"),
        (
            "no/where",
            "no WIT found at `no/where`",
            "a WIT file, a folder of WIT",
        ),
        (
            "wasi:keyvalu",
            "no package `wasi:keyvalu`",
            "did you mean `wasi:keyvalue`?",
        ),
        (
            "wasi:keyvalue@1.0.0",
            "other versions",
            "`wasi:keyvalue@0.2.0-draft`",
        ),
        (
            "acme:unheard",
            "no package `acme:unheard`",
            "name the path of its WIT",
        ),
        (
            "wasi:config@0.2.0-draft",
            "any of 2 texts",
            "choose one with `#`",
        ),
    ] {
        for verb in ["inspect", "diff wasi:io"] {
            let ran = plugin_gen(folder.path(), &format!("{verb} {what}"));
            assert!(ran.err.starts_with("error: "), "{}", ran.err);
            assert!(
                ran.err.contains(found) && ran.err.contains(help),
                "{what}: {}",
                ran.err
            );
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        }
    }
}
