//! Checks of the bindings that need no types.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::error::ComposeError;
use super::{Binding, Placement};
use crate::part::{Extern, ExternKind, Part};

pub(super) fn check(
    placements: &[Placement<'_>],
    exports: &[(usize, String)],
) -> Result<(), ComposeError> {
    for placement in placements {
        check_known(placement)?;
        for import in placement.part.imports().values() {
            check_import(placements, placement, import)?;
        }
    }
    for (placement, name) in exports {
        let part = find_placement(placements, *placement)?.part;
        let export = find_export(part, name)?;
        if !is_linkable(export.kind) {
            return Err(ComposeError::UnsupportedKind {
                part: part.name().to_owned(),
                name: export.name.clone(),
                kind: export.kind,
            });
        }
    }
    check_unique(
        placements
            .iter()
            .flat_map(|placement| placement.bindings.values())
            .filter_map(host_name),
    )?;
    check_unique(exports.iter().map(|(_, name)| name.as_str()))
}

/// The import's kind is checked first: without a binding, the user would only be told to add a useless one.
fn check_import(
    placements: &[Placement<'_>],
    placement: &Placement<'_>,
    import: &Extern,
) -> Result<(), ComposeError> {
    let binding = placement.bindings.get(&import.name);
    let sibling = matches!(binding, Some(Binding::Sibling { .. }));
    let possible = match import.kind {
        ExternKind::Module => sibling,
        kind => is_linkable(kind),
    };
    if !possible {
        return Err(ComposeError::OnlySiblings {
            part: placement.part.name().to_owned(),
            import: import.name.clone(),
            kind: import.kind,
        });
    }
    match binding {
        None if needs_no_binding(import) => Ok(()),
        None => Err(ComposeError::Unbound {
            part: placement.part.name().to_owned(),
            import: import.name.clone(),
        }),
        Some(Binding::Host { .. }) => Ok(()),
        Some(Binding::Sibling {
            placement: sibling,
            export,
        }) => {
            let sibling = find_placement(placements, *sibling)?.part;
            check_fits(
                placement.part,
                import,
                sibling,
                find_export(sibling, export)?,
            )
        }
    }
}

/// A type of the world itself that is no resource is known from its definition.
fn needs_no_binding(import: &Extern) -> bool {
    import.kind == ExternKind::Type && import.resources.is_empty()
}

fn check_known(placement: &Placement<'_>) -> Result<(), ComposeError> {
    let imports = placement.part.imports();
    match placement
        .bindings
        .keys()
        .find(|name| !imports.contains_key(name.as_str()))
    {
        None => Ok(()),
        Some(import) => Err(ComposeError::UnknownImport {
            part: placement.part.name().to_owned(),
            import: import.clone(),
            known: list(imports),
        }),
    }
}

fn check_fits(
    part: &Part,
    import: &Extern,
    sibling: &Part,
    export: &Extern,
) -> Result<(), ComposeError> {
    if import.kind == export.kind {
        return Ok(());
    }
    Err(ComposeError::KindMismatch {
        part: part.name().to_owned(),
        import: import.name.clone(),
        expected: import.kind,
        sibling: sibling.name().to_owned(),
        export: export.name.clone(),
        found: export.kind,
    })
}

/// Whether the host can serve it or call it.
fn is_linkable(kind: ExternKind) -> bool {
    matches!(
        kind,
        ExternKind::Instance | ExternKind::Func | ExternKind::Type
    )
}

fn check_unique<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), ComposeError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(ComposeError::DuplicateName {
                name: name.to_owned(),
            });
        }
    }
    Ok(())
}

pub(super) fn host_name(binding: &Binding) -> Option<&str> {
    match binding {
        Binding::Host { name, .. } => Some(name),
        Binding::Sibling { .. } => None,
    }
}

fn find_placement<'p, 'a>(
    placements: &'p [Placement<'a>],
    index: usize,
) -> Result<&'p Placement<'a>, ComposeError> {
    placements.get(index).ok_or(ComposeError::NoSuchPlacement {
        placement: index,
        count: placements.len(),
    })
}

fn find_export<'a>(part: &'a Part, name: &str) -> Result<&'a Extern, ComposeError> {
    part.exports()
        .get(name)
        .ok_or_else(|| ComposeError::NoSuchExport {
            part: part.name().to_owned(),
            export: name.to_owned(),
            known: list(part.exports()),
        })
}

fn list(externs: &IndexMap<String, Extern>) -> String {
    if externs.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = externs.keys().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
