//! The whole code of plugins, with that of `bindgen!` in it. Two of them are files that the tests of the SDK compile in
//! place of the attribute; `BLESS=1` writes those.

use std::fs;
use std::path::{Path, PathBuf};

use hostplug_codegen::whole;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn whole(plugin: &str) -> String {
    let path = tests().join("snapshots").join(plugin).with_extension("rs");
    whole::file(&fs::read_to_string(path).unwrap(), &tests()).unwrap()
}

#[test]
fn the_traits_are_in_the_code() {
    let traits: [(&str, &[&str]); 9] = [
        ("nothing", &["pub trait Host: Send {"]),
        ("settings", &["fn convert_error("]),
        ("lifecycle", &["fn next("]),
        ("sync", &["pub trait HostAlarm: "]),
        (
            "resources",
            &["pub trait HostBucket: ", "pub struct Entry {"],
        ),
        ("concurrent", &["pub trait HostWithStore<"]),
        (
            "exports",
            &["pub struct Guest", "pub async fn call_handle<"],
        ),
        ("several", &["pub mod prices {", "fn convert_reason("]),
        ("upstream", &["::hostplug::__private::wasi_io"]),
    ];
    for (plugin, traits) in traits {
        let code = whole(plugin);
        for line in traits {
            assert!(code.contains(line), "`{line}` is not in\n{code}");
        }
        assert!(!code.contains("bindgen!"), "{code}");
        assert!(!code.contains("#[host_plugin"), "{code}");
        assert!(!code.contains(env!("CARGO_MANIFEST_DIR")), "{code}");
    }
}

#[test]
fn samples_are_what_is_printed() {
    for plugin in ["exports", "resources"] {
        let path = tests().join("whole").join(plugin).with_extension("rs");
        let now = whole(plugin);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let then = fs::read_to_string(&path).unwrap_or_default();
        assert!(now == then, "{}: run with `BLESS=1`", path.display());
    }
}

#[test]
fn wit_is_found_below_the_package() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("wit")).unwrap();
    fs::write(
        folder.path().join("wit/a.wit"),
        "package a:b; interface i { f: func(); } world w { import i; }",
    )
    .unwrap();
    let file = "mod inner { #[host_plugin(world = \"a:b/w\")] pub struct P; }";
    let code = whole::file(file, folder.path()).unwrap();
    assert!(code.contains("fn f("), "{code}");
    let code = whole::plugin(
        "interfaces = [\"a:b/i\"]".parse().unwrap(),
        "struct P;".parse().unwrap(),
        folder.path(),
    );
    assert!(code.unwrap().contains("fn f("));
}

#[test]
fn all_mistakes_of_a_file_are_reported_at_their_places() {
    let file = "#[host_plugin(world = 3)] struct P;\n#[host_plugin]\nstruct Q;\nstruct R;";
    let errors: Vec<_> = whole::file(file, &tests())
        .unwrap_err()
        .into_iter()
        .collect();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(
        errors[0].to_string().contains("takes a string"),
        "{errors:?}"
    );
    assert_eq!(errors[0].span().start().column, 22);
}
