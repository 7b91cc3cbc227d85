//! Tests of the whole: from WIT to signatures.

use std::fs;

use super::*;

/// The crate `my-kv` for the world in `wit`.
fn generate(wit: &str) -> Result<PluginCrate, Error> {
    generate_as("my-kv", wit)
}

fn generate_as(name: &str, wit: &str) -> Result<PluginCrate, Error> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kv.wit");
    fs::write(&path, wit).unwrap();
    let name = name.parse().unwrap();
    let package = Package::read(&path)?;
    plugin_crate(&Request::new(&name, &package, Sdk::Version("0.1.0".into())))
}

fn text<'a>(written: &'a PluginCrate, path: &str) -> &'a str {
    let file = written
        .files
        .iter()
        .find(|(name, _)| name == Path::new(path));
    &file.unwrap_or_else(|| panic!("no {path}")).1
}

/// The parameters and the result of `f` with these types around it, without line breaks.
fn signature(types: &str, function: &str) -> String {
    let wit =
        format!("package a:b; interface i {{ {types} f: {function}; }} world w {{ import i; }}");
    let written = generate(&wit).unwrap();
    let lib = text(&written, "src/lib.rs")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let (_, rest) = lib.split_once("async fn f(").unwrap();
    let (signature, _) = rest.split_once(" {").unwrap();
    signature.replace(", )", ")").trim_start().to_owned()
}

#[test]
fn primitive_types() {
    let numbers = "a: u8, b: s8, c: u16, d: s16, e: u32, g: s32, h: u64, i: s64, j: f32, k: f64";
    assert_eq!(
        signature("", &format!("func({numbers})")),
        "&mut self, a: u8, b: i8, c: u16, d: i16, e: u32, g: i32, h: u64, i: i64, j: f32, k: f64) \
         -> hostplug::Result<()>"
    );
    assert_eq!(
        signature("", "func(a: bool, b: char, c: string, d: error-context)"),
        "&mut self, a: bool, b: char, c: String, d: ErrorContext) -> hostplug::Result<()>"
    );
}

#[test]
fn compound_types() {
    assert_eq!(
        signature(
            "",
            "func(a: list<u8>, b: option<option<string>>, c: list<u32, 4>, d: map<string, u8>)"
        ),
        "&mut self, a: Vec<u8>, b: Option<Option<String>>, c: [u32; 4], d: HashMap<String, u8>) \
         -> hostplug::Result<()>"
    );
    assert_eq!(
        signature("", "func() -> tuple<u8, string>"),
        "&mut self) -> hostplug::Result<(u8, String)>"
    );
    assert_eq!(
        signature("", "func() -> tuple<u8>"),
        "&mut self) -> hostplug::Result<(u8,)>"
    );
}

#[test]
fn readers() {
    assert_eq!(
        signature(
            "",
            "func(a: stream<u8>, b: stream, c: future, d: future<result<u8>>)"
        ),
        "&mut self, a: StreamReader<u8>, b: StreamReader<()>, c: FutureReader<()>, \
         d: FutureReader<Result<u8, ()>>) -> hostplug::Result<()>"
    );
}

#[test]
fn named_types_keep_their_names() {
    assert_eq!(
        signature(
            "record r { a: u8 } type l = list<r>; type t = result<u8, string>;",
            "func(a: r, b: l) -> t"
        ),
        "&mut self, a: b::i::R, b: b::i::L) -> hostplug::Result<b::i::T>"
    );
}

#[test]
fn handles_of_either_kind_are_resources_of_the_authors_type() {
    assert_eq!(
        signature(
            "resource shelf; type h = own<shelf>;",
            "func(a: shelf, b: borrow<shelf>, c: h) -> list<shelf>"
        ),
        "&mut self, a: Resource<Shelf>, b: Resource<Shelf>, c: b::i::H) -> hostplug::Result<Vec<Resource<Shelf>>>"
    );
}

