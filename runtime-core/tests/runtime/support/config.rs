//! A `wasi:config` that waits or panics when the component `web` asks for its greeting. Real guests ask for it in the
//! middle of a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hostplug_runtime::hostplug::{self, Caller, Fail, host_plugin, wasmtime};

use super::probe::Gate;

#[host_plugin(
    world = "wasi:config/imports@0.2.0-rc.1",
    inline = "
        package wasi:config@0.2.0-rc.1;
        interface store {
            variant error { upstream(string), io(string) }
            get: func(key: string) -> result<option<string>, error>;
            get-all: func() -> result<list<tuple<string, string>>, error>;
        }
        world imports { import store; }
    "
)]
#[derive(Clone, Default)]
pub(crate) struct Trouble {
    pub(crate) gate: Gate,
    pub(crate) waits: Arc<AtomicBool>,
    pub(crate) panics: Arc<AtomicBool>,
}

use config::store::{Error, Host};

impl Host for Caller<'_, Trouble> {
    async fn get(&mut self, key: String) -> hostplug::Result<Option<String>, Error> {
        let Trouble {
            gate,
            waits,
            panics,
        } = self.plugin();
        match key.as_str() {
            "greeting" if panics.load(Ordering::SeqCst) => panic!("told to panic"),
            "greeting" if waits.load(Ordering::SeqCst) => gate.pass().await,
            _ => {}
        }
        Ok(self.scope().config.get(&key).cloned())
    }

    async fn get_all(&mut self) -> hostplug::Result<Vec<(String, String)>, Error> {
        Ok(Vec::new())
    }

    fn convert_error(&mut self, error: Fail<Error>) -> wasmtime::Result<Error> {
        error.into_wit()
    }
}
