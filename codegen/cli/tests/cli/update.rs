//! `update`: what becomes of a crate when its WIT does.

use std::fs;

use super::json;
use super::upkeep::{Crate, NEW, OLD, text};

const UPDATED: &str = "updated `my-kv` from `demo:kv@1.0.0` to `demo:kv@1.1.0`
  merge Cargo.toml
  write README.md
  insert into src/lib.rs: `store::Host::set`, `Cursor`, `impl store::HostCursor`, `impl log::Host`
  write tests/component.wat
  write tests/interfaces.rs
  write wit/kv.wit
warning: `store::Host::get` in `src/lib.rs` does not fit the WIT any more
  it was: async fn get(&mut self, key: String) -> hostplug::Result<Option<String>>
  now it is: async fn get(&mut self, key: String) -> hostplug::Result<Option<Vec<u8>>>
warning: `store::Host::delete` in `src/lib.rs` is not in the WIT any more
  it was: async fn delete(&mut self, key: String) -> hostplug::Result<()>
";

#[test]
fn new_wit_comes_in_around_what_an_author_wrote() {
    let plugin = Crate::new();
    plugin.edit(
        "Cargo.toml",
        "version = \"0.1.0\"",
        "version = \"0.7.0\" # mine",
    );
    plugin.edit("src/lib.rs", "pub struct MyKv;", "pub struct MyKv; // mine");
    plugin.write("src/mine.rs", "// mine");
    plugin.publish(NEW);
    let output = plugin.run("update my-kv");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(text(&output), UPDATED);
    assert_eq!(output.status.code(), Some(0));

    let manifest = plugin.read("Cargo.toml");
    assert!(
        manifest.contains("version = \"0.7.0\" # mine\n"),
        "{manifest}"
    );
    assert!(manifest.contains("`demo:kv/client@1.1.0`"), "{manifest}");
    let lib = plugin.read("src/lib.rs");
    assert!(lib.contains("pub struct MyKv; // mine\n"), "{lib}");
    assert!(
        lib.contains("#[host_plugin(world = \"demo:kv/client@1.1.0\", with("),
        "{lib}"
    );
    assert!(lib.contains("async fn delete("), "{lib}");
    assert!(lib.contains("hostplug::Result<Option<String>>"), "{lib}");
    assert!(
        plugin
            .read("tests/interfaces.rs")
            .contains("demo:kv/log@1.1.0")
    );
    assert_eq!(plugin.read("wit/kv.wit"), NEW);
    assert_eq!(plugin.read("src/mine.rs"), "// mine");

    let files = plugin.files();
    let again = plugin.run("update my-kv");
    assert_eq!(text(&again), "`my-kv` is up to date with `demo:kv@1.1.0`\n");
    assert_eq!(plugin.files(), files);
}

#[test]
fn a_dry_update_writes_nothing() {
    let plugin = Crate::new();
    plugin.edit("Cargo.toml", "version = \"0.1.0\"", "version = \"0.7.0\"");
    plugin.publish(NEW);
    let files = plugin.files();
    let output = plugin.run("update my-kv --dry-run");
    assert_eq!(text(&output), UPDATED.replace("updated", "would update"));
    assert_eq!(plugin.files(), files);
}

#[test]
fn a_conflict_is_left_to_the_author() {
    let plugin = Crate::new();
    plugin.edit(
        "README.md",
        "demo:kv/client@1.0.0",
        "demo:kv/client@1.0.0 (mine)",
    );
    let readme = plugin.read("README.md");
    plugin.publish(NEW);
    let output = plugin.run("update my-kv --json");
    assert_eq!(output.status.code(), Some(3));
    let answer = json(&output);
    let conflict = &answer["result"]["conflicts"][0];
    assert_eq!(
        (&conflict["path"], &conflict["rejected"]),
        (&"README.md".into(), &"README.md.rej".into())
    );
    assert_eq!(
        answer["result"]["changes"][1]["method"],
        "store::Host::delete"
    );
    assert_eq!(plugin.read("README.md"), readme);
    let rejected = plugin.read("README.md.rej");
    assert!(
        rejected.contains(
            "\n+A host plugin: `MyKv` serves the imports of the WIT world `demo:kv/client@1.1.0`"
        ),
        "{rejected}"
    );
    assert_eq!(plugin.read("wit/kv.wit"), NEW, "everything else is done");

    let check = text(&plugin.run("check my-kv"));
    assert!(check.contains("error: README.md.rej: is left of an update\nhelp: take into `README.md` what it says, and run `rm my-kv/README.md.rej`\n"), "{check}");
    assert_eq!(
        plugin.refused("update my-kv"),
        "error: an earlier update left `README.md.rej`\nhelp: take over by hand what it says, and remove it\n"
    );
    fs::remove_file(plugin.path("README.md.rej")).unwrap();
    assert_eq!(plugin.run("update my-kv").status.code(), Some(0));
}

