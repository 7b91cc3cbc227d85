//! Parts, bindings and exports that something else has chosen.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use arbitrary::Arbitrary;
use hostplug_runtime::compose::{self, Binding, ComposeError, Composition, Placement, TieKey};
use hostplug_runtime::part::Part;

/// Numbers stand for the items of lists, and wrap around.
#[derive(Debug, Arbitrary)]
pub(crate) struct Input {
    placements: Vec<Placed>,
    exports: Vec<(u8, u8)>,
}

#[derive(Debug, Arbitrary)]
struct Placed {
    part: u8,
    bindings: Vec<Bound>,
}

#[derive(Debug, Arbitrary)]
enum Bound {
    Host,
    Tied,
    /// Tied to all others of this kind, which may be other interfaces.
    TiedToAnything,
    /// Whatever the placement exports under the name of the import, else its export with this number.
    Sibling {
        placement: u8,
        export: u8,
    },
    Nothing,
    /// One more binding, for an import that does not exist.
    Unknown,
}

const TEXTS: [(&str, &str); 6] = [
    ("async", include_str!("../parts/async.wat")),
    ("files", include_str!("../parts/files.wat")),
    ("late", include_str!("../parts/late.wat")),
    ("modules", include_str!("../parts/modules.wat")),
    ("pass", include_str!("../parts/pass.wat")),
    ("things", include_str!("../parts/things.wat")),
];

/// More would only repeat what a few do.
const MAX_PLACEMENTS: usize = 8;

/// The parts to choose from, by name and as binaries.
pub(crate) fn parts() -> &'static [(&'static str, Part)] {
    static PARTS: OnceLock<Vec<(&'static str, Part)>> = OnceLock::new();

    PARTS.get_or_init(|| {
        let parts = TEXTS.map(|(name, text)| {
            let bytes = wat::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let part = Part::parse(name, bytes).unwrap_or_else(|error| panic!("{error}"));
            (name, part)
        });
        parts.into()
    })
}

/// Returns whether the input could be composed.
pub(crate) fn compose(input: &Input) -> bool {
    match (try_compose(input), try_compose(input)) {
        (Ok(one), Ok(same)) => {
            assert_eq!(one.bytes, same.bytes, "the same input gives the same bytes");
            let again = Part::parse("composed", one.bytes);
            again.unwrap_or_else(|error| panic!("{error}"));
            true
        }
        (Err(one), Err(same)) => {
            assert_eq!(one, same);
            assert!(!one.to_string().is_empty());
            false
        }
        (one, same) => panic!("{one:?} and then {same:?}"),
    }
}

fn try_compose(input: &Input) -> Result<Composition, ComposeError> {
    let placed: Vec<_> = input.placements.iter().take(MAX_PLACEMENTS).collect();
    let chosen: Vec<_> = placed.iter().map(|placed| pick(placed.part)).collect();
    let placements: Vec<_> = chosen
        .iter()
        .zip(&placed)
        .enumerate()
        .map(|(at, (part, placed))| Placement {
            part,
            label: format!("p{at}"),
            bindings: bindings(at, part, &placed.bindings, &chosen),
        })
        .collect();
    let exports: Vec<_> = input
        .exports
        .iter()
        .take(MAX_PLACEMENTS)
        .map(|(placement, export)| {
            let placement = wrap(*placement, placements.len() + 1);
            (
                placement,
                export_name(chosen.get(placement).copied(), *export),
            )
        })
        .collect();
    compose::compose(&placements, &exports)
}

fn pick(part: u8) -> &'static Part {
    let parts = parts();
    &parts[wrap(part, parts.len())].1
}

fn bindings(
    at: usize,
    part: &Part,
    bound: &[Bound],
    chosen: &[&Part],
) -> BTreeMap<String, Binding> {
    let mut bindings = BTreeMap::new();
    let imports = part.imports().keys();
    for (place, (import, bound)) in imports.zip(bound).enumerate() {
        let name = format!("p{at}-i{place}");
        let host = |tie| Binding::Host { name, tie };
        let binding = match bound {
            Bound::Host => host(None),
            Bound::Tied => host(Some(TieKey(import.clone()))),
            Bound::TiedToAnything => host(Some(TieKey("anything".to_owned()))),
            Bound::Sibling { placement, export } => sibling(import, *placement, *export, chosen),
            Bound::Nothing => continue,
            Bound::Unknown => {
                bindings.insert("unknown".to_owned(), host(None));
                continue;
            }
        };
        bindings.insert(import.clone(), binding);
    }
    bindings
}

fn sibling(import: &str, placement: u8, export: u8, chosen: &[&Part]) -> Binding {
    let placement = wrap(placement, chosen.len() + 1);
    let part = chosen.get(placement).copied();
    let same = part.filter(|part| part.exports().contains_key(import));
    Binding::Sibling {
        placement,
        export: match same {
            Some(_) => import.to_owned(),
            None => export_name(part, export),
        },
    }
}

fn export_name(part: Option<&Part>, export: u8) -> String {
    let names: Vec<_> = part.iter().flat_map(|part| part.exports().keys()).collect();
    let name = names.get(wrap(export, names.len() + 1));
    name.map_or("no-such-export".to_owned(), ToString::to_string)
}

fn wrap(number: u8, length: usize) -> usize {
    usize::from(number) % length
}
