//! The version rule is Wasmtime's: whatever is offered and imported, its `Linker` and ours choose alike.

use std::collections::BTreeSet;

use hostplug::InterfaceId;
use hostplug::wasmtime::component::{Component, Linker};
use hostplug::wasmtime::{Engine, Store};

/// Numbers that follow from a seed, so that a failure can be seen again.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let place = self.next() % u64::try_from(choices.len()).unwrap();
        choices[usize::try_from(place).unwrap()]
    }

    /// Few choices each, so that names often differ in one place only.
    fn name(&mut self) -> String {
        let package = self.of(&[
            "a:b/c", "a:b/c", "a:b/c", "a:b/c", "a:b/c", "a:b/d", "a:x/c",
        ]);
        let major = self.of(&["0", "0", "1", "1", "10"]);
        let minor = self.of(&["0", "1", "1"]);
        let patch = self.of(&["0", "2", "2", "10", "18446744073709551615"]);
        let pre = self.of(&["", "", "", "", "-draft", "-rc.2", "-rc.10"]);
        let build = self.of(&["", "", "", "+9", "+10", "+010", "+a.2", "+a.10", "+a"]);
        match self.next() % 10 {
            0 => package.to_owned(),
            _ => format!("{package}@{major}.{minor}.{patch}{pre}{build}"),
        }
    }

    fn offers(&mut self) -> Vec<String> {
        let count = 1 + self.next() % 6;
        // A linker refuses a name that is defined twice. The order of definition is the generator's.
        let mut seen = BTreeSet::new();
        let names = (0..count).map(|_| self.name());
        names.filter(|name| seen.insert(name.clone())).collect()
    }
}

#[test]
fn wasmtimes_linker_chooses_the_same_offer() {
    let engine = Engine::default();
    let mut numbers = Numbers(48);
    let (mut served, mut by_another) = (0, 0);
    for _ in 0..120 {
        let import = numbers.name();
        let component = importer(&engine, &import);
        for _ in 0..12 {
            let offers = numbers.offers();
            let (ours, theirs) = (ours(&import, &offers), theirs(&component, &offers));
            assert_eq!(ours, theirs, "{import} of {offers:?}");
            served += u32::from(ours.is_some());
            by_another += u32::from(ours.is_some_and(|offer| offer != import));
        }
    }
    assert!(served > 150 && by_another > 100, "{served} {by_another}");
}

#[test]
fn one_offer_serves_exactly_the_imports_that_wasmtime_gives_it() {
    let engine = Engine::default();
    let mut numbers = Numbers(254);
    for _ in 0..80 {
        let names = [numbers.name(), numbers.name()];
        let ids = names
            .clone()
            .map(|name| name.parse::<InterfaceId>().unwrap());
        for (offer, import) in [(0, 1), (1, 0), (0, 0)] {
            let component = importer(&engine, &names[import]);
            let theirs = theirs(&component, &names[offer..=offer]).is_some();
            let ours = ids[offer].serves(&ids[import]);
            assert_eq!(ours, theirs, "{} of {}", names[import], names[offer]);
        }
    }
}

fn ours(import: &str, offers: &[String]) -> Option<String> {
    let id = |name: &str| name.parse::<InterfaceId>().unwrap();
    let offers: Vec<_> = offers.iter().map(|offer| id(offer)).collect();
    InterfaceId::best_offer(&id(import), &offers).map(ToString::to_string)
}

fn theirs(component: &Component, offers: &[String]) -> Option<String> {
    let mut linker = Linker::<()>::new(component.engine());
    for (index, offer) in (0u32..).zip(offers) {
        let mut instance = linker.instance(offer).unwrap();
        let chosen = instance.func_wrap("f", move |_, (): ()| Ok((index,)));
        chosen.unwrap();
    }
    let mut store = Store::new(component.engine(), ());
    let instance = linker.instantiate(&mut store, component).ok()?;
    let run = instance.get_typed_func::<(), (u32,)>(&mut store, "run");
    let (index,) = run.unwrap().call(&mut store, ()).unwrap();
    Some(offers[usize::try_from(index).unwrap()].clone())
}

/// `run` tells what the imported `f` tells.
fn importer(engine: &Engine, import: &str) -> Component {
    let wat = format!(
        r#"(component
            (import "{import}" (instance $import (export "f" (func (result u32)))))
            (core func $f (canon lower (func $import "f")))
            (core module $m
                (import "" "f" (func $f (result i32)))
                (func (export "run") (result i32) (call $f)))
            (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
            (func (export "run") (result u32) (canon lift (core func $i "run"))))"#
    );
    Component::new(engine, wat::parse_str(&wat).unwrap()).unwrap()
}
