//! WIT names that `bindgen!` turns into Rust which does not compile. They were found by compiling them; why, stands in
//! `wasmtime-internal-wit-bindgen` 48, `rust.rs` and `lib.rs`.

use heck::{ToSnakeCase, ToUpperCamelCase};
use wit_parser::{Docs, Enum, FunctionKind, Record, Resolve, Type, TypeDefKind, TypeId, Variant};

use crate::attr::Args;
use crate::diag;
use crate::errors::Errors;
use crate::model::{Function, Interface, Service, World, definition, inner_types, parts};
use crate::names;

/// Types that the code of each interface calls by their bare names.
const TAKEN: &[&str] = &["Box", "Copy", "Self", "Send"];
const TAKEN_BY_IMPORTS: &[&str] = &["Host", "HostWithStore", "Sized"];
/// The generic parameters of functions that link an import.
const PARAMETERS: &[&str] = &["D", "T"];
const TAKEN_BY_EXPORTS: &[&str] = &["Guest", "GuestIndices", "Host", "S"];

/// Types that the code of the world calls by their bare names.
const TAKEN_BY_WORLDS: &[&str] = &["Clone", "Option", "Result", "Self", "Send"];

pub(super) fn check(errors: &mut Errors, args: &Args, world: &World) {
    let own = |interface: &&Interface| interface.service != Service::Upstream;
    let imports = world
        .imports
        .iter()
        .filter(own)
        .map(|import| (import, true));
    let exports = world.exports.iter().map(|export| (export, false));
    for (interface, is_import) in imports.chain(exports) {
        let names = Names {
            resolve: &world.resolve,
            interface,
            is_import,
        };
        for reason in names.reasons() {
            let message = diag::no_bindings(&interface.name.unversioned(), &reason, is_import);
            errors.at_span(args.world_span(), message);
        }
    }
    if TAKEN_BY_WORLDS.contains(&&*world.name.to_upper_camel_case()) {
        errors.at_span(args.world_span(), diag::world_without_bindings(&world.name));
    }
}

struct Names<'a> {
    resolve: &'a Resolve,
    interface: &'a Interface,
    is_import: bool,
}

