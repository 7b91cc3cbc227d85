//! What a component needs of an engine that an engine may have switched off.

use std::fmt;

use wasm_encoder::{
    Component, ComponentDefinedTypeEncoder, ComponentTypeSection, PrimitiveValType as Primitive,
};
use wasmparser::WasmFeatures;

use super::check;

/// Features of the component model that a Wasmtime engine has only if its configuration says so.
///
/// Shown to people, it is the settings of `wasmtime::Config` that switch the features on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineFeatures {
    /// Async functions, streams and futures. On unless concurrency support was switched off.
    pub concurrency: bool,
    /// The type `map<k, v>`.
    pub map: bool,
    /// The type `list<t, n>`.
    pub fixed_length_list: bool,
    /// The type `error-context`.
    pub error_context: bool,
}

impl EngineFeatures {
    /// What an engine has. It is asked with a few bytes for each feature.
    #[must_use]
    pub fn of(engine: &wasmtime::Engine) -> Self {
        let has = |probe: &[u8]| wasmtime::component::Component::new(engine, probe).is_ok();
        Self {
            concurrency: has(&probe(|ty| ty.future(None))),
            map: has(&probe(|ty| {
                ty.map(Primitive::String, Primitive::U8);
            })),
            fixed_length_list: has(&probe(|ty| {
                ty.fixed_length_list(Primitive::U8, 1);
            })),
            error_context: has(&probe(|ty| ty.primitive(Primitive::ErrorContext))),
        }
    }

    /// What these valid bytes need.
    pub(super) fn needed_by(bytes: &[u8]) -> Self {
        let needs = |feature| check::needs(bytes, feature);
        Self {
            concurrency: needs(WasmFeatures::CM_ASYNC),
            map: needs(WasmFeatures::CM_MAP),
            fixed_length_list: needs(WasmFeatures::CM_FIXED_LENGTH_LISTS),
            error_context: needs(WasmFeatures::CM_ERROR_CONTEXT),
        }
    }

    /// The features among these that are not among `others`.
    #[must_use]
    pub fn missing_in(self, others: Self) -> Self {
        Self {
            concurrency: self.concurrency && !others.concurrency,
            map: self.map && !others.map,
            fixed_length_list: self.fixed_length_list && !others.fixed_length_list,
            error_context: self.error_context && !others.error_context,
        }
    }

    /// Whether it is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    fn settings(self) -> impl Iterator<Item = &'static str> {
        [
            (self.concurrency, "`Config::concurrency_support`"),
            (self.map, "`Config::wasm_component_model_map`"),
            (
                self.fixed_length_list,
                "`Config::wasm_component_model_fixed_length_lists`",
            ),
            (
                self.error_context,
                "`Config::wasm_component_model_error_context`",
            ),
        ]
        .into_iter()
        .filter_map(|(needed, setting)| needed.then_some(setting))
    }
}

impl fmt::Display for EngineFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings: Vec<_> = self.settings().collect();
        f.write_str(&settings.join(", "))
    }
}

/// A component of one type.
fn probe(ty: impl FnOnce(ComponentDefinedTypeEncoder<'_>)) -> Vec<u8> {
    let mut types = ComponentTypeSection::new();
    ty(types.defined_type());
    let mut component = Component::new();
    component.section(&types);
    component.finish()
}
