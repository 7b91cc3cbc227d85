//! From bytes to something known to be a valid component.

use std::ops::Range;
use std::sync::Arc;

use wasmparser::types::Types;
use wasmparser::{
    FuncValidatorAllocations, Parser, Payload, ValidPayload, Validator, WasmFeatures,
};

use super::error::PartError;
use super::features::EngineFeatures;
use super::module::{ModuleShape, Modules};

/// WebAssembly 3.0, components, and what [`EngineFeatures`] knows to ask an engine for.
///
/// `CM_IMPLEMENTS` is the one addition. Components may say which interface a plainly named import implements, the
/// engine refuses that unless asked, and the composer takes the annotation off before an engine sees it.
pub(crate) fn features() -> WasmFeatures {
    every_engine() | OPTIONAL
}

/// What no engine has switched off.
fn every_engine() -> WasmFeatures {
    WasmFeatures::WASM3 | WasmFeatures::GC_TYPES | WasmFeatures::COMPONENT_MODEL
}

const OPTIONAL: WasmFeatures = WasmFeatures::CM_ASYNC
    .union(WasmFeatures::CM_MAP)
    .union(WasmFeatures::CM_FIXED_LENGTH_LISTS)
    .union(WasmFeatures::CM_ERROR_CONTEXT)
    .union(WasmFeatures::CM_IMPLEMENTS);

/// A parser that reads what [`features`] allows.
pub(crate) fn parser() -> Parser {
    parser_at(0)
}

/// The same for bytes that begin at `offset` of others.
pub(super) fn parser_at(offset: usize) -> Parser {
    let mut parser = Parser::new(u64::try_from(offset).unwrap_or(u64::MAX));
    parser.set_features(features());
    parser
}

/// Refuses what is easy to name better than the validator does.
pub(super) fn looks_like_component(part: &str, bytes: &[u8]) -> Result<(), PartError> {
    let part = || part.to_owned();
    if bytes.is_empty() {
        Err(PartError::Empty { part: part() })
    } else if Parser::is_core_wasm(bytes) {
        Err(PartError::CoreModule { part: part() })
    } else if is_text(bytes) {
        Err(PartError::Text { part: part() })
    } else {
        Ok(())
    }
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        text.starts_with('(') || text.starts_with(";;")
    })
}

/// The outcome of one walk over the bytes.
pub(super) struct Checked {
    pub(super) types: Types,
    pub(super) modules: Modules,
}

pub(super) fn validate(part: &str, bytes: &Arc<[u8]>) -> Result<Checked, PartError> {
    walk(bytes).map_err(|refusal| PartError::Invalid {
        part: part.to_owned(),
        offset: refusal.offset,
        message: refusal.message,
    })
}

/// What is wrong, and where.
struct Refusal {
    offset: usize,
    message: String,
}

impl From<wasmparser::Error> for Refusal {
    fn from(error: wasmparser::Error) -> Self {
        Self {
            offset: error.offset(),
            message: error.message().to_owned(),
        }
    }
}

/// How deep components may be nested. What comes later walks down without counting.
const MAX_DEPTH: usize = 100;

fn walk(bytes: &Arc<[u8]>) -> Result<Checked, Refusal> {
    let mut validator = Validator::new_with_features(features());
    let mut bodies = FuncValidatorAllocations::default();
    let mut open: Vec<Option<Range<usize>>> = vec![None];
    let mut modules = Modules::default();
    let mut root = None;
    for payload in parser().parse_all(bytes) {
        let payload = payload?;
        match &payload {
            Payload::ModuleSection {
                unchecked_range, ..
            } => open.push(Some(unchecked_range.clone())),
            Payload::ComponentSection {
                unchecked_range, ..
            } if open.len() > MAX_DEPTH => {
                return Err(Refusal {
                    offset: unchecked_range.start,
                    message: format!("components are nested more than {MAX_DEPTH} levels deep"),
                });
            }
            Payload::ComponentSection { .. } => open.push(None),
            Payload::ComponentTypeSection(types) => check_type_depth(bytes, types.range())?,
            _ => {}
        }
        match validator.payload(&payload)? {
            ValidPayload::Func(func, body) => {
                let mut func = func.into_validator(bodies);
                func.validate(&body)?;
                bodies = func.into_allocations();
            }
            ValidPayload::End(types) => match open.pop() {
                Some(Some(range)) => modules.add(bytes, range, || ModuleShape::new(types.as_ref())),
                _ if open.is_empty() => root = Some(types),
                _ => {}
            },
            ValidPayload::Ok | ValidPayload::Parser(_) => {}
        }
    }
    match root {
        Some(types) => Ok(Checked { types, modules }),
        None => Err(Refusal {
            offset: bytes.len(),
            message: "unexpected end".to_owned(),
        }),
    }
}

/// Refuses types that are nested so deep that reading them, which goes down with them, would use up the stack.
///
/// A type of a component or instance in another one begins with two bytes that say so. They are counted wherever they
/// stand, which is at least the depth, and nobody's interfaces come near the limit.
fn check_type_depth(bytes: &[u8], range: Range<usize>) -> Result<(), Refusal> {
    const MAX: usize = 256;

    let offset = range.start;
    let section = bytes.get(range).unwrap_or_default();
    let begins = section
        .windows(2)
        .filter(|pair| matches!(pair, [0x01, 0x41 | 0x42]));
    match begins.count() > MAX {
        true => Err(Refusal {
            offset,
            message: format!("types are nested more than {MAX} levels deep"),
        }),
        false => Ok(()),
    }
}

/// What an engine must have, and whether names carry annotations, which no engine needs to know of.
pub(super) fn needs_of(bytes: &[u8]) -> (EngineFeatures, bool) {
    // Most components need nothing, and then one question is enough.
    if !needs(bytes, OPTIONAL) {
        return (EngineFeatures::default(), false);
    }
    (
        EngineFeatures::needed_by(bytes),
        needs(bytes, WasmFeatures::CM_IMPLEMENTS),
    )
}

/// Whether bytes that are valid with all [`features`] are refused without `feature`.
///
/// Asking the validator cannot fall behind it, as a list of the constructs that count would. Function bodies are
/// skipped: no component-level feature changes them.
pub(super) fn needs(bytes: &[u8], feature: WasmFeatures) -> bool {
    let features = features().difference(feature);
    let mut parser = Parser::new(0);
    parser.set_features(features);
    let mut validator = Validator::new_with_features(features);
    parser.parse_all(bytes).any(|payload| {
        payload
            .and_then(|payload| validator.payload(&payload))
            .is_err()
    })
}