#[test]
fn wit_that_was_changed_by_hand_is_not_lost() {
    let plugin = Crate::new();
    let own = OLD.replace("delete:", "remove:");
    plugin.write("wit/kv.wit", &own);
    plugin.publish(NEW);
    let error = "error: a file of the generator was changed by hand: `wit/kv.wit`\n\
        help: undo that, or give it up with `--force`; to go on with the WIT that is there, name it with `--wit`\n";
    assert_eq!(plugin.refused("update my-kv"), error);
    plugin.write("wit/more.wit", "package demo:kv@1.0.0;");
    let error = plugin.refused("update my-kv");
    assert!(error.contains("`wit/kv.wit`, `wit/more.wit`"), "{error}");
    fs::remove_file(plugin.path("wit/more.wit")).unwrap();

    let output = plugin.run("update my-kv --wit my-kv/wit");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(plugin.read("wit/kv.wit"), own);
    assert!(plugin.read("src/lib.rs").contains("async fn remove("));
    let output = plugin.run("update my-kv --wit kv.wit");
    assert_eq!(
        output.status.code(),
        Some(0),
        "nobody changed it since: {output:?}"
    );
    assert_eq!(plugin.read("wit/kv.wit"), NEW);

    plugin.write("wit/kv.wit", "nonsense");
    assert_eq!(plugin.run("update my-kv --force").status.code(), Some(0));
    assert_eq!(plugin.read("wit/kv.wit"), NEW);
}

#[test]
fn what_the_wit_does_not_use_any_more_goes() {
    let plugin = Crate::new();
    let root = plugin.0.path();
    fs::create_dir_all(root.join("wit/deps/base")).unwrap();
    fs::write(
        root.join("wit/kv.wit"),
        OLD.replace("{ import", "{ import demo:base/i; import"),
    )
    .unwrap();
    let base = "package demo:base; interface i { f: func(); }";
    fs::write(root.join("wit/deps/base/base.wit"), base).unwrap();
    assert!(plugin.run("update my-kv --wit wit").status.success());
    assert_eq!(plugin.read("wit/deps/base/base.wit"), base);
    let output = plugin.run("update my-kv --wit kv.wit");
    assert!(
        text(&output).contains("  remove wit/deps/base/base.wit\n"),
        "{output:?}"
    );
    assert!(!plugin.path("wit/deps").exists());
}

#[test]
fn an_update_that_cannot_be_leaves_everything_as_it_was() {
    let plugin = Crate::new();
    plugin.publish(&NEW.replace("func(line", "fun(line"));
    let error = plugin.refused("update my-kv");
    assert!(error.starts_with("error: invalid WIT: expected"), "{error}");
    plugin.publish(&NEW.replace("world client", "world clients"));
    let error = plugin.refused("update my-kv");
    assert!(
        error.starts_with("error: no world `demo:kv/client`"),
        "{error}"
    );
    plugin.publish(NEW);
    plugin.edit("src/lib.rs", "pub struct MyKv;", "pub struct MyKv");
    let error = plugin.refused("update my-kv");
    assert!(
        error.starts_with("error: `src/lib.rs` is not Rust: "),
        "{error}"
    );
    fs::remove_file(plugin.0.path().join("kv.wit")).unwrap();
    let error = plugin.refused("update my-kv");
    assert!(
        error.ends_with("help: name the WIT with `--wit PATH`\n"),
        "{error}"
    );
}

