//! The names that `wasmtime::component::bindgen!` gives to WIT items. They follow `wasmtime-internal-wit-bindgen`
//! 48, `rust.rs` and `lib.rs`.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use wit_parser::{FunctionKind, InterfaceId, PackageId, Resolve};

use crate::model::{Function, Interface};

/// A Rust identifier in `snake_case`; a keyword gets an underscore behind it.
pub(crate) fn ident(wit: &str) -> String {
    match wit {
        keyword if is_keyword(keyword) => format!("{keyword}_"),
        name => name.to_snake_case(),
    }
}

/// A type name. `host` is taken by the trait that a plugin implements.
pub(crate) fn type_ident(wit: &str) -> String {
    match wit {
        "host" => "Host_".to_owned(),
        name => name.to_upper_camel_case(),
    }
}

/// The trait with the methods of a resource.
pub(crate) fn resource_trait(resource: &str) -> String {
    format!("Host{}", resource.to_upper_camel_case())
}

/// The method that makes an error of its WIT type out of a `Fail`. A keyword is none behind `convert_`.
pub(crate) fn convert(error: &str) -> String {
    format!("convert_{}", error.to_snake_case())
}

/// A function of an export as `bindgen!` calls it behind `func_` and `call_`.
pub(crate) fn exported_item(function: &Function) -> String {
    match function.wit.kind {
        FunctionKind::Constructor(_) => "constructor".to_owned(),
        _ => function.wit.item_name().to_snake_case(),
    }
}

/// The functions of an export, and the methods that call them: `job_run` for the method `run` of the resource `job`.
/// Free functions come first, because they keep their names.
pub(crate) fn exported_methods(interface: &Interface) -> Vec<(&Function, String)> {
    let mut taken = BTreeSet::new();
    let (free, of_resources): (Vec<_>, Vec<_>) = interface
        .functions
        .iter()
        .partition(|function| function.resource.is_none());
    let functions = free.into_iter().chain(of_resources);
    let methods = functions.map(|function| {
        let mut name = match interface.resource_of(function) {
            None => ident(&function.wit.name),
            Some(resource) => format!(
                "{}_{}",
                resource.name.to_snake_case(),
                exported_item(function)
            ),
        };
        while !taken.insert(name.clone()) {
            name.push('_');
        }
        (function, name)
    });
    methods.collect()
}

pub(crate) fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
        "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
        "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
        "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&name)
}

/// The path of an interface's module below the module that holds `bindgen!`.
pub(crate) fn interface_module(resolve: &Resolve, interface: InterfaceId) -> Option<Vec<String>> {
    let interface = &resolve.interfaces[interface];
    let (package, name) = (interface.package?, interface.name.as_deref()?);
    let namespace = resolve.packages[package].name.namespace.to_snake_case();
    Some(vec![
        namespace,
        package_module(resolve, package),
        ident(name),
    ])
}

/// A package that occurs in several versions carries its version.
fn package_module(resolve: &Resolve, package: PackageId) -> String {
    let name = &resolve.packages[package].name;
    let versions = resolve.packages.iter().filter(|(_, other)| {
        other.name.namespace == name.namespace && other.name.name == name.name
    });
    let base = name.name.to_snake_case();
    match &name.version {
        Some(version) if versions.count() > 1 => format!("{base}{}", version_suffix(version)),
        _ => base,
    }
}

fn version_suffix(version: &semver::Version) -> String {
    version
        .to_string()
        .replace(['.', '-', '+'], "_")
        .to_snake_case()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_and_digits_become_identifiers() {
        assert_eq!(ident("get-many"), "get_many");
        assert_eq!(ident("type"), "type_");
        assert_eq!(ident("sha256-sum"), "sha256_sum");
        assert_eq!(type_ident("host"), "Host_");
        assert_eq!(type_ident("key-response"), "KeyResponse");
        assert_eq!(resource_trait("key-range"), "HostKeyRange");
        assert_eq!(convert("type"), "convert_type");
    }

    #[test]
    fn only_a_package_in_several_versions_carries_its_version() {
        let mut resolve = Resolve::default();
        let wit = "
            package a-b:c; interface x {}
            package d:e@1.0.0 { interface fn-x {} }
            package d:e@2.0.0-rc.1 { interface %type {} }
            package d:f@1.0.0 { interface z {} }";
        resolve.push_str("inline", wit).unwrap();
        let mut modules: Vec<_> = resolve
            .interfaces
            .iter()
            .filter_map(|(id, _)| interface_module(&resolve, id))
            .collect();
        modules.sort();
        let expected = [
            "a_b::c::x",
            "d::e1_0_0::fn_x",
            "d::e2_0_0_rc_1::type_",
            "d::f::z",
        ];
        assert_eq!(
            modules
                .iter()
                .map(|module| module.join("::"))
                .collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn a_version_becomes_a_suffix() {
        assert_eq!(
            version_suffix(&"0.2.0-draft2".parse().unwrap()),
            "0_2_0_draft2"
        );
    }
}
