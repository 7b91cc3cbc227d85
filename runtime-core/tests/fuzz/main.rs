//! The bodies of the fuzz targets, with a bounded number of inputs that are the same each time.

#[path = "../../../fuzz/bodies/mod.rs"]
mod bodies;
mod bombs;
mod mutate;
#[path = "../differential/random.rs"]
mod random;

use std::path::{Path, PathBuf};

use arbitrary::{Arbitrary, Unstructured};

use random::Random;

fn seeds(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/seeds")
        .join(target)
}

#[test]
fn changed_components_are_parts_or_refused() {
    let whole: Vec<_> = bodies::compose::parts()
        .iter()
        .map(|(_, part)| part.bytes())
        .collect();
    let mut random = Random::new(1);
    for _ in 0..6_000 {
        bodies::part::parse(&mutate::mutate(&whole, &mut random));
    }
}

#[test]
fn changed_components_of_a_toolchain_are_parts_or_refused() {
    let guests = [
        hostplug_guests::GREETER,
        hostplug_guests::COUNTER_STORE,
        hostplug_guests::STREAMS,
    ];
    let mut random = Random::new(2);
    for _ in 0..60 {
        bodies::part::parse(&mutate::mutate(&guests, &mut random));
    }
}

#[test]
fn parts_are_cut_anywhere() {
    for (_, part) in bodies::compose::parts() {
        for length in 0..part.bytes().len() {
            bodies::part::parse(&part.bytes()[..length]);
        }
    }
}

#[test]
fn any_choice_of_parts_and_bindings_is_composed_or_refused() {
    let mut random = Random::new(3);
    let mut composed = 0;
    for _ in 0..6_000 {
        let bytes = random.bytes(96);
        let input = bodies::compose::Input::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
        composed += usize::from(bodies::compose::compose(&input));
    }
    assert!(composed > 100, "only {composed} were composed");
}

#[test]
fn changed_documents_are_read_or_refused() {
    let files = ["workload.toml", "workload.json"]
        .map(|name| std::fs::read(seeds("document").join(name)).unwrap());
    let whole: Vec<_> = files.iter().map(Vec::as_slice).collect();
    let mut random = Random::new(4);
    for text in &files {
        bodies::document::read(std::str::from_utf8(text).unwrap());
    }
    for _ in 0..6_000 {
        let changed = mutate::mutate(&whole, &mut random);
        bodies::document::read(&String::from_utf8_lossy(&changed));
    }
}

#[test]
fn documents_are_nested_without_end() {
    for (open, key) in [
        ("[", ""),
        ("{\"a\":", ""),
        ("[", "name = "),
        ("{a=", "name = "),
        ("a.", ""),
    ] {
        bodies::document::read(&(key.to_owned() + &open.repeat((1 << 20) / open.len())));
    }
}

/// The binary seeds are the parts. `BLESS=1` writes them.
#[test]
fn seeds_are_the_parts() {
    for (name, part) in bodies::compose::parts() {
        let path = seeds("part").join(format!("{name}.wasm"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, part.bytes()).unwrap();
        }
        let found = std::fs::read(&path).unwrap_or_default();
        assert!(
            found == part.bytes(),
            "`{name}` differs; run with `BLESS=1`"
        );
    }
}
