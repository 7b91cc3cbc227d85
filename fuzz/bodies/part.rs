//! Bytes as a component.

use std::collections::BTreeMap;

use hostplug_runtime::compose::{Binding, Placement, TieKey, compose};
use hostplug_runtime::part::{ExternKind, Part};

pub(crate) fn parse(bytes: &[u8]) {
    match Part::parse("fuzzed", bytes) {
        Ok(part) => alone(&part),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Composes the part with everything bound to the host. The result is a part.
fn alone(part: &Part) {
    let placement = Placement {
        part,
        label: "p0".to_owned(),
        bindings: bindings(part),
    };
    let exports = part
        .exports()
        .values()
        .filter(|export| matches!(export.kind, ExternKind::Instance | ExternKind::Func));
    let exports: Vec<_> = exports.map(|export| (0, export.name.clone())).collect();
    match compose(&[placement], &exports) {
        Ok(composition) => {
            let again = Part::parse("composed", composition.bytes);
            again.unwrap_or_else(|error| panic!("{error}"));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn bindings(part: &Part) -> BTreeMap<String, Binding> {
    let imports = part.imports().keys().enumerate();
    let bindings = imports.map(|(at, import)| {
        let name = format!("i{at}");
        let tie = Some(TieKey(import.clone()));
        (import.clone(), Binding::Host { name, tie })
    });
    bindings.collect()
}
