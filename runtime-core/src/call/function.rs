use std::future::poll_fn;

use hostplug::State;
use hostplug::wasmtime::component::types::{ComponentFunc, ComponentItem};
use hostplug::wasmtime::component::{
    Accessor, ComponentExportIndex, ComponentNamedList, Func, Lift, Lower, TypedFunc, Val,
};
use hostplug::wasmtime::{self, Store};

use super::value;
use crate::error::Error;
use crate::instance::{Entry, Held};

/// Calls `function` with dynamically typed values. It is a function of the world, or `interface#function`.
pub(crate) async fn invoke(
    entry: &Entry,
    function: &str,
    params: &[Val],
) -> Result<Vec<Val>, Error> {
    let (ty, index) = find(entry, function)?;
    value::check_all(&ty, params).map_err(|source| signature(entry, function, source))?;
    let call = Box::pin(async {
        let mut held = entry.take().await?;
        let func = get(entry, &mut held, function, index)?;
        let values = call_values(entry, &mut held.store, func, &ty, params).await?;
        entry.give_back(held);
        Ok(values)
    });
    entry.limited(call).await
}

/// Calls `function` on the instance that `store` is for. `found` is what [`find`] has found in the entry.
pub(crate) async fn invoke_in(
    store: &mut Store<State>,
    entry: &Entry,
    function: &str,
    (ty, index): &Found,
    params: &[Val],
) -> Result<Vec<Val>, Error> {
    value::check_all(ty, params).map_err(|source| signature(entry, function, source))?;
    let instance = entry.instantiate_in(store).await?;
    let func = instance.get_func(&mut *store, *index);
    let func = func.ok_or_else(|| no_such_export(entry, function))?;
    call_values(entry, store, func, ty, params).await
}

async fn call_values(
    entry: &Entry,
    mut store: &mut Store<State>,
    func: Func,
    ty: &ComponentFunc,
    params: &[Val],
) -> Result<Vec<Val>, Error> {
    let mut results = vec![Val::Bool(false); ty.results().len()];
    let called = match ty.async_() {
        true => {
            let call = async |accessor: &Accessor<State>| {
                func.call_concurrent(accessor, params, &mut results).await?;
                settle(entry, accessor).await;
                Ok(())
            };
            store.run_concurrent(call).await.flatten()
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
    let (ty, index) = find(entry, function)?;
    let call = Box::pin(async {
        let mut held = entry.take().await?;
        let func = get(entry, &mut held, function, index)?;
        let typed = match func.typed::<P, R>(&held.store) {
            Ok(typed) => typed,
            Err(source) => {
                // The guest has not been called.
                entry.give_back(held);
                return Err(signature(entry, function, source));
            }
        };
        let called = call_typed(entry, &mut held.store, typed, ty.async_(), params).await;
        let result = called.map_err(|source| entry.trap(source))?;
        entry.give_back(held);
        Ok(result)
    });
    entry.limited(call).await
}

async fn call_typed<P, R>(
    entry: &Entry,
    mut store: &mut Store<State>,
    typed: TypedFunc<P, R>,
    is_async: bool,
    params: P,
) -> wasmtime::Result<R>
where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    if !is_async {
        return typed.call_async(&mut store, params).await;
    }
    let call = async |accessor: &Accessor<State>| {
        let result = typed.call_concurrent(accessor, params).await?;
        settle(entry, accessor).await;
        Ok(result)
    };
    store.run_concurrent(call).await.flatten()
}

/// A guest may go on when its function has returned. An instance that serves further calls waits for that; any other
/// ends with its result.
async fn settle(entry: &Entry, accessor: &Accessor<State>) {
    if entry.reuses() {
        poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
    }
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
    held: &mut Held,
    function: &str,
    index: ComponentExportIndex,
) -> Result<Func, Error> {
    let func = held.instance.get_func(&mut held.store, index);
    func.ok_or_else(|| no_such_export(entry, function))
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
