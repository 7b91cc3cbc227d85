use hostplug::State;
use hostplug::wasmtime::component::{ComponentNamedList, Func, Instance, Lift, Lower, Val};
use hostplug::wasmtime::{self, Store};

use crate::error::Error;
use crate::instance::Entry;

/// Calls `function` with dynamically typed values. It is a function of the world, or `interface#function`.
pub(crate) async fn invoke(entry: &Entry, function: &str, params: &[Val]) -> Result<Vec<Val>, Error> {
    let (mut store, instance) = entry.instantiate().await?;
    let func = find(entry, &mut store, &instance, function)?;
    check_params(entry, &store, func, function, params)?;
    let mut results = vec![Val::Bool(false); func.ty(&store).results().len()];
    match func.ty(&store).async_() {
        true => {
            let call = store.run_concurrent(async |accessor| {
                func.call_concurrent(accessor, params, &mut results).await
            });
            call.await.flatten().map_err(|source| entry.trap(source))?;
        }
        false => func.call_async(&mut store, params, &mut results).await.map_err(|source| entry.trap(source))?,
    }
    Ok(results)
}

/// Calls `function` with Rust types.
pub(crate) async fn call<P, R>(entry: &Entry, function: &str, params: P) -> Result<R, Error>
where
    P: ComponentNamedList + Lower + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    let (mut store, instance) = entry.instantiate().await?;
    let func = find(entry, &mut store, &instance, function)?;
    let typed = func.typed::<P, R>(&store).map_err(|source| signature(entry, function, source))?;
    let result = match func.ty(&store).async_() {
        true => {
            let call = store.run_concurrent(async |accessor| typed.call_concurrent(accessor, params).await);
            call.await.flatten()
        }
        false => typed.call_async(&mut store, params).await,
    };
    result.map_err(|source| entry.trap(source))
}

fn signature(entry: &Entry, function: &str, source: wasmtime::Error) -> Error {
    Error::Signature { component: entry.component.clone(), function: function.to_owned(), source }
}

/// Wasmtime answers a wrong number of values like a trap, but the guest is not to blame for it.
fn check_params(
    entry: &Entry,
    store: &Store<State>,
    func: Func,
    function: &str,
    params: &[Val],
) -> Result<(), Error> {
    let expected = func.ty(store).params().len();
    if expected == params.len() {
        return Ok(());
    }
    let source = wasmtime::format_err!("it takes {expected} parameters, {} were given", params.len());
    Err(signature(entry, function, source))
}

fn find(entry: &Entry, store: &mut Store<State>, instance: &Instance, function: &str) -> Result<Func, Error> {
    let found = match function.split_once('#') {
        None => instance.get_func(&mut *store, function),
        Some((interface, name)) => instance
            .get_export_index(&mut *store, None, interface)
            .and_then(|interface| instance.get_export_index(&mut *store, Some(&interface), name))
            .and_then(|index| instance.get_func(&mut *store, index)),
    };
    found.ok_or_else(|| Error::NoSuchExport {
        component: entry.component.clone(),
        function: function.to_owned(),
        exports: exports(entry),
    })
}

/// All functions that the host can call, as it would ask for them.
fn exports(entry: &Entry) -> Vec<String> {
    use hostplug::wasmtime::component::types::ComponentItem;

    let engine = entry.pre.engine();
    let mut names = Vec::new();
    for (name, item) in entry.pre.component().component_type().exports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(_) => names.push(name.to_owned()),
            ComponentItem::ComponentInstance(instance) => {
                let functions = instance.exports(engine);
                names.extend(
                    functions
                        .filter(|(_, item)| matches!(item.ty, ComponentItem::ComponentFunc(_)))
                        .map(|(function, _)| format!("{name}#{function}")),
                );
            }
            _ => {}
        }
    }
    names
}
