use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p2::bindings::CommandPre;

use super::function;
use crate::error::Error;
use crate::instance::Entry;
use crate::wasi;

/// Runs a `wasi:cli/run` component to its end, and answers its exit code.
pub(crate) async fn run(entry: &Entry) -> Result<i32, Error> {
    let command = CommandPre::new(entry.pre.clone())
        .map_err(|_| function::no_such_export(entry, &format!("{}#run", wasi::command())))?;
    let mut store = entry.store()?;
    let instance = command
        .instantiate_async(&mut store)
        .await
        .map_err(|source| entry.trap(source))?;
    match instance.wasi_cli_run().call_run(&mut store).await {
        Ok(Ok(())) => Ok(0),
        Ok(Err(())) => Ok(1),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => Ok(exit.0),
            None => Err(entry.trap(error)),
        },
    }
}
