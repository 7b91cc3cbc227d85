use std::path::Path;

use crate::stub::{Error, Package, PluginCrate, Request, Sdk, plugin_crate};

fn generate(package: &Package) -> Result<PluginCrate, Error> {
    let name = "my-plugin".parse().unwrap();
    let sdk = Sdk::Version("0.1.0".into());
    plugin_crate(&Request {
        guest: true,
        ..Request::new(&name, package, sdk)
    })
}

fn of_wit(wit: &str) -> Result<PluginCrate, Error> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("package.wit");
    std::fs::write(&path, wit).unwrap();
    generate(&Package::read(&path).unwrap())
}

fn text<'a>(written: &'a PluginCrate, path: &str) -> &'a str {
    let mut files = written.files.iter();
    let found = files.find(|(file, _)| file == Path::new(path));
    &found.unwrap_or_else(|| panic!("no `{path}`")).1
}

/// The call of `f` with these types around it.
fn call(types: &str, function: &str) -> String {
    let wit =
        format!("package a:b; interface i {{ {types} f: {function}; }} world w {{ import i; }}");
    let written = of_wit(&wit).unwrap();
    let calls = text(&written, "guest/src/calls.rs").to_owned();
    let calls = calls.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = calls.split_once("i::f(").unwrap();
    rest.split_once(';').unwrap().0.trim().to_owned()
}

#[test]
fn values_are_borrowed_as_the_bindings_ask_for_them() {
    let record = "record r { name: string, count: u32 } record n { count: u32 }";
    for (function, expected) in [
        ("func(a: u8, b: f32, c: bool)", "0, 0.0, false)"),
        ("func(key: string)", "\"key\")"),
        ("func(keys: list<string>)", "&[String::from(\"keys\")])"),
        (
            "func(a: r)",
            "&i::R { name: String::from(\"name\"), count: 0, }, )",
        ),
        ("func(a: n)", "i::N { count: 0 })"),
        ("func(a: tuple<string, n>)", "(\"a\", &i::N { count: 0 }))"),
        ("func(a: option<r>)", "None)"),
        ("func(a: list<u8, 3>)", "std::array::from_fn(|_| 0))"),
        ("async func(key: string)", "String::from(\"key\")).await"),
    ] {
        assert_eq!(call(record, function), expected, "{function}");
    }
}

#[test]
fn types_with_cases_have_the_first_that_can_be_made() {
    let types = "resource x; variant v { of(x), none } enum e { a, b } flags g { on }";
    assert_eq!(
        call(types, "func(a: v, b: e, c: g)"),
        "i::V::None, i::E::A, i::G::empty())"
    );
}

#[test]
fn handles_come_from_constructors_or_from_answers() {
    let wit = "package a:b; interface i {
        resource made { constructor(name: string); use-it: func(); }
        resource found { use-it: func(); }
        find: func(at: borrow<made>) -> result<option<found>, string>;
    } world w { import i; }";
    let written = of_wit(wit).unwrap();
    let handles = text(&written, "guest/src/handles.rs");
    assert!(
        handles.contains("let handle = i::Made::new(\"name\");"),
        "{handles}"
    );
    let find =
        "    let made = crate::handles::made()?;\n    if let Ok(Some(handle)) = i::find(&made) {";
    assert!(handles.contains(find), "{handles}");
    let calls = text(&written, "guest/src/calls.rs");
    assert!(
        calls.contains("let found = crate::handles::found()?;"),
        "{calls}"
    );
}

#[test]
fn what_cannot_be_called_is_named() {
    let wit = "package a:b; interface i { resource r { go: func(); } } world w { import i; }";
    let written = of_wit(wit).unwrap();
    let calls = text(&written, "guest/src/calls.rs");
    let skip = "crate::skip(\"a:b/i#r.go\", \"no way to a value of `r`\");";
    assert!(calls.contains(skip), "{calls}");
    assert!(text(&written, "guest/src/lib.rs").contains("fn skip("));
    let files = written.files.iter();
    assert!(!files.clone().any(|(path, _)| path.ends_with("handles.rs")));
}

#[test]
fn what_the_plugin_calls_is_exported() {
    let wit = "package a:b; interface i { f: func(); }
        interface j { record r { n: u8 } on: func(what: r) -> result<u8, string>; }
        world w { import i; export j; }";
    let written = of_wit(wit).unwrap();
    let exported = text(&written, "guest/src/exported.rs");
    assert!(
        exported.contains("impl j::Guest for crate::Guest {"),
        "{exported}"
    );
    let function = "fn on(what: j::R) -> Result<u8, String> {";
    assert!(exported.contains(function), "{exported}");
    assert!(exported.contains("Ok(0)"), "{exported}");
    assert!(text(&written, "README.md").contains("sh guest/build.sh"));
}

#[test]
fn a_world_that_exports_resources_has_no_guest() {
    let wit = "package a:b; interface i { f: func(); } interface j { resource r; }
        world w { import i; export j; }";
    let error = of_wit(wit).unwrap_err().to_string();
    assert!(
        error.starts_with("no guest can be written: `a:b/j`"),
        "{error}"
    );
}

/// Each text of the catalogue that makes a plugin has a guest, with every function in it, and all of it is Rust.
#[test]
fn every_function_of_the_catalogue_is_called_or_named() {
    let mut guests = 0;
    for entry in crate::catalogue::entries() {
        let Ok(written) = generate(&Package::of_catalogue(entry)) else {
            continue;
        };
        guests += 1;
        let sources = written
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("guest/src"));
        for (path, text) in sources {
            let parsed = syn::parse_file(text);
            assert!(parsed.is_ok(), "{} of {}", path.display(), entry.path());
        }
        let calls = text(&written, "guest/src/calls.rs");
        for interface in &written.interfaces {
            let (name, functions) = functions(entry, interface);
            for function in functions {
                assert!(
                    calls.contains(&format!("\"{name}#{function}\"")),
                    "{name}#{function}"
                );
            }
        }
    }
    assert!(guests >= 50, "{guests}");
}

/// The functions of an interface as they are named in options.
fn functions(entry: &'static crate::catalogue::Entry, id: &str) -> (String, Vec<String>) {
    let package = Package::of_catalogue(entry);
    let interfaces = package.resolve.interfaces.iter();
    let mut interfaces = interfaces.filter(|(other, _)| {
        package
            .resolve
            .id_of(*other)
            .is_some_and(|other| other == id)
    });
    let (_, interface) = interfaces.next().unwrap();
    let names = interface
        .functions
        .values()
        .map(|function| match function.name.split_once(']') {
            Some(("[constructor", resource)) => format!("{resource}.constructor"),
            Some((_, method)) => method.to_owned(),
            None => function.name.clone(),
        });
    (id.to_owned(), names.collect())
}
