//! What a package says when its comments, its layout and the order of its items are left out.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};
use wit_parser::{
    Function, FunctionKind, Handle, Interface, InterfaceId, PackageId, Resolve, Stability, Type,
    TypeDef, TypeDefKind, TypeId, TypeOwner, World, WorldItem, WorldKey,
};

/// The structure of a package: what has to be equal in two texts that mean the same.
///
/// It has every interface and world by its name, and in them every type and function with its attributes, one a line
/// and ordered by name. What counts by its position keeps it: fields, cases, flags, parameters. Comments are left out,
/// and so is whether a world imports something by itself or because it includes another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// `namespace:package@version`.
    pub id: String,
    /// Interfaces by their names.
    pub interfaces: BTreeMap<String, String>,
    /// Worlds by their names.
    pub worlds: BTreeMap<String, String>,
}

impl Structure {
    /// Reads the structure of a package.
    pub fn of(resolve: &Resolve, package: PackageId) -> Self {
        let package = &resolve.packages[package];
        let interfaces = package.interfaces.iter();
        let worlds = package.worlds.iter();
        Structure {
            id: package.name.to_string(),
            interfaces: interfaces
                .map(|(name, id)| (name.clone(), interface(resolve, *id)))
                .collect(),
            worlds: worlds
                .map(|(name, id)| (name.clone(), world(resolve, &resolve.worlds[*id])))
                .collect(),
        }
    }

    /// The first 16 hexadecimal digits of the SHA-256 of what [`Display`](fmt::Display) prints. It tells texts apart;
    /// it is no proof that nobody changed a file.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(self.to_string());
        digest.iter().take(8).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "package {}", self.id)?;
        for (name, text) in &self.interfaces {
            write!(f, "interface {name}{text}")?;
        }
        for (name, text) in &self.worlds {
            write!(f, "world {name}{text}")?;
        }
        Ok(())
    }
}

fn interface(resolve: &Resolve, id: InterfaceId) -> String {
    let interface = &resolve.interfaces[id];
    let scope = Scope {
        resolve,
        owner: TypeOwner::Interface(id),
    };
    let attributes = attributes(&interface.stability);
    format!("{attributes}\n{}", lines(scope.items(interface)))
}

fn world(resolve: &Resolve, world: &World) -> String {
    let mut items = Vec::new();
    for (direction, map) in [("import", &world.imports), ("export", &world.exports)] {
        for (key, item) in map {
            items.push(format!("{direction} {}", world_item(resolve, key, item)));
        }
    }
    format!("{}\n{}", attributes(&world.stability), lines(items))
}

fn world_item(resolve: &Resolve, key: &WorldKey, item: &WorldItem) -> String {
    let name = resolve.name_world_key(key);
    let scope = |owner| Scope { resolve, owner };
    match item {
        WorldItem::Interface { id, stability, .. } => match key {
            WorldKey::Interface(_) => format!("{name}{}", attributes(stability)),
            WorldKey::Name(_) => {
                let items = scope(TypeOwner::Interface(*id)).items(&resolve.interfaces[*id]);
                format!("{name}{} {{{items:?}}}", attributes(stability))
            }
        },
        WorldItem::Function(function) => scope(TypeOwner::None).function(function),
        WorldItem::Type { id, .. } => {
            let def = &resolve.types[*id];
            scope(def.owner).definition(&name, def)
        }
    }
}

fn lines(mut items: Vec<String>) -> String {
    items.sort();
    items
        .iter()
        .map(|item| format!("  {item}\n"))
        .collect::<String>()
}

fn attributes(stability: &Stability) -> String {
    let (mut text, deprecated) = match stability {
        Stability::Unknown => return String::new(),
        Stability::Stable { since, deprecated } => (format!(" @since({since})"), deprecated),
        Stability::Unstable {
            feature,
            deprecated,
        } => (format!(" @unstable({feature})"), deprecated),
    };
    if let Some(version) = deprecated {
        let _ = write!(text, " @deprecated({version})");
    }
    text
}

/// Where names of types are looked up.
struct Scope<'a> {
    resolve: &'a Resolve,
    owner: TypeOwner,
}

