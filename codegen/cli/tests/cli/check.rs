//! `check`: whether a crate is as it was generated.

use std::fs;

use super::upkeep::{Crate, OLD, text};
use super::{json, plugin_gen};

#[test]
fn a_check_lists_everything_and_writes_nothing() {
    let plugin = Crate::new();
    assert_eq!(plugin.run("check my-kv").status.code(), Some(0));
    plugin.write("wit/kv.wit", &OLD.replace("delete:", "remove:"));
    plugin.write("tests/component.wat", "(component)");
    plugin.write(".plugin-gen/base/Cargo.toml.base", "");
    let files = plugin.files();
    let output = plugin.run("check my-kv");
    assert_eq!(
        text(&output),
        "\
error: tests/component.wat: was changed by hand
help: to undo that, run `plugin-gen update my-kv --force`
error: wit/kv.wit: was changed by hand
help: to undo that, run `plugin-gen update my-kv --force`; to keep it, run `plugin-gen update my-kv --wit my-kv/wit`
error: wit: is not that of `demo:kv@1.0.0` any more
help: to go on with it, run `plugin-gen update my-kv --wit my-kv/wit`
error: .plugin-gen/base/Cargo.toml.base: is not what was written
help: take it back from version control
error: plugin: lacks `store::Host::remove`
help: run `plugin-gen stub my-kv --write`
error: plugin: `store::Host::delete` is not in the WIT
help: rename it, or take it out
"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(plugin.files(), files);

    let findings = json(&plugin.run("check my-kv --json"));
    assert_eq!(findings["result"]["findings"][1]["what"], "wit/kv.wit");
    fs::remove_file(plugin.path("plugin-gen.lock")).unwrap();
    let output = plugin_gen(&plugin.path("src"), "check");
    assert!(
        text(&output).starts_with("error: plugin-gen.lock: there is none\nhelp: "),
        "{output:?}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_the_catalogue_has_is_kept_track_of() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = Crate(folder);
    let output = plugin.run("new wasi:config@0.2.0-rc.1 my-kv --profile wasmtime --sdk 0.1");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        text(&plugin.run("check my-kv")),
        "ok: `my-kv` is as it should be\n"
    );
    let output = plugin.run("update my-kv");
    assert!(
        text(&output).starts_with("`my-kv` is up to date with `wasi:config@0.2.0-rc.1`"),
        "{output:?}"
    );
    let lock = plugin.read("plugin-gen.lock");
    let text_hash = lock
        .lines()
        .find(|line| line.starts_with("text = "))
        .unwrap();
    plugin.write("plugin-gen.lock", &lock.replace(text_hash, "text = \"0\""));
    let output = plugin.run("check my-kv");
    assert_eq!(
        text(&output),
        "error: wit: the catalogue has another text for `wasi:config@0.2.0-rc.1` now\nhelp: run `plugin-gen update my-kv`\n"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_fresh_crate_is_up_to_date_wherever_its_wit_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = Crate(folder);
    for (number, package) in [
        "wasi:blobstore",
        "wasi:keyvalue --profile spin",
        "wasi:cli@0.2.12 --world imports --sync",
        "spin:variables@3.0.0",
        "wasmcloud:messaging@0.2.0 --interface consumer",
    ]
    .iter()
    .enumerate()
    {
        let output = plugin.run(&format!(
            "new {package} --name my-{number} --sdk 0.1 a{number}"
        ));
        assert!(output.status.success(), "{package}: {output:?}");
        let good = format!("ok: `a{number}` is as it should be\n");
        assert_eq!(
            text(&plugin.run(&format!("check a{number}"))),
            good,
            "{package}"
        );
        let output = plugin.run(&format!("update a{number}"));
        assert!(
            text(&output).contains("is up to date with"),
            "{package}: {output:?}"
        );
    }
}
