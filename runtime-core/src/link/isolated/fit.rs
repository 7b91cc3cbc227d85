//! Whether what an isolated callee exports is what its caller imports. Values are all that the two exchange, so Wasmtime
//! would look at their types only when a call is made.

use std::collections::HashSet;

use hostplug::wasmtime::component::Component;
use hostplug::wasmtime::component::types::{ComponentFunc, ComponentItem, Type};
use hostplug::wasmtime::{self, Engine};
use wasmparser::component_types::{ComponentDefinedType, ComponentFuncType, ComponentValType};
use wasmparser::types::TypesRef;

use super::super::Linked;
use crate::error::Error;

/// An import of an entry that an isolated callee serves.
pub(crate) struct IsolatedImport {
    /// Its name in the entry.
    pub(super) outer: String,
    pub(super) caller: String,
    pub(super) import: String,
    pub(super) callee: String,
    pub(super) export: String,
}

/// Compares the types of all isolated links of a workload.
pub(crate) fn check_fit(entries: &[(String, Linked)]) -> Result<(), Error> {
    for (_, entry) in entries {
        for import in &entry.isolated {
            let callee = entries.iter().find(|(name, _)| *name == import.callee);
            let Some((_, callee)) = callee else { continue };
            let (caller, callee) = (entry.pre.component(), callee.pre.component());
            let fits = check_import(entry.pre.engine(), caller, callee, import);
            fits.map_err(|source| Error::Link {
                entry: import.caller.clone(),
                source,
            })?;
        }
    }
    Ok(())
}

fn check_import(
    engine: &Engine,
    caller: &Component,
    callee: &Component,
    import: &IsolatedImport,
) -> wasmtime::Result<()> {
    let (caller, callee) = (caller.component_type(), callee.component_type());
    // What the caller imports and does not use is no import of the entry.
    let Some(imported) = caller.get_import(engine, &import.outer) else {
        return Ok(());
    };
    let exported = callee.get_export(engine, &import.export);
    let exported = exported.map(|exported| exported.ty);
    for (function, wanted, found) in pairs(engine, imported.ty, exported, &import.import) {
        let fits = found.is_some_and(|found| is_same(&wanted, &found));
        if !fits {
            wasmtime::bail!(
                "`{function}` of its import `{}` has other types than that of the isolated component `{}`, which exports `{}`",
                import.import,
                import.callee,
                import.export
            );
        }
    }
    Ok(())
}

type Pair = (String, ComponentFunc, Option<ComponentFunc>);

/// The imported functions with their namesakes. A function of the world itself has no interface that would name it.
fn pairs(
    engine: &Engine,
    imported: ComponentItem,
    exported: Option<ComponentItem>,
    name: &str,
) -> Vec<Pair> {
    match (imported, exported) {
        (ComponentItem::ComponentFunc(wanted), found) => {
            vec![(name.to_owned(), wanted, found.and_then(function))]
        }
        (ComponentItem::ComponentInstance(wanted), found) => {
            let found = |name| match found.as_ref()? {
                ComponentItem::ComponentInstance(found) => {
                    function(found.get_export(engine, name)?.ty)
                }
                _ => None,
            };
            let functions = wanted
                .exports(engine)
                .filter_map(|(name, item)| match item.ty {
                    ComponentItem::ComponentFunc(wanted) => {
                        Some((name.to_owned(), wanted, found(name)))
                    }
                    _ => None,
                });
            functions.collect()
        }
        _ => Vec::new(),
    }
}

fn function(item: ComponentItem) -> Option<ComponentFunc> {
    match item {
        ComponentItem::ComponentFunc(ty) => Some(ty),
        _ => None,
    }
}

/// Names of parameters are no part of what goes over.
fn is_same(wanted: &ComponentFunc, found: &ComponentFunc) -> bool {
    let params = |ty: &ComponentFunc| ty.params().map(|(_, ty)| ty).collect::<Vec<Type>>();
    wanted.async_() == found.async_()
        && params(wanted) == params(found)
        && wanted.results().eq(found.results())
}

/// Only plain values can go from one store to another. Resolution has refused all else by its name.
pub(super) fn check_plain(types: TypesRef<'_>, ty: &ComponentFuncType) -> Result<(), &'static str> {
    use ComponentDefinedType as T;

    let values = ty.params.iter().map(|(_, value)| *value).chain(ty.result);
    let mut rest: Vec<ComponentValType> = values.collect();
    // Types share their parts, so each is looked at once.
    let mut seen = HashSet::new();
    while let Some(value) = rest.pop() {
        let ComponentValType::Type(id) = value else {
            continue;
        };
        let Some(ty) = types.get(id).filter(|_| seen.insert(id)) else {
            continue;
        };
        match ty {
            T::Primitive(_) | T::Flags(_) | T::Enum(_) => {}
            T::Record(ty) => rest.extend(ty.fields.values()),
            T::Variant(ty) => rest.extend(ty.cases.values().filter_map(|case| case.ty)),
            T::Tuple(ty) => rest.extend(&ty.types),
            T::List { element, .. } | T::FixedLengthList { element, .. } => rest.push(*element),
            T::Option { ty, .. } => rest.push(*ty),
            T::Map { key, value, .. } => rest.extend([*key, *value]),
            T::Result { ok, err, .. } => rest.extend(ok.iter().chain(err)),
            T::Own(_) | T::Borrow(_) => return Err("a resource"),
            T::Stream { .. } => return Err("a stream"),
            T::Future { .. } => return Err("a future"),
        }
    }
    Ok(())
}

pub(super) fn not_plain(import: &str, function: &str, what: &str) -> wasmtime::Error {
    wasmtime::format_err!(
        "`{function}` of its import `{import}` passes {what}, which cannot leave its store\nhelp: remove `isolated = true` from the link"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::Part;
    use crate::resolve::functions;

    /// What keeps a function with this parameter in its store.
    fn plain(ty: &str) -> Result<(), &'static str> {
        let text = format!(
            r#"(component (import "t:t/api" (instance
                (export "gone" (type $gone (sub resource)))
                (export "f" (func (param "x" {ty}))))))"#
        );
        let part = Part::parse("part", wat::parse_str(text).unwrap()).unwrap();
        let functions = functions(&part, "t:t/api");
        check_plain(part.types(), functions[0].1)
    }

    #[test]
    fn only_plain_values_leave_their_store() {
        assert_eq!(plain("(list (tuple u8 (option string)))"), Ok(()));
        assert_eq!(plain("(result u8 (error (list char)))"), Ok(()));
        assert_eq!(plain("(own $gone)"), Err("a resource"));
        assert_eq!(plain("(option (list (borrow $gone)))"), Err("a resource"));
        assert_eq!(plain("(tuple u8 (stream u8))"), Err("a stream"));
        assert_eq!(plain("(result (error (future)))"), Err("a future"));
    }
}