#[test]
fn a_crate_without_lock_is_not_updated() {
    let plugin = Crate::new();
    let lock = plugin.read("plugin-gen.lock");
    let newer = lock.replace(
        &format!("generator = {:?}", env!("CARGO_PKG_VERSION")),
        "generator = \"999.0.0\"",
    );
    plugin.write("plugin-gen.lock", &newer);
    let error = plugin.refused("update my-kv");
    assert!(
        error.starts_with("error: plugin-gen 999.0.0 wrote the crate"),
        "{error}"
    );
    plugin.write("plugin-gen.lock", "files = 1");
    let error = plugin.refused("update my-kv");
    assert!(
        error.contains("help: take it back from version control"),
        "{error}"
    );
    fs::remove_file(plugin.path("plugin-gen.lock")).unwrap();
    assert_eq!(
        plugin.refused("update my-kv"),
        "error: there is no plugin-gen.lock in `my-kv`, so plugin-gen did not write this crate\n\
         help: to insert what a plugin of your own lacks, run `plugin-gen stub my-kv --write`\n"
    );
}

#[test]
fn another_world_is_served_where_that_is_asked_for() {
    let plugin = Crate::new();
    let both = OLD.replace(
        "world client",
        "interface more { f: func(); }\nworld both { import store; import more; }\nworld client",
    );
    plugin.publish(&both);
    let output = plugin.run("update my-kv --world both");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let lib = plugin.read("src/lib.rs");
    assert!(lib.contains("world = \"demo:kv/both@1.0.0\""), "{lib}");
    assert!(lib.contains("impl kv::more::Host for"), "{lib}");
    assert_eq!(
        text(&plugin.run("update my-kv")),
        "`my-kv` is up to date with `demo:kv@1.0.0`\n"
    );
}

#[test]
fn what_an_author_took_out_stays_away() {
    let plugin = Crate::new();
    for path in ["README.md", "examples/host.rs"] {
        fs::remove_file(plugin.path(path)).unwrap();
    }
    plugin.publish(NEW);
    assert_eq!(plugin.run("update my-kv").status.code(), Some(0));
    assert!(!plugin.path("README.md").exists() && !plugin.path("examples/host.rs").exists());
}

#[test]
fn a_crate_that_only_updates_changed_may_be_written_again() {
    let plugin = Crate::new();
    plugin.publish(NEW);
    assert!(plugin.run("update my-kv").status.success());
    let output = plugin.run("new my-kv --wit kv.wit --sdk 0.1");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(!plugin.read("src/lib.rs").contains("async fn delete("));
}

#[test]
fn a_backend_outlives_wit_that_it_was_not_written_for() {
    let folder = tempfile::tempdir().unwrap();
    let wit = super::config();
    fs::write(folder.path().join("kv.wit"), &wit).unwrap();
    let plugin = Crate(folder);
    assert!(
        plugin
            .run("new my-kv --wit kv.wit --sdk 0.1")
            .status
            .success()
    );
    let (manifest, readme) = (plugin.read("Cargo.toml"), plugin.read("README.md"));
    plugin.publish(&wit.replace("get-all:", "keys: func() -> list<string>;\n  get-all:"));
    let output = plugin.run("update my-kv");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let notes = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        notes.contains("so only WIT and missing methods were written"),
        "{notes}"
    );
    assert!(plugin.read("src/lib.rs").contains("async fn keys("));
    assert_eq!(
        (plugin.read("Cargo.toml"), plugin.read("README.md")),
        (manifest, readme)
    );
    assert_eq!(plugin.run("check my-kv").status.code(), Some(0));
}

#[test]
fn interfaces_of_a_package_are_updated_like_a_world() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("kv.wit"), OLD).unwrap();
    let plugin = Crate(folder);
    let output = plugin.run("new my-kv --wit kv.wit --interface store --sdk 0.1");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(plugin.run("check my-kv").status.code(), Some(0));
    plugin.publish(NEW);
    let output = plugin.run("update my-kv");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let lib = plugin.read("src/lib.rs");
    assert!(
        lib.contains("async fn set(") && !lib.contains("log::Host"),
        "{lib}"
    );
    assert!(plugin.read("wit/world.wit").contains("demo:kv/store@1.1.0"));
    let check = text(&plugin.run("check my-kv"));
    assert!(
        check.contains("`store::Host::delete` is not in the WIT"),
        "{check}"
    );
}