impl Names<'_> {
    fn reasons(&self) -> Vec<String> {
        let types = self.types().flat_map(|(name, id)| {
            let taken = self
                .taken(name)
                .map(|taken| diag::name_is_taken("type", name, &taken));
            taken.into_iter().chain(self.members(name, id))
        });
        let functions = self.function_names();
        types.chain(functions).chain(self.features()).collect()
    }

    fn types(&self) -> impl Iterator<Item = (&str, TypeId)> {
        let types = &self.resolve.interfaces[self.interface.id].types;
        types.iter().map(|(name, id)| (name.as_str(), *id))
    }

    /// The Rust name of a type, if something else has it.
    fn taken(&self, name: &str) -> Option<String> {
        let rust = name.to_upper_camel_case();
        let by_side = match self.is_import {
            true => self.is_taken_in_import(name, &rust),
            false => self.is_taken_in_export(&rust),
        };
        let is_taken = by_side || TAKEN.contains(&&*rust) || self.hides_what_is_used(&rust);
        is_taken.then_some(rust)
    }

    fn is_taken_in_import(&self, name: &str, rust: &str) -> bool {
        let is_trait = self.is_after_resource(rust, "Host", "")
            || self.is_after_resource(rust, "Host", "WithStore")
            // The trait of such a resource is called `HostWithStore` too.
            || (rust == "WithStore" && self.is_resource(name));
        let is_options = rust == "LinkOptions" && !self.interface.features.is_empty();
        let is_parameter =
            PARAMETERS.contains(&rust) && (self.is_resource(name) || self.is_spelled(name));
        TAKEN_BY_IMPORTS.contains(&rust) || is_trait || is_options || is_parameter
    }

    fn is_taken_in_export(&self, rust: &str) -> bool {
        TAKEN_BY_EXPORTS.contains(&rust) || self.is_after_resource(rust, "Guest", "")
    }

    fn is_after_resource(&self, rust: &str, prefix: &str, suffix: &str) -> bool {
        let mut resources = self.interface.resources.iter();
        resources.any(|resource| {
            rust == format!("{prefix}{}{suffix}", resource.name.to_upper_camel_case())
        })
    }

    fn hides_what_is_used(&self, rust: &str) -> bool {
        match rust {
            "Option" => self.uses(|kind| matches!(kind, TypeDefKind::Option(_))),
            "Result" => self.uses(|kind| matches!(kind, TypeDefKind::Result(_))),
            _ => false,
        }
    }

    /// Whether the parameters of a function, or the result of an `async` one, are made of a type by its name.
    fn is_spelled(&self, name: &str) -> bool {
        let mut functions = self.interface.functions.iter();
        functions.any(|function| {
            let params = function.wit.params.iter().map(|param| param.ty);
            let result = function.wit.result.filter(|_| function.is_async);
            params.chain(result).any(|ty| self.spells(ty, name))
        })
    }

    fn spells(&self, ty: Type, name: &str) -> bool {
        let Type::Id(id) = ty else {
            return false;
        };
        let definition = &self.resolve.types[id];
        match &definition.name {
            Some(found) => found == name,
            None => inner_types(&definition.kind)
                .into_iter()
                .any(|ty| self.spells(ty, name)),
        }
    }

    /// Whether a type of the interface, or of what it is made of, is of this kind.
    fn uses(&self, wanted: fn(&TypeDefKind) -> bool) -> bool {
        let functions = self.interface.functions.iter().flat_map(|function| {
            let params = function.wit.params.iter().map(|param| param.ty);
            params.chain(function.wit.result)
        });
        let types = self.types().map(|(_, id)| Type::Id(id));
        functions.chain(types).any(|ty| self.is_made_of(ty, wanted))
    }

    fn is_made_of(&self, ty: Type, wanted: fn(&TypeDefKind) -> bool) -> bool {
        parts(self.resolve, ty).any(|part| match part {
            Type::Id(id) => wanted(&self.resolve.types[id].kind),
            _ => false,
        })
    }

    fn is_resource(&self, name: &str) -> bool {
        let resources = &self.interface.resources;
        resources.iter().any(|resource| resource.name == name)
    }

    /// Cases and fields.
    fn members(&self, name: &str, id: TypeId) -> Vec<String> {
        let full = |member: &str| format!("{name}.{member}");
        let selves = |cases: Vec<&str>| -> Vec<String> {
            let selves = cases
                .into_iter()
                .filter(|case| case.to_upper_camel_case() == "Self");
            selves
                .map(|case| diag::name_is_taken("case", &full(case), "Self"))
                .collect()
        };
        match &self.resolve.types[id].kind {
            TypeDefKind::Variant(Variant { cases }) => {
                selves(cases.iter().map(|case| &*case.name).collect())
            }
            TypeDefKind::Enum(Enum { cases }) => {
                let quoting = cases
                    .iter()
                    .filter(|case| self.is_error(id) && has_quotes(&case.docs));
                let quoting = quoting.map(|case| diag::quotes_in_docs(&full(&case.name)));
                let selves = selves(cases.iter().map(|case| &*case.name).collect());
                selves.into_iter().chain(quoting).collect()
            }
            TypeDefKind::Record(Record { fields }) => {
                let fields = fields.iter().filter(|field| is_unescaped(&field.name));
                fields
                    .map(|field| diag::name_is_keyword("field", &full(&field.name)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is the error of a result, so that its documentation becomes a string.
    fn is_error(&self, id: TypeId) -> bool {
        let functions = self
            .resolve
            .interfaces
            .iter()
            .flat_map(|(_, interface)| interface.functions.values());
        functions
            .filter_map(|function| function.result)
            .any(|result| self.fails_with(result, id))
    }

    fn fails_with(&self, result: Type, id: TypeId) -> bool {
        let Type::Id(result) = result else {
            return false;
        };
        match &self.resolve.types[definition(self.resolve, result)].kind {
            TypeDefKind::Result(wit_parser::Result_ {
                err: Some(Type::Id(error)),
                ..
            }) => definition(self.resolve, *error) == definition(self.resolve, id),
            _ => false,
        }
    }

    fn function_names(&self) -> Vec<String> {
        let functions = &self.interface.functions;
        let of_each = functions.iter().enumerate().flat_map(|(index, function)| {
            let is_last = index + 1 == functions.len();
            self.of_function(function, is_last)
        });
        of_each.collect()
    }

    fn of_function(&self, function: &Function, is_last: bool) -> Vec<String> {
        let (name, shown) = (function.wit.item_name(), function.option_name());
        let (is_taken, is_keyword) = match self.is_import {
            true => (self.method_is_taken(function), is_unescaped(name)),
            false => (is_variable(name) && !is_last, false),
        };
        let taken =
            is_taken.then(|| diag::name_is_taken("function", &shown, &name.to_snake_case()));
        let keyword = is_keyword.then(|| diag::name_is_keyword("function", &shown));
        let params = function.wit.params.iter();
        let params = params
            .filter(|param| is_unescaped(&param.name))
            .map(|param| diag::name_is_keyword("parameter", &format!("{shown}.{}", param.name)));
        taken.into_iter().chain(keyword).chain(params).collect()
    }

    /// Whether a trait has the method already: a resource its destructor and `new`, `Host` the conversion of errors.
    fn method_is_taken(&self, function: &Function) -> bool {
        let rust = function.wit.item_name().to_snake_case();
        let Some(resource) = function.resource else {
            let own = |id| definition(self.resolve, id) == id && self.is_error(id);
            let mut errors = self.types().filter(|(_, id)| own(*id));
            return errors.any(|(error, _)| rust == names::convert(error));
        };
        let is_constructor = |function: &Function| matches!(function.wit.kind, FunctionKind::Constructor(id) if id == resource);
        let has_constructor = self.interface.functions.iter().any(is_constructor);
        rust == "drop" || (rust == "new" && has_constructor && !is_constructor(function))
    }

    fn features(&self) -> Vec<String> {
        let features = self.interface.features.iter().filter(|feature| {
            let rust = feature.to_snake_case();
            self.is_import && (rust == "default" || names::is_keyword(&rust))
        });
        features
            .map(|feature| diag::name_is_taken("feature", feature, &feature.to_snake_case()))
            .collect()
    }
}

fn has_quotes(docs: &Docs) -> bool {
    let text = docs.contents.as_deref().unwrap_or_default();
    text.contains(['"', '\\'])
}

/// Only keywords in small letters get an underscore.
fn is_unescaped(name: &str) -> bool {
    !names::is_keyword(name) && names::is_keyword(&name.to_snake_case())
}

/// Names of variables in code that finds the functions of an export one by one.
fn is_variable(name: &str) -> bool {
    matches!(name, "lookup" | "store")
}
