//! Worlds, and their counterparts.

use arbitrary::Unstructured;
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{Docs, Resolve, Span, Stability, WorldId, WorldItem, WorldKey};

use crate::random::Random;

/// A world among the packages that it needs.
#[derive(Clone)]
pub(crate) struct World {
    resolve: Resolve,
    id: WorldId,
}

impl World {
    pub(crate) fn generate(random: &mut Random) -> Option<Self> {
        let config = config(random);
        let length = 512 << random.below(3);
        let bytes = random.bytes(length);
        let wasm = wit_smith::smith(&config, &mut Unstructured::new(&bytes)).ok()?;
        let Ok(DecodedWasm::WitPackage(resolve, _)) = wit_component::decode(&wasm) else {
            return None;
        };
        let worlds: Vec<_> = resolve.worlds.iter().map(|(id, _)| id).collect();
        let id = *worlds.get(random.below(worlds.len().max(1)))?;
        let mut this = Self { resolve, id };
        this.import_more(random)?;
        Some(this)
    }

    /// Most worlds are nearly empty, so interfaces that stand around are imported, too.
    fn import_more(&mut self, random: &mut Random) -> Option<()> {
        let (resolve, id) = (&mut self.resolve, self.id);
        for (interface, described) in resolve.interfaces.iter() {
            if described.name.is_none() || !random.one_in(2) {
                continue;
            }
            let item = WorldItem::Interface {
                id: interface,
                stability: Stability::default(),
                external_id: None,
                docs: Docs::default(),
                span: Span::default(),
            };
            let imports = &mut resolve.worlds[id].imports;
            imports
                .entry(WorldKey::Interface(interface))
                .or_insert(item);
        }
        // Nothing is moved, but interfaces that these depend on are added.
        resolve.exportize(id, None, Some(&|_, _| false)).ok()
    }

    pub(crate) fn resolve(&self) -> &Resolve {
        &self.resolve
    }

    pub(crate) fn id(&self) -> WorldId {
        self.id
    }

    /// The world that imports what this one exports.
    pub(crate) fn importing(&self) -> Option<Self> {
        let mut this = self.clone();
        this.resolve.importize(self.id, None).ok()?;
        Some(this)
    }

    /// The world that exports some of what this one imports.
    pub(crate) fn exporting(&self, random: &mut Random) -> Option<Self> {
        let all = random.one_in(2);
        let kept: Vec<_> = (0..64).map(|_| all || !random.one_in(3)).collect();
        let imports = &self.resolve.worlds[self.id].imports;
        let chosen = |key: &WorldKey, item: &WorldItem| {
            let place = imports.get_index_of(key).unwrap_or_default();
            is_linkable(item) && kept[place % kept.len()]
        };
        let mut this = self.clone();
        this.resolve.exportize(self.id, None, Some(&chosen)).ok()?;
        Some(this)
    }

    /// The world that imports what this one does, and exports the interfaces among it.
    pub(crate) fn passing_on(&self) -> Self {
        let mut this = self.clone();
        let world = &mut this.resolve.worlds[self.id];
        let interfaces = world.imports.iter();
        let interfaces = interfaces.filter(|(_, item)| matches!(item, WorldItem::Interface { .. }));
        world.exports = interfaces
            .map(|(key, item)| (key.clone(), item.clone()))
            .collect();
        this
    }

    pub(crate) fn wit(&self) -> String {
        let mut printer = WitPrinter::default();
        let packages: Vec<_> = self.resolve.packages.iter().map(|(id, _)| id).collect();
        let Some((last, others)) = packages.split_last() else {
            return String::new();
        };
        match printer.print(&self.resolve, *last, others) {
            Ok(()) => format!(
                "world {}\n{}",
                self.resolve.worlds[self.id].name, printer.output
            ),
            Err(error) => error.to_string(),
        }
    }
}

/// Types come along with what uses them.
fn is_linkable(item: &WorldItem) -> bool {
    !matches!(item, WorldItem::Type { .. })
}

/// Small worlds say sooner what is wrong; some are large.
fn config(random: &mut Random) -> wit_smith::Config {
    let large = random.one_in(40);
    let size = |small, large_size| if large { large_size } else { small };
    let asynchronous = random.one_in(3);
    wit_smith::Config {
        max_packages: 1 + random.below(size(2, 6)),
        max_type_size: size(30, 200),
        max_interface_items: 1 + random.below(size(6, 12)),
        max_world_items: 1 + random.below(size(6, 12)),
        max_pkg_items: 1 + random.below(size(5, 10)),
        max_type_parts: 1 + random.below(size(4, 10)),
        max_files_per_package: 1 + random.below(3),
        max_resource_items: 1 + random.below(4),
        async_: asynchronous,
        futures: asynchronous,
        streams: asynchronous,
        error_context: false,
        fixed_length_lists: false,
        world_include: false,
        implements: random.one_in(4),
    }
}
