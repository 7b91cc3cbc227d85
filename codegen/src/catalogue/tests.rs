use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/catalogue")
}

fn files_below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files_below(&path, found),
            false => {
                found.insert(path);
            }
        }
    }
}

fn structure(entry: &'static Entry) -> Structure {
    let closure = closure(entry);
    Structure::of(&closure.resolve, closure.package)
}

fn parse(text: &str) -> Structure {
    let mut resolve = wit::new_resolve();
    let package = resolve.push_str("test.wit", text).unwrap();
    Structure::of(&resolve, package)
}

#[test]
fn the_list_has_exactly_the_files_of_the_folder() {
    let mut files = BTreeSet::new();
    files_below(&folder(), &mut files);
    files.remove(&folder().join("README.md"));
    let listed = entries().iter();
    let listed: BTreeSet<_> = listed
        .map(|entry| folder().join(format!("{}.wit", entry.path())))
        .collect();
    assert_eq!(files, listed);
}

#[test]
fn the_list_is_ordered_by_path() {
    let paths: Vec<_> = entries().iter().map(Entry::path).collect();
    let sorted: BTreeSet<_> = paths.iter().copied().collect();
    assert_eq!(paths, sorted.into_iter().collect::<Vec<_>>());
}

/// The hashes are written into the list by hand, so that nobody changes an interface without seeing it.
#[test]
fn every_text_has_the_hash_of_the_list() {
    let wrong: BTreeMap<_, _> = entries()
        .iter()
        .map(|entry| (entry.path(), (entry.hash(), structure(entry).hash())))
        .filter(|(_, (listed, found))| listed != found)
        .collect();
    assert!(
        wrong.is_empty(),
        "path: (hash in the list, hash of the text)\n{wrong:#?}"
    );
}

#[test]
fn no_two_texts_are_the_same() {
    let hashes: BTreeSet<_> = entries().iter().map(Entry::hash).collect();
    assert_eq!(hashes.len(), entries().len());
}

#[test]
fn every_package_has_the_id_of_its_path() {
    for entry in entries() {
        assert_eq!(structure(entry).id, entry.id(), "{}", entry.path());
        let unversioned = entry.path().split('/').nth(2) == Some("unversioned");
        assert_eq!(entry.version().is_none(), unversioned, "{}", entry.path());
    }
}

#[test]
fn a_text_has_a_variant_only_if_its_id_is_not_enough() {
    for entry in entries() {
        let others = entries().iter().filter(|other| other.id() == entry.id());
        let is_known_elsewhere = entry.path() == "wasmcloud/messaging/0.3.0/wasmcloud-1";
        assert_eq!(
            entry.variant().is_some(),
            others.count() > 1 || is_known_elsewhere,
            "{}",
            entry.path()
        );
    }
}

#[test]
fn what_a_text_uses_is_one_text_of_the_catalogue() {
    for entry in entries() {
        let group = UnresolvedPackageGroup::parse(entry.path(), entry.text())
            .unwrap_or_else(|(map, error)| panic!("{}", error.render(&map)));
        for id in group.main.foreign_deps.keys().map(ToString::to_string) {
            let found = entries().iter().filter(|other| other.id() == id).count();
            assert_eq!(found, 1, "{} uses {id}", entry.path());
        }
    }
}

#[test]
fn a_closure_has_what_the_package_uses_and_nothing_else() {
    let http = find("wasi:http@0.2.12", Choice::default()).unwrap();
    let ids: BTreeSet<_> = closure(http)
        .entries
        .iter()
        .map(|entry| entry.id())
        .collect();
    let expected = [
        "cli",
        "clocks",
        "filesystem",
        "http",
        "io",
        "random",
        "sockets",
    ];
    assert_eq!(
        ids,
        expected.map(|name| format!("wasi:{name}@0.2.12")).into()
    );
    assert_eq!(closure(http).entries.last(), Some(&http));
}

#[test]
fn worlds_resolve_with_all_that_they_include() {
    let cli = closure(find("wasi:cli@0.2.12", Choice::default()).unwrap());
    let command = cli.resolve.select_world(&[cli.package], Some("command"));
    let world = &cli.resolve.worlds[command.unwrap()];
    assert_eq!((world.imports.len(), world.exports.len()), (28, 1));
    for entry in entries() {
        let closure = closure(entry);
        for world in closure.resolve.packages[closure.package].worlds.values() {
            assert!(closure.resolve.worlds[*world].includes.is_empty());
        }
    }
}

