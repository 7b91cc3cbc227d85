//! The engine for a world whose types Wasmtime has switched off by itself.

use std::collections::BTreeSet;

use wit_parser::{Resolve, Type, TypeDefKind};

use crate::model::{World, inner_types};

/// A function that makes the engine, to be put behind others; nothing if any engine will do.
pub(super) fn function(world: &World) -> String {
    text(&needed(&world.resolve), "hostplug")
}

/// The function for the options that are `needed`, in a crate that has the SDK at the path `sdk`.
pub(super) fn text(needed: &BTreeSet<&str>, sdk: &str) -> String {
    let lines: String = needed
        .iter()
        .map(|option| format!("    config.wasm_component_model_{option}(true);\n"))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!(
        "\n\n/// What the world needs, and Wasmtime has switched off by itself.\n\
         fn engine() -> hostplug_runtime::Engine {{\n    \
             let mut config = {sdk}::wasmtime::Config::new();\n{lines}    \
             hostplug_runtime::Engine::from_config(&config).expect(\"they go together\")\n}}"
    )
}

/// Names of options, as they stand in those of `wasmtime::Config`.
pub(super) fn needed(resolve: &Resolve) -> BTreeSet<&'static str> {
    let kinds = resolve.types.iter().map(|(_, definition)| &definition.kind);
    let kinds = kinds.flat_map(|kind| {
        let itself = match kind {
            TypeDefKind::FixedLengthList(..) => Some("fixed_length_lists"),
            TypeDefKind::Map(..) => Some("map"),
            _ => None,
        };
        let parts = inner_types(kind).into_iter().filter_map(of_type);
        itself.into_iter().chain(parts)
    });
    let interfaces = resolve.interfaces.iter();
    let functions = interfaces.flat_map(|(_, interface)| interface.functions.values());
    let functions = functions.flat_map(|function| {
        let params = function.params.iter().map(|param| param.ty);
        params.chain(function.result).filter_map(of_type)
    });
    kinds.chain(functions).collect()
}

fn of_type(ty: Type) -> Option<&'static str> {
    matches!(ty, Type::ErrorContext).then_some("error_context")
}
