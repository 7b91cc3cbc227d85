//! Values in WAVE, the text format for values of the component model, of types that only the validator knows.

use std::collections::HashMap;
use std::error::Error as _;

use hostplug::wasmtime::component::Val;
use wasm_wave::value::{Type, Value};
use wasm_wave::wasm::{DisplayType, WasmTypeKind, WasmValue};
use wasmparser::component_types::{ComponentDefinedType, ComponentDefinedTypeId, ComponentValType};
use wasmparser::{PrimitiveValType, types::TypesRef};

use crate::part::Part;

/// Why a text is no value of a type.
pub(super) struct Unfit {
    /// The type in the syntax of WIT, without the names of types.
    pub(super) ty: String,
    pub(super) reason: String,
}

pub(super) fn parse(part: &Part, ty: ComponentValType, text: &str) -> Result<Val, Unfit> {
    let mut known = HashMap::new();
    let Some(ty) = wave_type(part.types(), &mut known, ty) else {
        return Err(Unfit {
            ty: "a plain type".to_owned(),
            reason: "values of its type cannot be written".to_owned(),
        });
    };
    let value: Value = wasm_wave::from_str(&ty, text).map_err(|error| Unfit {
        ty: DisplayType(&ty).to_string(),
        reason: error.source().unwrap_or(&error).to_string(),
    })?;
    Ok(val(&value))
}

type Known = HashMap<ComponentDefinedTypeId, Option<Type>>;

/// `None` for what WAVE cannot write. Types share their parts, so each is made once.
fn wave_type(types: TypesRef<'_>, known: &mut Known, value: ComponentValType) -> Option<Type> {
    let id = match value {
        ComponentValType::Primitive(primitive) => return simple(primitive),
        ComponentValType::Type(id) => id,
    };
    if let Some(ty) = known.get(&id) {
        return ty.clone();
    }
    let ty = types.get(id).and_then(|ty| defined(types, known, ty));
    known.insert(id, ty.clone());
    ty
}

fn defined(types: TypesRef<'_>, known: &mut Known, ty: &ComponentDefinedType) -> Option<Type> {
    use ComponentDefinedType as T;

    let mut of = |value: ComponentValType| wave_type(types, known, value);
    match ty {
        T::Primitive(primitive) => simple(*primitive),
        T::Record(ty) => {
            let fields = ty.fields.iter();
            let fields = fields.map(|(name, ty)| Some((name.as_str(), of(*ty)?)));
            Type::record(fields.collect::<Option<Vec<_>>>()?)
        }
        T::Variant(ty) => {
            let cases = ty.cases.iter();
            let cases =
                cases.map(|(name, case)| Some((name.as_str(), optional(case.ty, &mut of)?)));
            Type::variant(cases.collect::<Option<Vec<_>>>()?)
        }
        T::Tuple(ty) => {
            let values = ty.types.iter().map(|ty| of(*ty));
            Type::tuple(values.collect::<Option<Vec<_>>>()?)
        }
        T::Flags(names) => Type::flags(names.iter().map(|name| name.as_str())),
        T::Enum(names) => Type::enum_ty(names.iter().map(|name| name.as_str())),
        T::List { element, .. } => Some(Type::list(of(*element)?)),
        T::Option { ty, .. } => Some(Type::option(of(*ty)?)),
        T::Result { ok, err, .. } => Some(Type::result(
            optional(*ok, &mut of)?,
            optional(*err, &mut of)?,
        )),
        T::FixedLengthList { .. }
        | T::Map { .. }
        | T::Own(_)
        | T::Borrow(_)
        | T::Future { .. }
        | T::Stream { .. } => None,
    }
}

/// The outer `None` is a type that cannot be written, the inner one no type at all.
fn optional(
    ty: Option<ComponentValType>,
    of: impl FnOnce(ComponentValType) -> Option<Type>,
) -> Option<Option<Type>> {
    ty.map_or(Some(None), |ty| of(ty).map(Some))
}

fn simple(primitive: PrimitiveValType) -> Option<Type> {
    use PrimitiveValType as P;

    Some(match primitive {
        P::Bool => Type::BOOL,
        P::S8 => Type::S8,
        P::U8 => Type::U8,
        P::S16 => Type::S16,
        P::U16 => Type::U16,
        P::S32 => Type::S32,
        P::U32 => Type::U32,
        P::S64 => Type::S64,
        P::U64 => Type::U64,
        P::F32 => Type::F32,
        P::F64 => Type::F64,
        P::Char => Type::CHAR,
        P::String => Type::STRING,
        P::ErrorContext => return None,
    })
}

/// The same value in Wasmtime's words.
fn val(value: &Value) -> Val {
    use WasmTypeKind as K;

    let boxed = |value: &Value| Box::new(val(value));
    match value.kind() {
        K::Bool => Val::Bool(value.unwrap_bool()),
        K::S8 => Val::S8(value.unwrap_s8()),
        K::S16 => Val::S16(value.unwrap_s16()),
        K::S32 => Val::S32(value.unwrap_s32()),
        K::S64 => Val::S64(value.unwrap_s64()),
        K::U8 => Val::U8(value.unwrap_u8()),
        K::U16 => Val::U16(value.unwrap_u16()),
        K::U32 => Val::U32(value.unwrap_u32()),
        K::U64 => Val::U64(value.unwrap_u64()),
        K::F32 => Val::Float32(value.unwrap_f32()),
        K::F64 => Val::Float64(value.unwrap_f64()),
        K::Char => Val::Char(value.unwrap_char()),
        K::String => Val::String(value.unwrap_string().into_owned()),
        K::List => Val::List(value.unwrap_list().map(|value| val(&value)).collect()),
        K::Record => {
            let fields = value.unwrap_record();
            Val::Record(
                fields
                    .map(|(name, value)| (name.into_owned(), val(&value)))
                    .collect(),
            )
        }
        K::Tuple => Val::Tuple(value.unwrap_tuple().map(|value| val(&value)).collect()),
        K::Variant => {
            let (name, value) = value.unwrap_variant();
            Val::Variant(name.into_owned(), value.map(|value| boxed(&value)))
        }
        K::Enum => Val::Enum(value.unwrap_enum().into_owned()),
        K::Option => Val::Option(value.unwrap_option().map(|value| boxed(&value))),
        K::Result => {
            let boxed =
                |value: Option<std::borrow::Cow<'_, Value>>| value.map(|value| boxed(&value));
            Val::Result(value.unwrap_result().map(boxed).map_err(boxed))
        }
        K::Flags => Val::Flags(value.unwrap_flags().map(|name| name.into_owned()).collect()),
        kind => unreachable!("no type of the kind {kind} is made above"),
    }
}
