use super::{folder, plugin_gen, refused};

const WIT: &str = "package demo:kv; world w { import store; import batch; }
interface store { get: func(key: string) -> option<string>; }
interface batch { run: func(); }";

fn package(lib: &str) -> tempfile::TempDir {
    folder(&[
        ("Cargo.toml", ""),
        ("wit/kv.wit", WIT),
        ("src/lib.rs", lib),
        (
            "src/more/inner.rs",
            "mod deep { #[hostplug::host_plugin(interfaces = [\"demo:kv/batch\"])] struct Inner; }",
        ),
    ])
}

const PLUGIN: &str = "//! A crate.\n#[host_plugin(world = \"w\")]\npub struct Kv;\nfn other() {}\n";

#[test]
fn every_plugin_of_a_package_is_printed_under_its_name() {
    let package = package(PLUGIN);
    let ran = plugin_gen(&package.path().join("src"), "expand");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let heads: Vec<_> = ran
        .out
        .lines()
        .filter(|line| line.starts_with("// "))
        .collect();
    assert_eq!(heads, ["// src/lib.rs: Kv", "// src/more/inner.rs: Inner"]);
    assert!(ran.out.contains("pub trait Host: Send {"), "{}", ran.out);
    assert!(!ran.out.contains("bindgen!"), "{}", ran.out);
    assert!(!ran.out.contains("fn other"), "{}", ran.out);
}

#[test]
fn one_plugin_can_be_chosen_and_without_its_bindings() {
    let package = package(PLUGIN);
    let ran = plugin_gen(
        package.path(),
        "expand --plugin Inner --attribute-only --json",
    );
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let plugins = answer["result"]["plugins"].as_array().unwrap();
    assert_eq!(plugins.len(), 1);
    assert_eq!(plugins[0]["file"], "src/more/inner.rs");
    let code = plugins[0]["code"].as_str().unwrap();
    assert!(code.contains("bindgen!"), "{code}");
    assert!(!code.contains("pub trait Host: Send"), "{code}");
}

#[test]
fn a_plugin_that_there_is_not_is_refused() {
    let package = package(PLUGIN);
    refused(
        package.path(),
        "expand --plugin Iner",
        "error: there is no plugin `Iner`\nhelp: did you mean `Inner`?",
    );
    refused(
        package.path(),
        "expand --plugin Store",
        "error: there is no plugin `Store`\nhelp: expected one of `Inner`, `Kv`",
    );
}

#[test]
fn all_mistakes_of_an_attribute_are_shown_at_their_places() {
    let package = package("#[host_plugin(wrld = \"w\", lifecycel)]\nstruct Kv;");
    refused(
        package.path(),
        "expand",
        "error: unknown option `wrld`
 --> src/lib.rs:1:15
help: did you mean `world`?
error: unknown option `lifecycel`
 --> src/lib.rs:1:27
help: did you mean `lifecycle`?",
    );
}

#[test]
fn what_is_not_rust_is_named() {
    let package = package("fn x( {");
    let ran = plugin_gen(package.path(), "expand");
    let lines: Vec<_> = ran.err.lines().collect();
    assert!(
        lines[0].starts_with("error: `src/lib.rs` is not Rust: "),
        "{lines:?}"
    );
    assert!(lines[1].starts_with(" --> src/lib.rs:1:"), "{lines:?}");
    assert_eq!(lines[2..], ["help: `cargo check` says more"]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn a_package_without_a_plugin_is_refused() {
    let package = folder(&[("Cargo.toml", ""), ("src/lib.rs", "struct Kv;")]);
    let ran = plugin_gen(package.path(), "expand .");
    assert!(ran.err.starts_with("error: no plugin in `"), "{}", ran.err);
    assert_eq!(ran.code, Some(2));
}