#[test]
fn interfaces_functions_and_types_are_documented() {
    let mut missing = Vec::new();
    for entry in entries() {
        let closure = closure(entry);
        let resolve = &closure.resolve;
        for (name, id) in &resolve.packages[closure.package].interfaces {
            let interface = &resolve.interfaces[*id];
            let functions = interface.functions.values();
            let types = interface.types.values().map(|id| &resolve.types[*id]);
            let own = types.filter(|def| !is_use(resolve, *id, def));
            let mut docs: Vec<_> = functions
                .map(|function| (function.name.as_str(), &function.docs))
                .chain(own.map(|def| (def.name.as_deref().unwrap_or_default(), &def.docs)))
                .collect();
            docs.push(("", &interface.docs));
            docs.retain(|(_, docs)| docs.contents.is_none());
            missing.extend(
                docs.iter()
                    .map(|(item, _)| format!("{}: {name} {item}", entry.path())),
            );
        }
    }
    // Aliases of one interface within another name in themselves what they are.
    missing.retain(|item| {
        !["headers", "trailers"]
            .iter()
            .any(|name| item.ends_with(name))
    });
    assert_eq!(missing, Vec::<String>::new());
}

fn is_use(resolve: &Resolve, owner: wit_parser::InterfaceId, def: &wit_parser::TypeDef) -> bool {
    match def.kind {
        wit_parser::TypeDefKind::Type(wit_parser::Type::Id(id)) => {
            resolve.types[id].owner != wit_parser::TypeOwner::Interface(owner)
        }
        _ => false,
    }
}

#[test]
fn a_profile_has_at_most_one_text_of_an_id() {
    for profile in Profile::ALL {
        let ids: Vec<_> = profile.entries().map(Entry::id).collect();
        assert!(!ids.is_empty());
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    }
}

#[test]
fn a_profile_has_all_that_its_texts_use() {
    for profile in Profile::ALL {
        for entry in profile.entries().flat_map(|entry| closure(entry).entries) {
            let has = entry.profiles().contains(profile);
            assert!(has, "{} is used in profile {profile}", entry.path());
        }
    }
}

#[test]
fn profiles_are_read_as_they_are_printed() {
    for profile in Profile::ALL {
        assert_eq!(profile.to_string().parse(), Ok(*profile));
    }
    let error = "wasmclod".parse::<Profile>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "no profile `wasmclod`\nhelp: did you mean `wasmcloud`?"
    );
}

mod lookup {
    use super::*;

    fn path(asked: &str, choice: Choice<'_>) -> Result<&'static str, String> {
        find(asked, choice)
            .map(Entry::path)
            .map_err(|error| error.to_string())
    }

    fn plain(asked: &str) -> Result<&'static str, String> {
        path(asked, Choice::default())
    }

