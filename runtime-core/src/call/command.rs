use hostplug::State;
use hostplug::wasmtime::{Result as WasmResult, Store};
use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p2::bindings::CommandPre;
use wasmtime_wasi::p3::bindings::CommandPre as AsyncCommandPre;

use super::function;
use crate::budget;
use crate::error::Error;
use crate::instance::Entry;

/// What a command itself says about its end.
type Ended = WasmResult<Result<(), ()>>;

/// Runs a `wasi:cli/run` component to its end, and answers its exit code. A component that exports it twice is asked
/// through the newer track.
pub(crate) async fn run(entry: &Entry) -> Result<i32, Error> {
    let limits = entry.limits.command;
    let mut store = entry.store()?;
    budget::interrupt(&mut store);
    let _ticking = entry.clock.tick();
    let run = budget::metered(limits.cpu, Box::pin(start(entry, store)));
    let ended = budget::within(limits.time, run).await;
    ended.map_err(|source| entry.trap(source))?
}

async fn start(entry: &Entry, store: Store<State>) -> Result<i32, Error> {
    let ended = if let Ok(command) = AsyncCommandPre::new(entry.pre.clone()) {
        run_p3(entry, store, command).await?
    } else if let Ok(command) = CommandPre::new(entry.pre.clone()) {
        run_p2(entry, store, command).await?
    } else {
        return Err(function::no_such_export(entry, "wasi:cli/run#run"));
    };
    match ended {
        Ok(Ok(())) => Ok(0),
        Ok(Err(())) => Ok(1),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => Ok(exit.0),
            None => Err(entry.trap(error)),
        },
    }
}

async fn run_p2(
    entry: &Entry,
    mut store: Store<State>,
    command: CommandPre<State>,
) -> Result<Ended, Error> {
    let instance = command.instantiate_async(&mut store).await;
    let instance = instance.map_err(|source| entry.trap(source))?;
    Ok(instance.wasi_cli_run().call_run(&mut store).await)
}

/// It ends when the function does, as a process ends with its `main`, whatever tasks are left.
async fn run_p3(
    entry: &Entry,
    mut store: Store<State>,
    command: AsyncCommandPre<State>,
) -> Result<Ended, Error> {
    let instance = command.instantiate_async(&mut store).await;
    let instance = instance.map_err(|source| entry.trap(source))?;
    let run =
        store.run_concurrent(async |accessor| instance.wasi_cli_run().call_run(accessor).await);
    Ok(run.await.flatten())
}
