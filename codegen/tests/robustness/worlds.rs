//! Worlds that nobody thought of.

use arbitrary::Unstructured;
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{Resolve, TypeDefKind, TypeOwner};

use crate::cases;
use crate::random::Random;
use crate::tally::Tally;

#[test]
fn any_world() {
    let (mut random, mut tally) = (Random(7), Tally::default());
    for _ in 0..cases(250) {
        if let Some(resolve) = generate(&mut random) {
            let (inline, with) = (print(&resolve), with(&resolve));
            let options = random.pick(&["", ", lifecycle", ", lifecycle, sync"]);
            for choice in worlds(&resolve).chain([interfaces(&resolve, &mut random)]) {
                tally.text(
                    &format!("{choice}, inline = {inline:?}{with}{options}"),
                    "struct Plugin;",
                );
            }
        }
    }
    tally.assert(100, 20);
}

fn generate(random: &mut Random) -> Option<Resolve> {
    let bytes = random.bytes(1024);
    let asynchronous = random.next(2) == 0;
    let config = wit_smith::Config {
        max_packages: 1 + random.next(3),
        max_type_size: 60,
        max_interface_items: 1 + random.next(8),
        max_world_items: 1 + random.next(8),
        max_pkg_items: 1 + random.next(6),
        max_type_parts: 1 + random.next(6),
        max_files_per_package: 1 + random.next(3),
        max_resource_items: 1 + random.next(4),
        async_: asynchronous,
        futures: asynchronous,
        streams: asynchronous,
        error_context: false,
        fixed_length_lists: random.next(4) == 0,
        world_include: random.next(4) == 0,
        implements: random.next(4) == 0,
    };
    let wasm = wit_smith::smith(&config, &mut Unstructured::new(&bytes)).ok()?;
    match wit_component::decode(&wasm).ok()? {
        DecodedWasm::WitPackage(resolve, _) => Some(resolve),
        DecodedWasm::Component(..) => None,
    }
}

/// All packages in one text. The last one, which uses the others, gives the text its package.
fn print(resolve: &Resolve) -> String {
    let mut packages = resolve.packages.iter().map(|(id, _)| id);
    let main = packages.next_back().unwrap();
    let mut printer = WitPrinter::default();
    let nested: Vec<_> = packages.collect();
    printer.print(resolve, main, &nested).unwrap();
    printer.output.to_string()
}

/// Worlds in which there is something.
fn worlds(resolve: &Resolve) -> impl Iterator<Item = String> {
    let worlds = resolve.worlds.iter();
    let worlds = worlds.filter(|(_, world)| !world.imports.is_empty() || !world.exports.is_empty());
    worlds.filter_map(|(_, world)| {
        let id = resolve.id_of_name(world.package?, &world.name);
        Some(format!("world = {id:?}"))
    })
}

fn interfaces(resolve: &Resolve, random: &mut Random) -> String {
    let ids = resolve
        .interfaces
        .iter()
        .filter_map(|(id, _)| resolve.id_of(id));
    let chosen: Vec<_> = ids.filter(|_| random.next(3) > 0).collect();
    format!("interfaces = {chosen:?}")
}

/// The one type that all resources have. Most worlds do not import all of them, and say so.
fn with(resolve: &Resolve) -> String {
    let resources = resolve
        .types
        .iter()
        .filter_map(|(_, ty)| match (&ty.kind, ty.owner) {
            (TypeDefKind::Resource, TypeOwner::Interface(owner)) => Some(format!(
                "\"{}.{}\" = R",
                resolve.id_of(owner)?,
                ty.name.as_ref()?
            )),
            _ => None,
        });
    let resources: Vec<_> = resources.collect();
    match resources.is_empty() {
        true => String::new(),
        false => format!(", with({})", resources.join(", ")),
    }
}
