//! Whatever an author did to a plugin and whatever becomes of its WIT: every byte of his is there afterwards, and
//! nothing is missing.

mod author;
mod random;
mod wit;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use hostplug_codegen::stub::fill::{Folders, Renewal, SourceFile, missing, renew};
use hostplug_codegen::stub::{Package, Request, Sdk, plugin_crate};
use quote::ToTokens;

use crate::random::Random;
use crate::wit::Wit;

const CASES: u64 = 100;

/// The world keeps its name.
const WORLDS: (&str, &str) = ("a:b/w", "a:b/w");

/// To see one case again: `SEED=17 cargo test -p hostplug-codegen --features stub --test renew`.
#[test]
fn every_edit_outlives_new_wit() {
    let chosen = std::env::var("SEED").ok().map(|seed| seed.parse().unwrap());
    let seeds: Vec<u64> = chosen.map_or((0..CASES).collect(), |seed| vec![seed]);
    std::thread::scope(|scope| {
        for seeds in seeds.chunks(CASES as usize / 4) {
            scope.spawn(|| seeds.iter().copied().for_each(run));
        }
    });
}

fn run(seed: u64) {
    let _shown = Shown(seed);
    case(&mut Random::new(seed));
}

/// Says which case has failed.
struct Shown(u64);

impl Drop for Shown {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was the case of `SEED={}`", self.0);
        }
    }
}

fn case(random: &mut Random) {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let wit = Wit::new(random);
    write(old.path(), &wit);
    let fresh = generated(old.path());
    let edited = author::edited(random, fresh.clone());
    let changed = wit.changed(random);
    write(new.path(), &changed);

    let folders = Folders {
        root: old.path(),
        staged: new.path(),
    };
    let renewal =
        renew(folders, &edited, WORLDS).unwrap_or_else(|error| panic!("{error}\n{edited:#?}"));
    assert_eq!(without_changes(&renewal, &edited), edited);
    let wanted = generated(new.path());
    only_what_was_missing_came(&renewal, &edited, &wanted);
    what_does_not_fit_is_reported(&renewal, &edited, &fresh, &wanted);
    nothing_is_missing_afterwards(new.path(), &renewal);
}

fn write(root: &Path, wit: &Wit) {
    fs::create_dir(root.join("wit")).unwrap();
    fs::write(root.join("wit/b.wit"), wit.to_string()).unwrap();
}

fn generated(root: &Path) -> String {
    let name = "my-plugin".parse().unwrap();
    let package = Package::read(&root.join("wit")).unwrap();
    let request = Request::new(&name, &package, Sdk::Version("0.1.0".into()));
    let files = plugin_crate(&request).unwrap().files;
    let lib = files.into_iter().find(|(path, _)| path.ends_with("lib.rs"));
    lib.unwrap().1
}

fn completed(renewal: &Renewal) -> Vec<SourceFile> {
    let files = renewal.files.iter().enumerate();
    let files = files.map(|(index, file)| SourceFile {
        path: file.path.clone(),
        text: renewal.complete(index).unwrap(),
    });
    files.collect()
}

/// The result without what was inserted, and with the literals that were replaced.
fn without_changes(renewal: &Renewal, edited: &[SourceFile]) -> Vec<SourceFile> {
    let mut files = completed(renewal);
    for (file, insertions) in &renewal.missing.insertions {
        let mut insertions = insertions.clone();
        insertions.sort_by_key(|insertion| insertion.offset);
        for insertion in insertions {
            let range = insertion.offset..insertion.offset + insertion.text.len();
            assert_eq!(files[*file].text[range.clone()], insertion.text);
            files[*file].text.replace_range(range, "");
        }
    }
    for literal in &renewal.literals {
        let was = &edited[literal.file].text[literal.range.clone()];
        assert!(
            was.starts_with("\"a:b/w@0."),
            "only the world has a version: {was}"
        );
        let range = literal.range.start..literal.range.start + literal.text.len();
        assert_eq!(files[literal.file].text[range.clone()], literal.text);
        files[literal.file].text.replace_range(range, was);
    }
    files
}

