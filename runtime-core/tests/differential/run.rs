//! Compositions on an engine.

use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Module, Store};

use crate::case::{Case, Outcome};

/// Compiles the case and instantiates it with imports that nobody calls.
pub(crate) fn start(case: &Case) -> Result<Outcome, String> {
    let (outcome, Some(composition)) = case.compose()? else {
        return case.outcome();
    };
    let engine = Engine::default();
    let started = async || {
        let component = Component::new(&engine, &composition.bytes)?;
        let mut linker = Linker::<()>::new(&engine);
        for (name, module) in &composition.modules {
            let module = Module::new(&engine, module.bytes())?;
            linker.root().module(name, &module)?;
        }
        linker.define_unknown_imports_as_traps(&component)?;
        let mut store = Store::new(&engine, ());
        linker.instantiate_async(&mut store, &component).await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    match runtime.unwrap().block_on(started()) {
        Ok(_) => Ok(outcome),
        Err(error) => Err(format!("it does not start: {error:?}")),
    }
}