impl Scope<'_> {
    fn items(&self, interface: &Interface) -> Vec<String> {
        let types = interface
            .types
            .iter()
            .map(|(name, id)| self.definition(name, &self.resolve.types[*id]));
        let functions = interface.functions.values();
        types
            .chain(functions.map(|function| self.function(function)))
            .collect()
    }

    fn function(&self, function: &Function) -> String {
        let kind = match function.kind {
            FunctionKind::Freestanding => "func",
            FunctionKind::AsyncFreestanding => "async func",
            FunctionKind::Method(_) => "method",
            FunctionKind::AsyncMethod(_) => "async method",
            FunctionKind::Static(_) => "static",
            FunctionKind::AsyncStatic(_) => "async static",
            FunctionKind::Constructor(_) => "constructor",
        };
        let params = function
            .params
            .iter()
            .map(|param| format!("{}: {}", param.name, self.ty(&param.ty)));
        let params = params.collect::<Vec<_>>().join(", ");
        let result = match &function.result {
            Some(ty) => format!(" -> {}", self.ty(ty)),
            None => String::new(),
        };
        let attributes = attributes(&function.stability);
        format!("{kind} {}({params}){result}{attributes}", function.name)
    }

    fn definition(&self, name: &str, def: &TypeDef) -> String {
        let attributes = attributes(&def.stability);
        let kind = match &def.kind {
            TypeDefKind::Type(Type::Id(id)) if self.is_foreign(*id) => {
                format!("use {}", self.foreign(*id))
            }
            TypeDefKind::Type(ty) => format!("type {}", self.ty(ty)),
            kind => self.shape(kind),
        };
        format!("{name} = {kind}{attributes}")
    }

    fn is_foreign(&self, id: TypeId) -> bool {
        self.resolve.types[id].owner != self.owner
            && matches!(self.resolve.types[id].owner, TypeOwner::Interface(_))
    }

    fn foreign(&self, id: TypeId) -> String {
        let def = &self.resolve.types[id];
        let interface = match def.owner {
            TypeOwner::Interface(id) => self.resolve.id_of(id),
            _ => None,
        };
        let name = def.name.as_deref().unwrap_or_default();
        format!("{}.{name}", interface.unwrap_or_default())
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::U8 => "u8".to_owned(),
            Type::U16 => "u16".to_owned(),
            Type::U32 => "u32".to_owned(),
            Type::U64 => "u64".to_owned(),
            Type::S8 => "s8".to_owned(),
            Type::S16 => "s16".to_owned(),
            Type::S32 => "s32".to_owned(),
            Type::S64 => "s64".to_owned(),
            Type::F32 => "f32".to_owned(),
            Type::F64 => "f64".to_owned(),
            Type::Char => "char".to_owned(),
            Type::String => "string".to_owned(),
            Type::ErrorContext => "error-context".to_owned(),
            Type::Id(id) => {
                let def = &self.resolve.types[*id];
                match &def.name {
                    Some(name) => name.clone(),
                    None => self.shape(&def.kind),
                }
            }
        }
    }

    fn optional(&self, ty: Option<&Type>) -> String {
        ty.map_or_else(|| "_".to_owned(), |ty| self.ty(ty))
    }

    fn shape(&self, kind: &TypeDefKind) -> String {
        match kind {
            TypeDefKind::Record(record) => {
                let fields = record.fields.iter();
                list(
                    "record",
                    fields.map(|field| format!("{}: {}", field.name, self.ty(&field.ty))),
                )
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant.cases.iter();
                list(
                    "variant",
                    cases.map(|case| match &case.ty {
                        Some(ty) => format!("{}({})", case.name, self.ty(ty)),
                        None => case.name.clone(),
                    }),
                )
            }
            TypeDefKind::Enum(ty) => list("enum", ty.cases.iter().map(|case| case.name.clone())),
            TypeDefKind::Flags(ty) => list("flags", ty.flags.iter().map(|flag| flag.name.clone())),
            TypeDefKind::Tuple(tuple) => list("tuple", tuple.types.iter().map(|ty| self.ty(ty))),
            TypeDefKind::Resource => "resource".to_owned(),
            TypeDefKind::Handle(Handle::Own(id)) => self.ty(&Type::Id(*id)),
            TypeDefKind::Handle(Handle::Borrow(id)) => {
                format!("borrow<{}>", self.ty(&Type::Id(*id)))
            }
            TypeDefKind::Option(ty) => format!("option<{}>", self.ty(ty)),
            TypeDefKind::Result(result) => format!(
                "result<{}, {}>",
                self.optional(result.ok.as_ref()),
                self.optional(result.err.as_ref())
            ),
            TypeDefKind::List(ty) => format!("list<{}>", self.ty(ty)),
            TypeDefKind::FixedLengthList(ty, len) => format!("list<{}, {len}>", self.ty(ty)),
            TypeDefKind::Map(key, value) => format!("map<{}, {}>", self.ty(key), self.ty(value)),
            TypeDefKind::Future(ty) => format!("future<{}>", self.optional(ty.as_ref())),
            TypeDefKind::Stream(ty) => format!("stream<{}>", self.optional(ty.as_ref())),
            TypeDefKind::Type(ty) => self.ty(ty),
            TypeDefKind::Unknown => "_".to_owned(),
        }
    }
}

fn list(kind: &str, items: impl Iterator<Item = String>) -> String {
    format!("{kind}<{}>", items.collect::<Vec<_>>().join(", "))
}
