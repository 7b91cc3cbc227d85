//! Which functions the runtime has. Wasmtime keeps no list of them, so a linker is asked.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use hostplug::wasmtime::Engine;
use hostplug::wasmtime::component::Linker;
use hostplug::{InterfaceId, State};

use super::link;

/// The functions among `wanted` that the runtime does not have in `interface`, which it serves.
pub(crate) fn missing<'f>(
    interface: &InterfaceId,
    wanted: impl Iterator<Item = &'f String>,
) -> Vec<String> {
    static ASKED: LazyLock<Mutex<Asked>> = LazyLock::new(Mutex::default);

    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let asked = asked.entry(interface.to_string());
    let asked = asked.or_insert_with(|| Interface::new(interface));
    wanted.filter(|name| !asked.has(name)).cloned().collect()
}

type Asked = HashMap<String, Interface>;

struct Interface {
    /// Defines the interface alone. `None` if it cannot be defined, which the start of a workload will explain.
    linker: Option<Linker<State>>,
    known: HashMap<String, bool>,
}

impl Interface {
    fn new(interface: &InterfaceId) -> Self {
        static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::default);

        let mut linker = Linker::new(&ENGINE);
        let linked = linker.instance(NAME);
        let linked = linked.and_then(|mut instance| link(interface, &mut instance, 0));
        Self {
            linker: linked.is_ok().then_some(linker),
            known: HashMap::new(),
        }
    }

    fn has(&mut self, function: &str) -> bool {
        if let Some(known) = self.known.get(function) {
            return *known;
        }
        let has = self
            .linker
            .as_mut()
            .is_none_or(|linker| defines(linker, function));
        self.known.insert(function.to_owned(), has);
        has
    }
}

const NAME: &str = "interface";

/// What is defined cannot be defined again.
fn defines(linker: &mut Linker<State>, function: &str) -> bool {
    let instance = linker.instance(NAME);
    let defined =
        instance.and_then(|mut instance| instance.func_wrap(function, |_, (): ()| Ok(())));
    defined.is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_were_never_there_are_missing() {
        let clock = "wasi:clocks/wall-clock@0.2.0".parse().unwrap();
        let wanted = ["now", "later", "resolution", "later"].map(str::to_owned);
        assert_eq!(missing(&clock, wanted.iter()), ["later", "later"]);
        let streams = "wasi:io/streams@0.2.12".parse().unwrap();
        let wanted = ["[method]input-stream.read", "[method]input-stream.write"].map(str::to_owned);
        assert_eq!(
            missing(&streams, wanted.iter()),
            ["[method]input-stream.write"]
        );
    }
}
