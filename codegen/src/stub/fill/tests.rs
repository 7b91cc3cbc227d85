//! Tests of the whole: from an author's files and WIT to what is inserted.

use std::fs;

use super::*;

const WIT: &str = "package a:kv@0.1.0;
    interface store {
        variant error { full, other(string) }
        resource bucket { get: func(key: string) -> result<option<list<u8>>, error>; }
        open: func(name: string) -> result<bucket, error>;
        size: func() -> u64;
    }
    interface log { write: func(line: string); watch: async func() -> u32; }
    world plugin { import store; import log; }";

/// A package with this WIT and these files.
fn missing_of(wit: &str, files: &[(&str, &str)]) -> Result<(Missing, Vec<SourceFile>), Error> {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("wit")).unwrap();
    fs::write(root.path().join("wit/kv.wit"), wit).unwrap();
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| SourceFile {
            path: path.into(),
            text: (*text).to_owned(),
        })
        .collect();
    missing(root.path(), &files).map(|missing| (missing, files))
}

/// The files, with what was missing from them.
fn completed(wit: &str, files: &[(&str, &str)]) -> Vec<String> {
    let (missing, files) = missing_of(wit, files).unwrap();
    let texts = files.iter().enumerate();
    let texts = texts.map(|(index, file)| missing.complete(index, &file.text));
    let texts: Vec<_> = texts.collect();
    for text in &texts {
        syn::parse_file(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    texts
}

const PLUGIN: &str = r#"use hostplug::{Caller, host_plugin};

#[host_plugin(world = "a:kv/plugin@0.1.0", with("a:kv/store.bucket" = Bucket))]
pub struct Kv;

pub struct Bucket;
"#;

#[test]
fn every_impl_is_written_behind_the_file() {
    let text = completed(WIT, &[("src/lib.rs", PLUGIN)]).remove(0);
    assert!(text.starts_with(PLUGIN), "{text}");
    for header in [
        "impl kv::store::Host for Caller<'_, Kv> {",
        "impl kv::store::HostBucket for Caller<'_, Kv> {",
        "impl kv::log::Host for Caller<'_, Kv> {",
        "impl kv::log::HostWithStore<hostplug::State> for Kv {",
    ] {
        assert!(text.contains(header), "{header}\n{text}");
    }
    assert!(
        text.contains("hostplug::wasmtime::component::Resource<Bucket>"),
        "what the file does not import is written in full\n{text}"
    );
    let again = completed(WIT, &[("src/lib.rs", &text)]).remove(0);
    assert_eq!(again, text, "nothing is missing any more");
}

#[test]
fn a_method_goes_into_its_impl() {
    let source = format!(
        "{PLUGIN}
use kv::store::{{self, Error}};
use hostplug::wasmtime::component::Resource;

impl store::Host for Caller<'_, Kv> {{
    // Opens it.
    async fn open(&mut self, name: String) -> hostplug::Result<Resource<Bucket>, Error> {{ later() }} // later

    fn convert_error(&mut self, error: hostplug::Fail<Error>) -> hostplug::Result<Error> {{ error.into_wit() }}
    // The end.
}}

/* behind */
"
    );
    let (missing, _) = missing_of(WIT, &[("src/lib.rs", &source)]).unwrap();
    let names: Vec<_> = missing.names().collect();
    assert_eq!(
        names,
        [
            "store::Host::size",
            "impl store::HostBucket",
            "impl log::Host",
            "impl log::HostWithStore",
        ]
    );
    let text = completed(WIT, &[("src/lib.rs", &source)]).remove(0);
    let expected = "    // The end.

    async fn size(&mut self) -> hostplug::Result<u64> {
        Err(hostplug::not_implemented(\"a:kv/store#size\"))
    }
}

/* behind */

impl kv::store::HostBucket for Caller<'_, Kv> {
    async fn get(
        &mut self,
        self_: Resource<Bucket>,
";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn an_impl_in_another_file_names_what_it_needs_from_there() {
    let store = "use hostplug::Caller;
use crate::{Kv, kv::store::HostBucket};

impl crate::kv::store::Host for Caller<'_, Kv> {}
impl HostBucket for Caller<'_, Kv> {}
";
    let files = [("src/lib.rs", PLUGIN), ("src/store.rs", store)];
    let texts = completed(WIT, &files);
    assert!(!texts[0].contains("store::Host"), "{}", texts[0]);
    let types = "Resource<crate::Bucket>, key: String) \
        -> hostplug::Result<Option<Vec<u8>>, crate::kv::store::Error>";
    assert!(dense(&texts[1]).contains(&dense(types)), "{}", texts[1]);
}

/// Without what formatting adds.
fn dense(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.replace(",>", ">").replace(",)", ")")
}

#[test]
fn a_new_resource_gets_a_type() {
    let wit = WIT.replace(
        "open: func",
        "resource cursor { next: func() -> u32; } open: func",
    );
    for (attribute, expected) in [
        (
            "with(\"a:kv/store.bucket\" = Bucket)",
            "with(\"a:kv/store.bucket\" = Bucket, \"a:kv/store.cursor\" = Cursor)",
        ),
        (
            "with(\"a:kv/store.bucket\" = Bucket,), lifecycle",
            "with(\"a:kv/store.bucket\" = Bucket, \"a:kv/store.cursor\" = Cursor), lifecycle",
        ),
        (
            "name = \"x\",",
            "name = \"x\", with(\"a:kv/store.bucket\" = Bucket, \"a:kv/store.cursor\" = Cursor)",
        ),
    ] {
        let source = format!("#[host_plugin(world = \"a:kv/plugin\", {attribute})]\nstruct Kv;\n");
        let text = completed(&wit, &[("src/lib.rs", &source)]).remove(0);
        assert!(dense(&text).contains(&dense(expected)), "{text}");
        assert!(text.contains("pub struct Cursor;"), "{text}");
    }
}

#[test]
fn what_wit_does_not_have_is_named_and_left_alone() {
    let source = format!(
        "{PLUGIN}impl kv::log::Host for Caller<'_, Kv> {{\n    async fn wrte(&mut self) {{}}\n}}\n"
    );
    let (missing, _) = missing_of(WIT, &[("src/lib.rs", &source)]).unwrap();
    assert_eq!(missing.unknown, ["log::Host::wrte"]);
    let text = completed(WIT, &[("src/lib.rs", &source)]).remove(0);
    assert!(text.contains("async fn wrte(&mut self) {}"), "{text}");
    assert!(text.contains("async fn write("), "{text}");
}

#[test]
fn layout_is_that_of_the_block() {
    let nested = format!(
        "mod plugin {{\n    {}\n    impl kv::log::Host for Caller<'_, Kv> {{}}\n}}\nfn after() {{}}\n",
        PLUGIN.trim_end().replace('\n', "\n    ")
    );
    let text = completed(WIT, &[("src/lib.rs", &nested)]).remove(0);
    assert!(
        text.contains("    impl kv::log::Host for Caller<'_, Kv> {\n        async fn write("),
        "{text}"
    );
    assert!(
        text.contains("\n    impl kv::store::Host for Caller<'_, Kv> {\n        async fn open("),
        "{text}"
    );
    assert!(text.ends_with("}\n}\nfn after() {}\n"), "{text}");
    let windows = completed(WIT, &[("src/lib.rs", &PLUGIN.replace('\n', "\r\n"))]).remove(0);
    assert_eq!(
        windows.matches('\n').count(),
        windows.matches("\r\n").count()
    );
}

#[test]
fn a_file_that_has_no_plugin_is_refused() {
    let error = missing_of(WIT, &[("src/lib.rs", "struct Kv;")]).unwrap_err();
    assert!(error.messages[0].starts_with("no plugin in `"), "{error}");
    let error = missing_of(WIT, &[("src/lib.rs", "struct Kv")]).unwrap_err();
    assert!(
        error.messages[0].starts_with("`src/lib.rs` is not Rust: "),
        "{error}"
    );
    let wrong = PLUGIN.replace("a:kv/plugin", "a:kv/plugn");
    let error = missing_of(WIT, &[("src/lib.rs", &wrong)]).unwrap_err();
    assert!(
        error.messages[0].starts_with("no world `a:kv/plugn"),
        "{error}"
    );
}

/// A package with this file, whose WIT becomes another.
fn renewed(source: &str, new: &str) -> Result<Renewal, Error> {
    let (root, staged) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (folder, wit) in [(&root, WIT), (&staged, new)] {
        for name in ["wit", "other"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("kv.wit"), wit).unwrap();
        }
    }
    let folders = Folders {
        root: root.path(),
        staged: staged.path(),
    };
    let file = SourceFile {
        path: "src/lib.rs".into(),
        text: source.to_owned(),
    };
    let worlds = ("a:kv/plugin@0.1.0", "a:kv/plugin@0.2.0");
    renew(folders, &[file], worlds)
}

#[test]
fn versions_in_the_attribute_follow_the_wit() {
    let new = WIT.replace("@0.1.0", "@0.2.0");
    let source = PLUGIN.replace("\"a:kv/plugin@0.1.0\"", "r#\"a:kv/plugin@0.1.0\"#");
    let source = source.replace("a:kv/store.bucket", "a:kv/store@0.1.0.bucket");
    let renewal = renewed(&source, &new).unwrap();
    let expected = source.replace("@0.1.0", "@0.2.0");
    assert_eq!(renewal.files[0].text, expected);
    let texts: Vec<_> = renewal
        .literals
        .iter()
        .map(|literal| literal.text.as_str())
        .collect();
    let raw = "r#\"a:kv/plugin@0.2.0\"#";
    assert_eq!(texts, [raw, "\"a:kv/store@0.2.0.bucket\""]);
}

#[test]
fn a_resource_that_is_gone_is_named_and_its_type_left_alone() {
    let new = WIT.replace("@0.1.0", "@0.2.0");
    let new = new
        .replace("resource bucket", "resource vat")
        .replace("result<bucket", "result<vat");
    let renewal = renewed(PLUGIN, &new).unwrap();
    assert_eq!(renewal.stale, ["a:kv/store.bucket"]);
    let text = renewal.complete(0).unwrap();
    let with = "with(\"a:kv/store.bucket\" = Bucket, \"a:kv/store.vat\" = Vat)";
    assert!(text.contains(with), "{text}");
    assert!(
        text.contains("pub struct Bucket;") && text.contains("pub struct Vat;"),
        "{text}"
    );
}

#[test]
fn a_type_of_the_author_keeps_its_name() {
    let new = WIT.replace(
        "open: func",
        "resource cursor { next: func() -> u32; } open: func",
    );
    let renewal = renewed(&format!("{PLUGIN}pub trait Cursor {{}}\n"), &new).unwrap();
    let text = renewal.complete(0).unwrap();
    assert!(
        text.contains("\"a:kv/store.cursor\" = StoreCursor"),
        "{text}"
    );
}

#[test]
fn a_plugin_that_reads_other_wit_is_none_of_its_business() {
    let new = WIT.replace("@0.1.0", "@0.2.0").replace("write:", "print:");
    let source = PLUGIN.replace("with(", "path = \"other\", with(");
    let renewal = renewed(&source, &new).unwrap();
    assert_eq!(
        (renewal.literals.len(), &renewal.files[0].text),
        (0, &source)
    );
    let text = renewal.complete(0).unwrap();
    assert!(
        text.contains("async fn write(") && !text.contains("print"),
        "{text}"
    );
}
