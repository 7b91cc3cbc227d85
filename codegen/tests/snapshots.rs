//! What the attribute writes for plugins of every kind, as files that show in a diff what a change does to the code of
//! authors. `BLESS=1` writes them.
//!
//! The tests of the SDK compile the same plugins and link them. The code of `bindgen!` is not here: it is Wasmtime's.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{File, Item, Meta};

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots")
}

/// The expansion of the one plugin in a file.
fn expanded(text: &str) -> String {
    let file = syn::parse_file(text).unwrap();
    let plugins = file.items.into_iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    let expansions = plugins.filter_map(|mut item| {
        let at = item
            .attrs
            .iter()
            .position(|attribute| attribute.path().is_ident("host_plugin"))?;
        let Meta::List(list) = item.attrs.remove(at).meta else {
            return None;
        };
        Some(hostplug_codegen::host_plugin(
            list.tokens,
            item.into_token_stream(),
        ))
    });
    let file: File = syn::parse2(expansions.collect::<TokenStream>()).unwrap();
    // The folder without WIT lies in this crate, wherever that is.
    // Where lines break depends on how long they are, so the folder of this crate goes before that.
    let text = file.to_token_stream().to_string();
    let text = text.replace(env!("CARGO_MANIFEST_DIR"), "..");
    prettyplease::unparse(&syn::parse_file(&text).unwrap())
}

#[test]
fn every_expansion_is_what_it_was() {
    let mut plugins: Vec<_> = fs::read_dir(snapshots())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().ends_with(".expanded.rs"))
        .collect();
    plugins.sort();
    let stale = plugins.iter().filter(|path| is_stale(path));
    let stale: Vec<_> = stale.map(|path| path.display().to_string()).collect();
    assert!(stale.is_empty(), "run with `BLESS=1`: {stale:#?}");
    assert!(plugins.len() >= 9);
}

/// Shows the first line that differs.
fn is_stale(path: &Path) -> bool {
    let snapshot = path.with_extension("expanded.rs");
    let now = expanded(&fs::read_to_string(path).unwrap());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&snapshot, &now).unwrap();
    }
    let then = fs::read_to_string(&snapshot).unwrap_or_default();
    let mut lines = now.lines().zip(then.lines());
    if let Some((now, then)) = lines.find(|(now, then)| now != then) {
        eprintln!("{}:\n-{then}\n+{now}", snapshot.display());
    }
    now != then
}

/// A path of Rust that begins elsewhere than in the SDK or the standard library would mean what the author's crate
/// has under that name.
#[test]
fn no_path_begins_in_a_crate_that_an_author_may_not_have() {
    for entry in fs::read_dir(snapshots()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".expanded.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let absolute = text.match_indices("::").filter(|(at, _)| {
                let before = text[..*at].chars().next_back();
                before.is_some_and(|before| !before.is_alphanumeric() && !"_>".contains(before))
            });
            let names = absolute.map(|(at, colons)| &text[at + colons.len()..]);
            let foreign: Vec<_> = names
                .filter_map(|path| path.split(|c: char| !c.is_alphanumeric()).next())
                .filter(|name| !["hostplug", "core", "std"].contains(name))
                .collect();
            assert!(foreign.is_empty(), "{}: {foreign:?}", path.display());
        }
    }
}
