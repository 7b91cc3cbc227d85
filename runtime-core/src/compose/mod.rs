//! From placed parts to the bytes of one component in which they call each other directly.
//!
//! Each part keeps its own imports: what the host serves is imported again under a name of that part, so that the host
//! knows who calls; what a sibling serves is taken from the sibling's instance. Types are not derived anew but copied
//! from the part that imports them, with their indices moved.

mod bindings;
mod copy;
mod embed;
mod error;
mod export;
mod host;
mod modules;
mod need;
mod order;
mod outer;
mod place;
mod restate;
mod stand_in;
mod strip;
#[cfg(test)]
mod tests;
mod ties;
mod verify;

use std::collections::BTreeMap;

use crate::part::{CoreModule, Part};

pub use error::ComposeError;

/// One part in the composition. The same part may be placed several times; each placement has its own instance.
#[derive(Debug)]
pub struct Placement<'a> {
    /// What is placed.
    pub part: &'a Part,
    /// A short plain name, unique in the composition, that begins the names of imports which no binding names.
    pub label: String,
    /// Who serves each import of the part. A value type that the world itself imports needs nobody.
    pub bindings: BTreeMap<String, Binding>,
}

/// Who serves an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// The host.
    Host {
        /// What the import is called outside; a plain name that occurs once in the composition.
        name: String,
        /// Makes the resource types of all imports with the same key equal, so that one part can hand a resource of
        /// the host to another. Only imports of one interface with one provider may share a key.
        tie: Option<TieKey>,
    },
    /// Another placement.
    Sibling {
        /// Its place in the list.
        placement: usize,
        /// What it exports.
        export: String,
    },
}

/// Names a group of host imports with equal resource types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TieKey(pub String);

/// A component to be compiled, and the core modules that it imports instead of containing them.
#[derive(Debug, Clone)]
pub struct Composition {
    /// The component. The same placements give the same bytes.
    pub bytes: Vec<u8>,
    /// The modules to supply, by the name of the import.
    pub modules: BTreeMap<String, CoreModule>,
}

/// Composes `placements` into one component that exports `exports`: pairs of a placement and the name of its export.
///
/// # Errors
/// When an import has no server, when parts need each other in a circle, and when a sibling does not fit the import.
pub fn compose(
    placements: &[Placement<'_>],
    exports: &[(usize, String)],
) -> Result<Composition, ComposeError> {
    bindings::check(placements, exports)?;
    let order = order::order(placements)?;
    let mut outer = outer::Outer::default();
    let hoisted = modules::hoist(&mut outer, placements);
    let mut places = place::Places::new(placements, &hoisted);
    for index in order {
        places.add(&mut outer, index)?;
    }
    export::export(&mut outer, &places, placements, exports)?;
    let bytes = outer.finish();
    verify::verify(&bytes, places.sections())?;
    Ok(Composition {
        bytes,
        modules: hoisted.into_imports(),
    })
}

/// All that a composition depends on: what is equal here is composed to the same bytes.
pub(crate) fn identity(placements: &[Placement<'_>], exports: &[(usize, String)]) -> String {
    let placements = placements.iter().map(|placement| {
        let Placement {
            part,
            label,
            bindings,
        } = placement;
        format!("{} {label:?} {bindings:?}\n", part.digest())
    });
    placements.collect::<String>() + &format!("{exports:?}")
}
