//! The files of the crate, from templates.

use std::path::{Path, PathBuf};

use crate::stub::{Request, Sdk, Stub, contract, source};

const MANIFEST: &str = include_str!("../../templates/plugin/Cargo.toml.in");
const README: &str = include_str!("../../templates/plugin/README.md.in");
const GITIGNORE: &str = include_str!("../../templates/plugin/gitignore.in");
const INTERFACES_TEST: &str = include_str!("../../templates/plugin/interfaces.rs.in");

/// Every file of the crate, ordered by its path. `wit` are the texts of the WIT.
pub(super) fn files(
    request: &Request<'_>,
    stub: &Stub<'_>,
    wit: Vec<(PathBuf, String)>,
) -> Vec<(PathBuf, String)> {
    let mut files = vec![
        (PathBuf::from(".gitignore"), GITIGNORE.to_owned()),
        (PathBuf::from("Cargo.toml"), manifest(request, stub)),
        (PathBuf::from("README.md"), readme(stub)),
        (PathBuf::from("src/lib.rs"), source::lib(stub)),
        (PathBuf::from("tests/interfaces.rs"), interfaces_test(stub)),
    ];
    files.extend(
        wit.into_iter()
            .map(|(path, text)| (Path::new("wit").join(path), text)),
    );
    files.sort();
    files
}

fn manifest(request: &Request<'_>, stub: &Stub<'_>) -> String {
    let (tail, lints) = match request.sdk {
        Sdk::Workspace => ("", "\n[lints]\nworkspace = true\n"),
        Sdk::Path(_) | Sdk::Version(_) => (
            "\n# A workspace of its own; take this out to make the crate a member of another.\n[workspace]\n",
            "",
        ),
    };
    render(
        MANIFEST,
        &[
            ("name", stub.name.as_str()),
            ("world", &stub.world().id),
            ("rust-version", env!("CARGO_PKG_RUST_VERSION")),
            ("hostplug", &dependency(&request.sdk, stub)),
            ("tail", &format!("{lints}{tail}")),
        ],
    )
}

/// The value of the dependency on the SDK.
fn dependency(sdk: &Sdk, stub: &Stub<'_>) -> String {
    let needs_wasi = stub
        .plan
        .upstream
        .keys()
        .any(|package| package != "wasi:io");
    let wasi = needs_wasi.then_some("\"wasi\"");
    let features = match sdk {
        // The workspace's own entry has no default features.
        Sdk::Workspace => Some("\"macros\"")
            .into_iter()
            .chain(wasi)
            .collect::<Vec<_>>(),
        Sdk::Path(_) | Sdk::Version(_) => wasi.into_iter().collect(),
    };
    let features = match features.as_slice() {
        [] => String::new(),
        features => format!(", features = [{}]", features.join(", ")),
    };
    match sdk {
        Sdk::Workspace => format!("{{ workspace = true{features} }}"),
        Sdk::Path(path) => format!("{{ path = {:?}{features} }}", path.display().to_string()),
        Sdk::Version(version) if features.is_empty() => format!("{version:?}"),
        Sdk::Version(version) => format!("{{ version = {version:?}{features} }}"),
    }
}

fn readme(stub: &Stub<'_>) -> String {
    let plugin = stub.names.plugin.to_string();
    let values = [
        ("name", stub.name.as_str()),
        ("plugin", &plugin),
        ("world", &stub.world().id),
        ("contract", &contract::tables(stub)),
    ];
    render(README, &values)
}

fn interfaces_test(stub: &Stub<'_>) -> String {
    let plugin = stub.names.plugin.to_string();
    let names = stub
        .world()
        .served()
        .map(|interface| format!("{:?}", interface.name.to_string()));
    let values = [
        ("crate", stub.name.ident()),
        ("plugin", plugin),
        ("imported", array(&names.collect::<Vec<_>>())),
    ];
    render(
        INTERFACES_TEST,
        &values.each_ref().map(|(key, value)| (*key, value.as_str())),
    )
}

/// An array in the body of a function, as rustfmt breaks it.
fn array(items: &[String]) -> String {
    let line = format!("[{}]", items.join(", "));
    match line.len() <= 60 {
        // Nothing says what it would be an array of.
        true if items.is_empty() => "[\"\"; 0]".to_owned(),
        true => line,
        false => format!("[\n        {},\n    ]", items.join(",\n        ")),
    }
}

/// Puts values into the places `{{key}}` of a template, in one pass: a value is never taken for a template.
fn render(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split("{{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part
            .split_once("}}")
            .expect("a place of a template is closed");
        let value = values.iter().find(|(name, _)| *name == key);
        let (_, value) = value.expect("a place of a template has a value");
        text.push_str(value);
        text.push_str(rest);
    }
    text
}