#[test]
fn an_error_that_can_be_carried_stands_in_its_place() {
    assert_eq!(
        signature("enum e { x }", "func() -> result<u8, e>"),
        "&mut self) -> hostplug::Result<u8, b::i::E>"
    );
    assert_eq!(
        signature("variant e { x }", "func() -> result<_, e>"),
        "&mut self) -> hostplug::Result<(), b::i::E>"
    );
    assert_eq!(
        signature("type e = string;", "func() -> result<u8, e>"),
        "&mut self) -> hostplug::Result<u8, b::i::E>"
    );
}

#[test]
fn any_other_error_stays_inside() {
    assert_eq!(
        signature("flags e { x }", "func() -> result<u8, e>"),
        "&mut self) -> hostplug::Result<Result<u8, b::i::E>>"
    );
    assert_eq!(
        signature("", "func() -> result"),
        "&mut self) -> hostplug::Result<Result<(), ()>>"
    );
    assert_eq!(
        signature("", "func() -> result<_, string>"),
        "&mut self) -> hostplug::Result<Result<(), String>>"
    );
}

/// What `f` of this type does.
fn body(types: &str, function: &str) -> String {
    let wit =
        format!("package a:b; interface i {{ {types} f: {function}; }} world w {{ import i; }}");
    let written = generate(&wit).unwrap();
    let (_, rest) = text(&written, "src/lib.rs").split_once("fn f(").unwrap();
    let (_, rest) = rest.split_once("{\n").unwrap();
    let (body, _) = rest.split_once("\n    }").unwrap();
    body.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_not_written_is_an_error_that_can_carry_words() {
    let text = "let text = \"`a:b/i#f` is not written yet\";";
    for (types, result, error) in [
        (
            "variant e { gone, other(string) }",
            "result<u8, e>",
            "Err(b::i::E::Other(text.into()).into())",
        ),
        (
            "variant e { upstream(string), io(string) }",
            "result<_, e>",
            "Err(b::i::E::Upstream(text.into()).into())",
        ),
        (
            "type e = string;",
            "result<u8, e>",
            "Err(String::from(text).into())",
        ),
        ("", "result<_, string>", "Ok(Err(text.into()))"),
        ("type r = result<u8, string>;", "r", "Ok(Err(text.into()))"),
    ] {
        let found = body(types, &format!("func() -> {result}"));
        assert_eq!(found, format!("{text} {error}"));
    }
}

#[test]
fn what_is_not_written_is_a_trap_where_no_error_can_carry_words() {
    for (types, result) in [
        ("", "u8"),
        ("", "result"),
        ("enum e { other }", "result<u8, e>"),
        ("variant e { other(u8), io }", "result<u8, e>"),
        ("record e { other: string }", "result<u8, e>"),
    ] {
        let found = body(types, &format!("func() -> {result}"));
        assert_eq!(found, "Err(not_implemented(\"a:b/i#f\"))");
    }
}

#[test]
fn async_functions_take_an_accessor() {
    assert_eq!(
        signature("enum e { x }", "async func(a: u8) -> result<u8, e>"),
        "accessor: &Accessor<hostplug::State, Self>, a: u8) -> hostplug::Result<u8, b::i::E>"
    );
}

#[test]
fn types_of_the_author_avoid_taken_names() {
    let wit = "package demo:std; interface i { resource %option; resource my-kv; f: func(); } world w { import i; }";
    let written = generate(wit).unwrap();
    let lib = text(&written, "src/lib.rs");
    for line in [
        "pub struct MyKv;",
        "pub struct IOption;",
        "pub struct IMyKv;",
        "bindings = bindings",
    ] {
        assert!(lib.contains(line), "no `{line}` in\n{lib}");
    }
    let written = generate_as("caller", wit).unwrap();
    assert_eq!(written.plugin, "CallerPlugin");
    assert!(text(&written, "src/lib.rs").contains("name = \"caller\""));
}

#[test]
fn interfaces_whose_bare_name_is_taken_are_named_in_full() {
    let wit = "package demo:kv; interface demo { f: func(); } world w { import demo; }";
    let written = generate(wit).unwrap();
    let lib = text(&written, "src/lib.rs");
    assert!(lib.contains("impl kv::demo::kv::demo::Host for"), "{lib}");
}

#[test]
fn types_of_wasi_come_from_the_sdk() {
    let wit = "package demo:kv;
        interface store { use wasi:cli/stdin@0.2.12.{marker}; use wasi:io/poll@0.2.12.{pollable};
          wait: func(a: marker) -> pollable; }
        world w { import store; }
        package wasi:io@0.2.12 { interface poll { resource pollable; } }
        package wasi:cli@0.2.12 { interface stdin { type marker = u8; } }";
    let written = generate(wit).unwrap();
    assert_eq!(written.interfaces, ["demo:kv/store"]);
    let lib = text(&written, "src/lib.rs");
    assert!(lib.contains("Resource<kv::store::Pollable>"), "{lib}");
    assert!(!lib.contains("struct Pollable"), "{lib}");
    assert!(
        text(&written, "Cargo.toml")
            .contains(r#"hostplug = { version = "0.1.0", features = ["wasi"] }"#)
    );
}

#[test]
fn a_world_that_only_imports_wasi_is_refused() {
    let wit = "package demo:kv; world w { import wasi:io/poll@0.2.12; }
        package wasi:io@0.2.12 { interface poll { f: func(); } }";
    let message = generate(wit).unwrap_err().to_string();
    assert!(
        message.starts_with("world `w` imports only interfaces that a host serves without plugins"),
        "{message}"
    );
}

#[test]
fn the_rules_of_the_attribute_hold() {
    let message = generate("package a:b; world w { import f: func(); }")
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("world `w` imports the function `f` outside of any interface"),
        "{message}"
    );
}

#[test]
fn names_that_have_no_place_in_rust_are_refused() {
    for (wit, reason) in [
        (
            "package a:%type; interface i { f: func(); } world w { import i; }",
            "`a:type/i`: `type` is a keyword",
        ),
        (
            "package a:b; interface i { record host { a: u8 } } world w { import i; }",
            "`a:b/i.host`: `Host` is taken",
        ),
    ] {
        let message = generate(wit).unwrap_err().to_string();
        assert!(
            message.starts_with("`bindgen!` cannot name ") && message.contains(reason),
            "{message}"
        );
    }
}

#[test]
fn components_that_the_plugin_calls_are_found_when_it_is_bound() {
    let wit = "package a:b; interface i { f: func(); } world w { export i; }";
    let written = generate(wit).unwrap();
    let lib = text(&written, "src/lib.rs");
    assert!(
        lib.contains(r#"#[host_plugin(world = "a:b/w", lifecycle)]"#),
        "{lib}"
    );
    assert!(
        lib.contains("use hostplug::{Lifecycle, Scope, host_plugin};"),
        "{lib}"
    );
    assert!(
        lib.contains("let _ = scope.export::<b::i::Component>();"),
        "{lib}"
    );
    let test = text(&written, "tests/interfaces.rs");
    assert!(test.contains(r#"let imported = [""; 0];"#), "{test}");
}

#[test]
fn the_readme_says_how_each_exported_function_is_called() {
    let wit = "package a:b;
        /// Works.
        interface i {
            resource job { constructor(); /** Runs. */ run: func() -> u32; }
            /// Opens.
            open: func() -> job;
            job-run: func();
        }
        world w { export i; }";
    let written = generate(wit).unwrap();
    let readme = text(&written, "README.md");
    let expected = "### `a:b/i`\n\n\
        Works.\n\n\
        Called by the plugin: `scope.export::<b::i::Component>()` finds it in `Lifecycle::bind`.\n\n\
        | Function | Called as | What it does |\n| --- | --- | --- |\n\
        | `open` | `Session::open` | Opens. |\n\
        | `job-run` | `Component::job_run` |  |\n\
        | `job.constructor` | `Session::job_constructor` |  |\n\
        | `job.run` | `Session::job_run_` | Runs. |\n";
    assert!(readme.ends_with(expected), "{readme}");
}

#[test]
fn an_engine_of_its_own_is_for_types_that_wasmtime_has_switched_off() {
    let test = |ty: &str| {
        let wit =
            format!("package a:b; interface i {{ f: func(a: {ty}); }} world w {{ import i; }}");
        text(&generate(&wit).unwrap(), "tests/interfaces.rs").to_owned()
    };
    for (ty, option) in [
        ("list<u8, 4>", "fixed_length_lists"),
        ("option<map<string, u8>>", "map"),
        ("error-context", "error_context"),
    ] {
        let test = test(ty);
        let line = format!("    config.wasm_component_model_{option}(true);\n");
        assert!(test.contains(&line), "{test}");
        assert!(test.contains("Host::builder().engine(engine());"), "{test}");
    }
    assert!(test("u8").contains("Host::builder();"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let wit = "package a:b; interface i { resource r { constructor(); } f: func(); } world w { import i; }";
    assert_eq!(generate(wit).unwrap().files, generate(wit).unwrap().files);
}

#[test]
fn a_manifest_is_a_workspace_of_its_own_or_a_member() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kv.wit");
    fs::write(
        &path,
        "package a:b; interface i { f: func(); } world w { import i; }",
    )
    .unwrap();
    let name = "my-kv".parse().unwrap();
    let package = Package::read(&path).unwrap();
    let manifest = |sdk| {
        let written = plugin_crate(&Request::new(&name, &package, sdk)).unwrap();
        text(&written, "Cargo.toml").to_owned()
    };
    let own = manifest(Sdk::Path("/sdk".into()));
    assert!(
        own.contains("hostplug = { path = \"/sdk\" }\n") && own.contains("\n[workspace]\n"),
        "{own}"
    );
    assert!(manifest(Sdk::Version("0.1.0".into())).contains("hostplug = \"0.1.0\"\n"));
    let member = manifest(Sdk::Workspace);
    assert!(
        member.contains("workspace = true, features = [\"macros\"]")
            && !member.contains("[workspace]")
    );
}

/// `i` is the same in both versions, `j` is not, and both have the resource of `i`.
#[test]
fn versions_of_one_shape_are_written_once() {
    let wit = "package x:y; world w { import a:b/i@1.0.0; import a:b/i@2.0.0; import a:b/j@1.0.0; import a:b/j@2.0.0; }
        package a:b@1.0.0 {
            interface i { enum e { x } resource r; f: func() -> result<_, e>; }
            interface j { use i.{r, e}; g: func(r: r) -> result<_, e>; }
        }
        package a:b@2.0.0 {
            interface i { enum e { x } resource r; f: func() -> result<_, e>; }
            interface j { use i.{r, e}; g: func(r: r, s: r) -> result<_, e>; }
        }";
    let written = generate(wit).unwrap();
    let ids = ["a:b/i@1.0.0", "a:b/i@2.0.0", "a:b/j@1.0.0", "a:b/j@2.0.0"];
    assert_eq!(written.interfaces, ids);
    let lib = text(&written, "src/lib.rs");
    for (line, times) in [
        ("pub struct R;", 1),
        (r#"with("a:b/i.r" = R)"#, 1),
        ("impl y::i::Host for", 1),
        ("impl y::j::Host for", 1),
        ("impl y::j_2_0_0::Host for", 1),
        ("y::i_2_0_0", 0),
    ] {
        assert_eq!(lib.matches(line).count(), times, "`{line}` in\n{lib}");
    }
    assert!(lib.contains("r: Resource<R>, s: Resource<R>"), "{lib}");
    let readme = text(&written, "README.md");
    assert!(
        readme.contains("### `a:b/i@2.0.0`\n\nServed by the implementation of `a:b/i@1.0.0`."),
        "{readme}"
    );
}