/// The methods of host traits: how often each is there, and its types.
type Methods = BTreeMap<(String, String), (usize, String)>;

fn methods<'a>(texts: impl IntoIterator<Item = &'a str>) -> Methods {
    let mut methods = Methods::new();
    let items = texts.into_iter().flat_map(|text| {
        syn::parse_file(text.trim_start_matches('\u{feff}'))
            .unwrap()
            .items
    });
    for item in items {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        let Some((path, _)) = &item.trait_ else {
            continue;
        };
        let path = path.to_token_stream().to_string();
        if !path.starts_with("b :: ") && !path.starts_with("crate :: b ::") {
            continue;
        }
        let path = path.trim_start_matches("crate :: ").to_owned();
        for method in item.items {
            let syn::ImplItem::Fn(method) = method else {
                continue;
            };
            let found = methods.entry((path.clone(), method.sig.ident.to_string()));
            found.or_insert((0, types(&method.sig))).0 += 1;
        }
    }
    methods
}

fn types(signature: &syn::Signature) -> String {
    let inputs = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => receiver.to_token_stream().to_string(),
        syn::FnArg::Typed(typed) => typed.ty.to_token_stream().to_string(),
    });
    let output = signature.output.to_token_stream().to_string();
    inputs.chain([output]).collect::<Vec<_>>().join(", ")
}

fn texts(files: &[SourceFile]) -> impl Iterator<Item = &str> {
    files.iter().map(|file| file.text.as_str())
}

/// A fresh plugin for the new WIT says what there has to be.
fn only_what_was_missing_came(renewal: &Renewal, edited: &[SourceFile], wanted: &str) {
    let (had, wanted) = (methods(texts(edited)), methods([wanted]));
    let has = methods(texts(&completed(renewal)));
    let all: BTreeSet<_> = had.keys().chain(wanted.keys()).collect();
    assert_eq!(has.keys().collect::<BTreeSet<_>>(), all);
    for (method, (count, _)) in &has {
        let expected = had.get(method).map_or(1, |(count, _)| *count);
        assert_eq!(*count, expected, "{method:?}");
    }
}

fn what_does_not_fit_is_reported(renewal: &Renewal, edited: &[SourceFile], old: &str, new: &str) {
    let (had, old, new) = (methods(texts(edited)), methods([old]), methods([new]));
    let expected: BTreeSet<_> = had
        .keys()
        .filter_map(|method| {
            let (_, was) = old.get(method)?;
            let is = new.get(method).map(|(_, types)| types);
            (is != Some(was)).then(|| (short(method), is.is_some()))
        })
        .collect();
    let reported = renewal.changes.iter();
    let reported: BTreeSet<_> = reported
        .map(|change| (change.method.clone(), change.new.is_some()))
        .collect();
    assert_eq!(reported, expected);
    assert_eq!(renewal.missing.unknown, [""; 0]);
}

/// `b :: one :: Host < .. >` and `get` as they are reported.
fn short((path, method): &(String, String)) -> String {
    let path = path.split(" <").next().unwrap().replace(' ', "");
    format!("{}::{method}", path.trim_start_matches("b::"))
}

fn nothing_is_missing_afterwards(root: &Path, renewal: &Renewal) {
    let files = completed(renewal);
    let folders = Folders { root, staged: root };
    let again = renew(folders, &files, WORLDS).unwrap();
    assert!(again.missing.insertions.is_empty(), "{:?}", again.missing);
    assert_eq!((again.literals, again.changes), (Vec::new(), Vec::new()));
    if renewal.stale.is_empty() {
        let missing = missing(root, &files).unwrap();
        assert!(missing.insertions.is_empty(), "{missing:?}");
    }
}
