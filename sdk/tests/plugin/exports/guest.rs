//! Components made of WIT and a core module.

use hostplug::wasmtime::component::Component;
use hostplug::wasmtime::{Config, Engine};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// Memory, and a `cabi_realloc` that never takes anything back.
pub(crate) const MEMORY: &str = r#"
    (memory (export "memory") 64)
    (global $free (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.get $free)
        (global.set $free (i32.and
            (i32.add (i32.add (global.get $free) (local.get 3)) (i32.const 15))
            (i32.const -16))))
    ;; Where a result of two words is.
    (func $pair (param i32 i32) (result i32)
        (i32.store (i32.const 1024) (local.get 0))
        (i32.store (i32.const 1028) (local.get 1))
        (i32.const 1024))"#;

/// A component of the world `plugin` of `wit`, as if it were written for components: it imports what plugins serve, and
/// exports what they call.
pub(crate) fn component(wit: &str, imports: &str, functions: &str) -> Component {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("guest.wit", wit).unwrap();
    let world = resolve.select_world(&[package], Some("plugin")).unwrap();
    let module = format!("(module {imports} {MEMORY} {functions})");
    let mut module = wat::parse_str(module).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    let encoder = ComponentEncoder::default().module(&module).unwrap();
    let bytes = encoder.validate(true).encode().unwrap();
    Component::new(&engine(), bytes).unwrap()
}

fn engine() -> Engine {
    let mut config = Config::new();
    config.wasm_component_model_map(true);
    Engine::new(&config).unwrap()
}