    fn of(profile: Profile) -> Choice<'static> {
        Choice {
            profile: Some(profile),
            hash: None,
        }
    }

    #[test]
    fn an_id_with_one_text_is_found() {
        assert_eq!(plain("wasi:io@0.2.12"), Ok("wasi/io/0.2.12"));
        assert_eq!(
            plain("wasi:config@0.2.0-rc.1"),
            Ok("wasi/config/0.2.0-rc.1")
        );
    }

    #[test]
    fn without_a_version_the_newest_is_meant() {
        assert_eq!(plain("wasi:config"), Ok("wasi/config/0.2.0-rc.1"));
        assert_eq!(plain("wasi:logging"), Ok("wasi/logging/0.1.0-draft"));
        assert_eq!(plain("wasi:http"), Ok("wasi/http/0.3.0"));
    }

    #[test]
    fn without_a_version_a_profile_means_its_newest() {
        assert_eq!(
            path("wasi:keyvalue", of(Profile::Wasmtime)),
            Ok("wasi/keyvalue/0.2.0-draft")
        );
        assert_eq!(
            path("wasi:keyvalue", of(Profile::Spin)),
            Ok("wasi/keyvalue/0.2.0-draft2/spin")
        );
    }

    #[test]
    fn a_profile_chooses_between_texts_of_one_id() {
        assert_eq!(
            path("wasi:blobstore", of(Profile::Wasmcloud)),
            Ok("wasi/blobstore/0.2.0-draft/wasmcloud")
        );
        assert_eq!(
            path("wasi:config@0.2.0-draft", of(Profile::Wasmcloud1)),
            Ok("wasi/config/0.2.0-draft/store")
        );
    }

    #[test]
    fn the_beginning_of_a_hash_chooses_a_text_of_any_version() {
        for entry in entries() {
            let choice = Choice {
                profile: None,
                hash: entry.hash().get(..10),
            };
            assert_eq!(path(&entry.name(), choice), Ok(entry.path()));
        }
    }

    #[test]
    fn several_texts_of_one_id_are_listed() {
        let Err(NotFound::Several { texts, .. }) =
            find("wasi:blobstore@0.2.0-draft", Choice::default())
        else {
            panic!("one of several texts was chosen");
        };
        assert_eq!(texts.len(), 3);
        let message = plain("wasi:blobstore").unwrap_err();
        let first = "`wasi:blobstore` can be any of 3 texts\n\
                     help: choose one with its version, with `--profile` or with `--hash`\n\
                     note: ";
        assert!(message.starts_with(first), "{message}");
        let note = format!(
            "note: {} is `wasi:blobstore@0.2.0-draft` of `wash-runtime 0.1.0`, profile wasmcloud",
            texts[0].hash()
        );
        assert!(message.contains(&note), "{message}");
    }

    #[test]
    fn another_version_is_answered_with_those_that_there_are() {
        assert_eq!(
            plain("wasi:http@0.2.1").unwrap_err(),
            "the catalogue has other versions than `wasi:http@0.2.1`\n\
             help: write one of `wasi:http@0.3.0`, `wasi:http@0.2.12`"
        );
        assert!(plain("wasi:http@two").is_err());
        assert!(plain("wasi:http@").is_err());
    }

    #[test]
    fn a_name_that_is_near_is_proposed() {
        assert_eq!(
            plain("wasi:blobstor@0.2.0").unwrap_err(),
            "the catalogue has no package `wasi:blobstor@0.2.0`\nhelp: did you mean `wasi:blobstore`?"
        );
        assert_eq!(
            plain("messaging").unwrap_err(),
            "the catalogue has no package `messaging`\nhelp: did you mean `wasmcloud:messaging`?"
        );
        assert_eq!(
            plain("acme:orders").unwrap_err(),
            "the catalogue has no package `acme:orders`\nhelp: give the WIT of the package with `--wit`"
        );
        assert!(plain("").is_err());
    }

    #[test]
    fn a_choice_that_fits_nothing_lists_the_texts() {
        let error = find("wasi:blobstore", of(Profile::Spin)).unwrap_err();
        assert!(matches!(&error, NotFound::Text { texts, .. } if texts.len() == 3));
        let message = error.to_string();
        assert!(
            message.starts_with("`wasi:blobstore` has no text of this profile or hash\n"),
            "{message}"
        );
    }
}

mod hash {
    use super::*;

    const TEXT: &str =
        "package a:b@1.0.0; interface i { record r { x: u8, y: u8 } f: func(r: r) -> u8; }";

    #[test]
    fn comments_layout_and_order_of_items_do_not_count() {
        let same = "// About.\npackage a:b@1.0.0;\n\n/// Docs.\n\
                    interface i {\n    /// Docs.\n    f: func(r: r) -> u8;\n\
                    record r {\n /// Docs.\n x: u8,\n y: u8,\n }\n}\n";
        assert_eq!(parse(TEXT).hash(), parse(same).hash());
    }

    #[test]
    fn whatever_else_differs_counts() {
        let others = [
            ("x: u8, y: u8", "y: u8, x: u8"),
            ("x: u8", "x: u16"),
            ("x: u8", "z: u8"),
            ("func(r: r)", "func(s: r)"),
            ("func(r: r)", "async func(r: r)"),
            ("f: func", "@since(version = 1.0.0) f: func"),
            ("f: func", "@unstable(feature = g) f: func"),
            ("interface i", "interface j"),
            ("@1.0.0", "@1.0.1"),
            ("-> u8; }", "-> u8; } world w { import i; }"),
            ("-> u8; }", "-> u8; g: func(); }"),
        ];
        for (from, to) in others {
            let other = TEXT.replacen(from, to, 1);
            assert_ne!(parse(TEXT).hash(), parse(&other).hash(), "{other}");
        }
    }

    /// What a lock file has remembered must be found again.
    #[test]
    fn the_form_that_is_hashed_is_fixed() {
        let structure = parse(TEXT);
        assert_eq!(
            structure.to_string(),
            "package a:b@1.0.0\ninterface i\n  func f(r: r) -> u8\n  r = record<x: u8, y: u8>\n"
        );
        assert_eq!(structure.hash(), "b9ab09e47ba7d074");
    }
}
