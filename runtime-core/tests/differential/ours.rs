//! The row, composed by the runtime.

use std::collections::BTreeMap;

use hostplug_runtime::compose::{self, Binding, ComposeError, Composition, Placement, TieKey};
use hostplug_runtime::part::{Extern, ExternKind, Part};

/// The imports of `part` that `next` exports under the same name.
pub(crate) fn linked<'a>(part: &'a Part, next: &'a Part) -> impl Iterator<Item = &'a Extern> {
    part.imports().values().filter(|import| {
        import.kind != ExternKind::Type
            && next
                .exports()
                .get(&import.name)
                .is_some_and(|export| export.kind == import.kind)
    })
}

pub(crate) fn compose(parts: &[Part]) -> Result<Composition, ComposeError> {
    let placements: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| Placement {
            part,
            label: format!("p{at}"),
            bindings: bindings(parts, at),
        })
        .collect();
    let exports: Vec<_> = parts[0]
        .exports()
        .keys()
        .map(|name| (0, name.clone()))
        .collect();
    compose::compose(&placements, &exports)
}

fn bindings(parts: &[Part], at: usize) -> BTreeMap<String, Binding> {
    let part = &parts[at];
    let mut bindings: BTreeMap<_, _> = part
        .imports()
        .values()
        .enumerate()
        .filter(|(_, import)| import.kind != ExternKind::Type || !import.resources.is_empty())
        .map(|(place, import)| {
            let name = format!("p{at}-i{place}");
            let tie = Some(TieKey(import.name.clone()));
            (import.name.clone(), Binding::Host { name, tie })
        })
        .collect();
    for import in parts
        .get(at + 1)
        .into_iter()
        .flat_map(|next| linked(part, next))
    {
        let sibling = Binding::Sibling {
            placement: at + 1,
            export: import.name.clone(),
        };
        bindings.insert(import.name.clone(), sibling);
    }
    bindings
}
