use hostplug::State;
use hostplug::wasmtime::component::types::{ComponentFunc, ComponentItem};
use hostplug::wasmtime::component::{
    ComponentExportIndex, ComponentNamedList, Func, Instance, Lift, Lower, Val,
};
use hostplug::wasmtime::{self, Store};

use super::value;
use crate::budget;
use crate::error::Error;
use crate::instance::Entry;

/// Calls `function` with dynamically typed values. It is a function of the world, or `interface#function`.
pub(crate) async fn invoke(
    entry: &Entry,
    function: &str,
    params: &[Val],
) -> Result<Vec<Val>, Error> {
    let found = find(entry, function)?;
    let (mut store, budget) = entry.begin(entry.limits.call)?;
    let called = invoke_in(&mut store, entry, function, &found, params);
    let called = budget::within(budget.time(), budget.metered(called)).await;
    called.map_err(|source| entry.trap(source))?
}

/// Calls `function` on the instance that `store` is for. `found` is what [`find`] has found in the entry.
pub(crate) async fn invoke_in(
    mut store: &mut Store<State>,
    entry: &Entry,
    function: &str,
    (ty, index): &Found,
    params: &[Val],
) -> Result<Vec<Val>, Error> {
    value::check_all(ty, params).map_err(|source| signature(entry, function, source))?;
    let instance = entry.instantiate_in(store).await?;
    let func = get(entry, store, &instance, function, *index)?;
    let mut results = vec![Val::Bool(false); ty.results().len()];
    let called = match ty.async_() {
        true => {
            let call = store.run_concurrent(async |accessor| {
                func.call_concurrent(accessor, params, &mut results).await
            });
            call.await.flatten()
        }
        false => func.call_async(&mut store, params, &mut results).await,
    };
    called.map_err(|source| entry.trap(source))?;
    Ok(results)
}

/// Calls `function` with Rust types.
pub(crate) async fn call<P, R>(entry: &Entry, function: &str, params: P) -> Result<R, Error>
where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    let found = find(entry, function)?;
    let (mut store, budget) = entry.begin(entry.limits.call)?;
    let called = call_in(&mut store, entry, function, &found, params);
    let called = budget::within(budget.time(), budget.metered(called)).await;
    called.map_err(|source| entry.trap(source))?
}

async fn call_in<P, R>(
    mut store: &mut Store<State>,
    entry: &Entry,
    function: &str,
    (ty, index): &Found,
    params: P,
) -> Result<R, Error>
where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    let instance = entry.instantiate_in(store).await?;
    let func = get(entry, store, &instance, function, *index)?;
    let typed = func
        .typed::<P, R>(&*store)
        .map_err(|source| signature(entry, function, source))?;
    let result = match ty.async_() {
        true => {
            let call = store
                .run_concurrent(async |accessor| typed.call_concurrent(accessor, params).await);
            call.await.flatten()
        }
        false => typed.call_async(&mut store, params).await,
    };
    result.map_err(|source| entry.trap(source))
}

fn signature(entry: &Entry, function: &str, source: wasmtime::Error) -> Error {
    Error::Signature {
        component: entry.component.clone(),
        function: function.to_owned(),
        source,
    }
}

/// Type and place of a function.
pub(crate) type Found = (ComponentFunc, ComponentExportIndex);

/// Finds a function by its name. It needs no instance, so that a mistake costs none.
pub(crate) fn find(entry: &Entry, function: &str) -> Result<Found, Error> {
    let component = entry.pre.component();
    let found = match function.split_once('#') {
        None => component.get_export(None, function),
        Some((interface, name)) => component
            .get_export_index(None, interface)
            .and_then(|interface| component.get_export(Some(&interface), name)),
    };
    match found {
        Some((ComponentItem::ComponentFunc(ty), index)) => Ok((ty, index)),
        _ => Err(no_such_export(entry, function)),
    }
}

fn get(
    entry: &Entry,
    store: &mut Store<State>,
    instance: &Instance,
    function: &str,
    index: ComponentExportIndex,
) -> Result<Func, Error> {
    instance
        .get_func(store, index)
        .ok_or_else(|| no_such_export(entry, function))
}

/// The error names all functions that the host can call, as it would ask for them.
pub(super) fn no_such_export(entry: &Entry, function: &str) -> Error {
    Error::NoSuchExport {
        component: entry.component.clone(),
        function: function.to_owned(),
        exports: functions(entry).into_iter().map(|(name, _)| name).collect(),
    }
}

/// All functions that the host can call, by the names that [`find`] knows them by.
pub(crate) fn functions(entry: &Entry) -> Vec<(String, ComponentFunc)> {
    let engine = entry.pre.engine();
    let mut found = Vec::new();
    for (name, item) in entry.pre.component().component_type().exports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(ty) => found.push((name.to_owned(), ty)),
            ComponentItem::ComponentInstance(instance) => {
                found.extend(instance.exports(engine).filter_map(|(function, item)| {
                    let ComponentItem::ComponentFunc(ty) = item.ty else {
                        return None;
                    };
                    Some((format!("{name}#{function}"), ty))
                }));
            }
            _ => {}
        }
    }
    found
}
