//! What a link to an isolated callee says beside the callee: an error in the place of a trap, and limits.

mod wave;

use std::collections::BTreeMap;
use std::time::Duration;

use bytesize::ByteSize;
use hostplug::wasmtime::component::Val;
use wasmparser::component_types::{
    ComponentDefinedType, ComponentEntityType, ComponentFuncType, ComponentValType,
};

use super::{ComponentPlan, Problem, Provider};
use crate::part::Part;
use crate::spec::{CallLimits, Isolation, OnTrap};

/// No guest with a memory runs in less.
const PAGE: u64 = 64 << 10;

pub(super) fn check(
    problems: &mut Vec<Problem>,
    parts: &BTreeMap<String, Part>,
    components: &BTreeMap<String, ComponentPlan>,
) {
    for (component, plan) in components {
        for (import, planned) in &plan.imports {
            let (Provider::Isolated { isolation, .. }, Some(part)) =
                (&planned.provider, parts.get(component))
            else {
                continue;
            };
            check_limits(problems, component, import, &isolation.limits);
            let functions = functions(part, import).into_iter();
            problems.extend(functions.filter_map(|(function, _)| {
                let found = error_on_trap(part, import, function, isolation);
                Some(Problem::OnTrap {
                    component: component.clone(),
                    import: import.clone(),
                    function: with_signature(part, import, function),
                    reason: found.err()?,
                })
            }));
        }
    }
}

fn check_limits(problems: &mut Vec<Problem>, component: &str, import: &str, limits: &CallLimits) {
    let mut invalid = |key, value, expected| {
        problems.push(Problem::Invalid {
            place: format!("`limits.{key}` of the link from `{import}` of component `{component}`"),
            value,
            expected,
        });
    };
    if limits.memory < PAGE {
        let value = ByteSize(limits.memory).to_string();
        invalid(
            "memory",
            value,
            "at least `64KiB`, the least that a guest can have",
        );
    }
    if limits.time == Duration::ZERO {
        invalid(
            "time",
            "0s".to_owned(),
            "a duration in which a call can end, such as `10s`",
        );
    }
}

/// The functions of an import. A function of the world itself is its own only one.
pub(crate) fn functions<'p>(
    part: &'p Part,
    import: &'p str,
) -> Vec<(&'p str, &'p ComponentFuncType)> {
    let types = part.types();
    match types.component_item_for_import(import).map(|item| item.ty) {
        Some(ComponentEntityType::Func(id)) => {
            types.get(id).map(|ty| (import, ty)).into_iter().collect()
        }
        Some(ComponentEntityType::Instance(id)) => {
            let exports = types.get(id).into_iter().flat_map(|ty| &ty.exports);
            let functions = exports.filter_map(|(name, item)| match item.ty {
                ComponentEntityType::Func(id) => Some((name.as_str(), types.get(id)?)),
                _ => None,
            });
            functions.collect()
        }
        _ => Vec::new(),
    }
}

fn with_signature(part: &Part, import: &str, function: &str) -> String {
    let import = part.imports().get(import);
    let signature = import.and_then(|import| import.signature(function));
    format!("{function}: {}", signature.unwrap_or("func"))
}

/// The result that the caller of a function sees in the place of a trap, if the link wants one.
///
/// # Errors
/// The function has no such error; what to write instead.
pub(crate) fn error_on_trap(
    part: &Part,
    import: &str,
    function: &str,
    isolation: &Isolation,
) -> Result<Option<Val>, String> {
    let OnTrap::Error(literal) = &isolation.on_trap else {
        return Ok(None);
    };
    let functions = functions(part, import);
    let found = functions.iter().find(|(name, _)| *name == function);
    let Some(error) = found.and_then(|(_, ty)| error_type(part, ty)) else {
        return Err("there is none in its result\n\
            help: remove `on-trap`, so that the caller traps as well; only if all functions of an interface return \
            `result<_, E>` can traps be answered with an `E`"
            .to_owned());
    };
    let value = wave::parse(part, error, literal).map_err(|wave::Unfit { ty, reason }| {
        format!(
            "`{literal}` is no value of its type: {reason}\nhelp: write a value of `{ty}` in WAVE"
        )
    })?;
    Ok(Some(Val::Result(Err(Some(Box::new(value))))))
}

fn error_type(part: &Part, function: &ComponentFuncType) -> Option<ComponentValType> {
    let ComponentValType::Type(id) = function.result? else {
        return None;
    };
    match part.types().get(id) {
        Some(ComponentDefinedType::Result { err, .. }) => *err,
        _ => None,
    }
}
