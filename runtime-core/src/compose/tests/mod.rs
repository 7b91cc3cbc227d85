//! Parts in the text format, composed and run on a plain engine.

mod asynchronous;
mod features;
mod hoist;
mod late;
mod links;
mod module_imports;
mod nested;
mod refuse;
mod resources;
mod trap;
mod types;
mod wac;
mod world;

use std::collections::BTreeMap;

use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Module, Store};

use super::{Binding, ComposeError, Composition, Placement, TieKey, compose};
use crate::part::Part;

/// Memory and an allocator that only grows, for parts with strings. `$mem` and `$realloc` are the names to use.
const MEMORY: &str = r#"
    (core module $memory-module
        (memory (export "memory") 2)
        (global $next (mut i32) (i32.const 4096))
        (func (export "realloc") (param i32 i32 i32 i32) (result i32)
            (global.get $next)
            (global.set $next (i32.add (global.get $next) (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -16))))))
    (core instance $memory (instantiate $memory-module))
    (alias core export $memory "memory" (core memory $mem))
    (alias core export $memory "realloc" (core func $realloc))
"#;

fn part(name: &str, wat: &str) -> Part {
    let wat = wat.replace("{MEMORY}", MEMORY);
    let bytes = wat::parse_str(&wat).unwrap_or_else(|error| panic!("{name}: {error}"));
    Part::parse(name, bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn place<'a, const N: usize>(
    part: &'a Part,
    label: &str,
    bindings: [(&str, Binding); N],
) -> Placement<'a> {
    Placement {
        part,
        label: label.to_owned(),
        bindings: BTreeMap::from(bindings.map(|(name, binding)| (name.to_owned(), binding))),
    }
}

fn host(name: &str) -> Binding {
    Binding::Host {
        name: name.to_owned(),
        tie: None,
    }
}

fn tied(name: &str, key: &str) -> Binding {
    Binding::Host {
        name: name.to_owned(),
        tie: Some(TieKey(key.to_owned())),
    }
}

fn sibling(placement: usize, export: &str) -> Binding {
    Binding::Sibling {
        placement,
        export: export.to_owned(),
    }
}

/// Every import goes to the host.
fn all_host(part: &Part) -> Placement<'_> {
    let imports = part.imports().keys().enumerate();
    Placement {
        part,
        label: "p0".to_owned(),
        bindings: imports
            .map(|(at, name)| (name.clone(), host(&format!("h{at}"))))
            .collect(),
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn composed(placements: &[Placement<'_>], exports: &[(usize, &str)]) -> Composition {
    try_compose(placements, exports).unwrap_or_else(|error| panic!("{error}"))
}

fn try_compose(
    placements: &[Placement<'_>],
    exports: &[(usize, &str)],
) -> Result<Composition, ComposeError> {
    let exports: Vec<_> = exports
        .iter()
        .map(|(placement, name)| (*placement, (*name).to_owned()))
        .collect();
    compose(placements, &exports)
}

/// Instantiates with what `link` defines.
async fn start_with<T: Send + 'static>(
    composition: &Composition,
    data: T,
    link: impl FnOnce(&mut Linker<T>),
) -> (Store<T>, Instance) {
    start_on(&Config::new(), composition, data, link).await
}

async fn start_on<T: Send + 'static>(
    config: &Config,
    composition: &Composition,
    data: T,
    link: impl FnOnce(&mut Linker<T>),
) -> (Store<T>, Instance) {
    let engine = Engine::new(config).unwrap();
    let component = Component::new(&engine, &composition.bytes).unwrap();
    let mut linker = Linker::new(&engine);
    for (name, module) in &composition.modules {
        let module = Module::new(&engine, module.bytes()).unwrap();
        linker.root().module(name, &module).unwrap();
    }
    link(&mut linker);
    let mut store = Store::new(&engine, data);
    let instance = linker
        .instantiate_async(&mut store, &component)
        .await
        .unwrap();
    (store, instance)
}

async fn start(composition: &Composition) -> (Store<()>, Instance) {
    start_with(composition, (), |_| {}).await
}

/// Calls a function of the root without arguments.
async fn call<T: Send + 'static, R>(store: &mut Store<T>, instance: &Instance, name: &str) -> R
where
    R: wasmtime::component::ComponentNamedList + wasmtime::component::Lift + Send + Sync + 'static,
{
    let func = instance.get_typed_func::<(), R>(&mut *store, name).unwrap();
    func.call_async(&mut *store, ()).await.unwrap()
}
