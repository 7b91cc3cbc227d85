//! Links to isolated callees: each call runs on a fresh instance in a store of its own, so that nothing but values goes
//! over, and a trap or a limit ends nothing but the call.

mod apart;
mod call;
mod step;
#[cfg(test)]
mod tests;
mod trap;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, Weak};

use hostplug::State;
use hostplug::wasmtime;
use hostplug::wasmtime::component::Linker;

use super::EntryLinker;
use crate::instance::Entry;
use crate::part::{Extern, ExternKind};
use crate::resolve::{Plan, error_on_trap, functions};
use crate::spec::Isolation;
use call::Function;
pub(crate) use step::Step;
pub(crate) use trap::{ended_by, is_of_callee};

/// The entries that others call in stores of their own. Links can form a circle, so an entry does not keep those alive
/// that it calls; and it is linked before they are made, so it learns of them later.
#[derive(Clone, Default)]
pub(crate) struct Callees(BTreeMap<String, Callee>);

/// An entry that is known when all entries of the workload are.
type Callee = Arc<OnceLock<Weak<Entry>>>;

impl Callees {
    pub(crate) fn new(plan: &Plan) -> Self {
        let components = plan.components.values();
        let callees = components.flat_map(|component| component.isolated());
        Callees(
            callees
                .map(|name| (name.to_owned(), Callee::default()))
                .collect(),
        )
    }

    /// Calls can be made from now on.
    pub(crate) fn fill(&self, entries: &BTreeMap<String, Arc<Entry>>) {
        for (name, callee) in &self.0 {
            if let Some(entry) = entries.get(name) {
                // It is filled once, when the workload starts.
                let _ = callee.set(Arc::downgrade(entry));
            }
        }
    }
}

/// What all functions of one link share.
pub(super) struct Link {
    workload: Arc<str>,
    /// The component that imports.
    caller: Arc<str>,
    import: String,
    callee: Arc<str>,
    entry: Callee,
    isolation: Isolation,
}

impl EntryLinker<'_> {
    /// What an isolated `callee` serves of a component.
    pub(super) fn isolated(
        &self,
        caller: &str,
        import: &str,
        callee: &str,
        isolation: &Isolation,
    ) -> Arc<Link> {
        Arc::new(Link {
            workload: self.workload.into(),
            caller: caller.into(),
            import: import.to_owned(),
            callee: callee.into(),
            entry: self.callees.0.get(callee).cloned().unwrap_or_default(),
            isolation: isolation.clone(),
        })
    }

    /// Links what the composed component imports as `outer`. Resolution has compared the types, and refused all that is
    /// no plain value.
    pub(super) fn link_isolated(
        &self,
        linker: &mut Linker<State>,
        link: &Arc<Link>,
        outer: &str,
        export: &str,
    ) -> wasmtime::Result<()> {
        let Some(part) = self.parts.get(&*link.caller) else {
            return Ok(());
        };
        let is_function = |import: &Extern| import.kind == ExternKind::Func;
        let is_function = part.imports().get(&link.import).is_some_and(is_function);
        for (name, ty) in functions(part, &link.import) {
            let (mut instance, inner, path) = match is_function {
                true => (linker.root(), outer, export.to_owned()),
                false => (linker.instance(outer)?, name, format!("{export}#{name}")),
            };
            let on_trap = error_on_trap(part, &link.import, name, &link.isolation);
            let function = Function {
                link: link.clone(),
                path,
                found: OnceLock::new(),
                on_trap: on_trap.map_err(|reason| no_error(name, &reason))?,
            };
            function.define(&mut instance, inner, ty.async_)?;
        }
        Ok(())
    }
}

/// Resolution has refused it before.
fn no_error(function: &str, reason: &str) -> wasmtime::Error {
    wasmtime::format_err!("`{function}` has no such error as `on-trap` says: {reason}")
}
