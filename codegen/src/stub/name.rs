//! Names that the generated crate chooses itself: of the crate, of its types, of the module with the bindings.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use heck::{ToKebabCase, ToUpperCamelCase};
use quote::format_ident;
use syn::Ident;
use wit_parser::TypeId;

use crate::model::{InterfaceName, Service, World};
use crate::names;
use crate::stub::package::OWN;
use crate::stub::template::Template;
use crate::stub::{Error, diag};

/// The name of a crate that Cargo accepts and that stands in nobody's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateName(String);

impl CrateName {
    /// A name where it does not matter.
    pub(super) fn any() -> Self {
        CrateName("a-plugin".to_owned())
    }

    /// The name as it stands in `Cargo.toml`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it stands in Rust.
    pub(super) fn ident(&self) -> String {
        self.0.replace('-', "_")
    }

    /// The name as it can stand in WIT, where each word begins with a letter.
    pub(super) fn kebab(&self) -> String {
        let words = self.0.to_kebab_case();
        let mut kebab = String::new();
        for word in words.split('-') {
            if word.starts_with(|char: char| char.is_ascii_alphabetic()) && !kebab.is_empty() {
                kebab.push('-');
            }
            kebab.push_str(word);
        }
        kebab
    }
}

impl fmt::Display for CrateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CrateName {
    type Err = Error;

    fn from_str(typed: &str) -> Result<Self, Error> {
        let Some(reason) = refusal(typed) else {
            return Ok(CrateName(typed.to_owned()));
        };
        Err(Error::new(match typed.rsplit_once(['/', '\\']) {
            Some((_, name)) if refusal(name).is_none() => diag::path_for_name(typed, name),
            _ => diag::not_a_crate_name(typed, reason, better(typed).as_deref()),
        }))
    }
}

/// Names of crates that every crate sees or depends on, or that Cargo or a file system keeps for itself.
const RESERVED: &[&str] = &[
    "alloc",
    "aux",
    "con",
    "core",
    "hostplug",
    "hostplug_conformance",
    "hostplug_runtime",
    "nul",
    "prn",
    "proc_macro",
    "serde",
    "std",
    "test",
    "tokio",
    "wat",
];

fn refusal(typed: &str) -> Option<&'static str> {
    let ident = typed.replace('-', "_");
    let is_allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    if typed.is_empty() {
        Some("it is empty")
    } else if !typed.chars().all(is_allowed) {
        Some("it has other characters than letters, digits, `-` and `_`")
    } else if !typed.starts_with(|char: char| char.is_ascii_alphabetic()) {
        Some("it does not begin with a letter")
    } else if names::is_keyword(&ident)
        || matches!(ident.as_str(), "self" | "Self" | "super" | "crate")
    {
        Some("it is a keyword of Rust")
    } else if RESERVED.contains(&ident.to_lowercase().as_str()) || is_device(&ident) {
        Some("it is taken")
    } else {
        None
    }
}

/// `com1` and `lpt1` are devices on Windows.
fn is_device(name: &str) -> bool {
    let name = name.to_lowercase();
    let number = name
        .strip_prefix("com")
        .or_else(|| name.strip_prefix("lpt"));
    number.is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
}

fn better(typed: &str) -> Option<String> {
    let letters = typed
        .trim_start_matches(|char: char| !char.is_ascii_alphabetic())
        .to_kebab_case();
    let plugin = format!("{letters}-plugin");
    [letters, plugin]
        .into_iter()
        .find(|name| refusal(name).is_none())
}

/// Names that mean something else in the generated file. Those of the prelude are there because a struct of that
/// name would shadow it.
const TAKEN: &[&str] = &[
    "Accessor",
    "AsMut",
    "AsRef",
    "Box",
    "Caller",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "ErrorContext",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FutureReader",
    "HashMap",
    "Into",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Resource",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "StreamReader",
    "String",
    "Sync",
    "ToString",
    "Unpin",
    "Vec",
];

/// The types that the author owns: the plugin, and one for each resource.
#[derive(Debug)]
pub(super) struct TypeNames {
    pub(super) plugin: Ident,
    pub(super) is_plugin_renamed: bool,
    resources: Vec<(String, Ident)>,
    by_id: BTreeMap<TypeId, Ident>,
}

impl TypeNames {
    /// `others` are types that the files of the crate have as well.
    pub(super) fn new<'a>(
        name: &CrateName,
        others: impl Iterator<Item = &'a str>,
        world: &World,
    ) -> Self {
        let mut taken = FreeNames::beside([]);
        taken.0.extend(others.map(str::to_owned));
        let wanted = name.as_str().to_upper_camel_case();
        let plugin = free(&mut taken.0, [wanted.clone(), format!("{wanted}Plugin")]);
        let mut names = TypeNames {
            is_plugin_renamed: plugin != wanted.as_str(),
            plugin,
            resources: Vec::new(),
            by_id: BTreeMap::new(),
        };
        for interface in world
            .imports
            .iter()
            .filter(|interface| interface.service != Service::Upstream)
        {
            for resource in &interface.resources {
                let key = format!("{}.{}", interface.name.unversioned(), resource.name);
                let mapped = names.resources.iter().find(|(other, _)| *other == key);
                let ty = match mapped {
                    Some((_, ty)) => ty.clone(),
                    None => {
                        let ty = taken.resource(&interface.name, &resource.name);
                        names.resources.push((key, ty.clone()));
                        ty
                    }
                };
                names.by_id.insert(resource.id, ty);
            }
        }
        names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }

    /// The types of resources, by their keys in the attribute's `with`: all versions of a resource have one type.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&str, &Ident)> {
        self.resources.iter().map(|(key, ty)| (key.as_str(), ty))
    }

    /// The types of resources, except those of the crates behind the SDK.
    pub(super) fn by_id(&self) -> impl Iterator<Item = (TypeId, &Ident)> {
        self.by_id.iter().map(|(id, ty)| (*id, ty))
    }
}

/// Names of types that stand beside others.
#[derive(Debug)]
pub(super) struct FreeNames(BTreeSet<String>);

impl FreeNames {
    /// Names that are none of `types`, and hide nothing that the file means.
    pub(super) fn beside<'a>(types: impl IntoIterator<Item = &'a Ident>) -> Self {
        let types = types.into_iter().map(ToString::to_string);
        FreeNames(
            TAKEN
                .iter()
                .map(|name| (*name).to_owned())
                .chain(types)
                .collect(),
        )
    }

    /// Names that are none of these either.
    pub(super) fn and(mut self, taken: impl IntoIterator<Item = String>) -> Self {
        self.0.extend(taken);
        self
    }

    /// The name for what the plugin keeps of a resource.
    pub(super) fn resource(&mut self, interface: &InterfaceName, resource: &str) -> Ident {
        let name = resource.to_upper_camel_case();
        let qualified = format!("{}{name}", interface.name.to_upper_camel_case());
        let package = format!("{}{qualified}", interface.package.to_upper_camel_case());
        free(&mut self.0, [name, qualified, package])
    }
}

/// The first name that is free; behind the last one comes a number.
fn free<const N: usize>(taken: &mut BTreeSet<String>, candidates: [String; N]) -> Ident {
    let last = candidates[N - 1].clone();
    let numbered = (2..).map(|number| format!("{last}{number}"));
    let name = candidates
        .into_iter()
        .chain(numbered)
        .find(|name| !taken.contains(name));
    let name = name.expect("there are more numbers than names");
    let ident = format_ident!("{name}");
    taken.insert(name);
    ident
}

/// The module of the bindings is called after the package, unless that would hide a crate that the file names, or is
/// the name of another module of the crate.
pub(super) fn renamed_bindings(world: &World, template: &Template) -> Option<Ident> {
    let package = match (world.package.as_str(), world.answered().next()) {
        (OWN, Some(interface)) => &interface.name.package,
        (package, _) => package,
    };
    let module = names::ident(package);
    let is_taken = template.modules().any(|other| other == module);
    if is_taken || matches!(module.as_str(), "core" | "hostplug" | "std") {
        return Some(format_ident!("bindings"));
    }
    (package != world.package).then(|| format_ident!("{module}"))
}

/// Namespaces, packages and types that would be Rust keywords, or the name of the trait beside them.
pub(super) fn refuse_nameless(world: &World) -> Result<(), Error> {
    let served: Vec<_> = world.served().collect();
    let modules = served.iter().filter_map(|interface| {
        let keyword = interface
            .module
            .iter()
            .find(|segment| names::is_keyword(segment) || is_path_root(segment))?;
        Some(diag::nameless(
            &interface.name.to_string(),
            &format!("`{keyword}` is a keyword"),
        ))
    });
    let types = served.iter().flat_map(|interface| {
        let types = world.resolve.interfaces[interface.id].types.keys();
        let taken = types.filter(|name| matches!(name.as_str(), "host" | "self"));
        taken.map(|name| {
            let item = format!("{}.{name}", interface.name);
            diag::nameless(&item, &format!("`{}` is taken", name.to_upper_camel_case()))
        })
    });
    let messages: Vec<_> = modules.chain(types).collect();
    if messages.is_empty() {
        Ok(())
    } else {
        Err(Error { messages })
    }
}

fn is_path_root(segment: &str) -> bool {
    matches!(segment, "crate" | "self" | "super")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(typed: &str) -> String {
        typed.parse::<CrateName>().unwrap_err().to_string()
    }

    #[test]
    fn crate_names_that_cargo_takes_are_taken() {
        for name in ["kv", "my-kv", "my_kv2", "K"] {
            assert_eq!(name.parse::<CrateName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn refused_crate_names_say_what_to_write() {
        assert_eq!(
            refused("2kv"),
            "`2kv` cannot be the name of a crate: it does not begin with a letter\nhelp: write `--name kv`"
        );
        assert_eq!(
            refused("my kv").lines().last(),
            Some("help: write `--name my-kv`")
        );
        assert_eq!(
            refused("async").lines().last(),
            Some("help: write `--name async-plugin`")
        );
        assert_eq!(
            refused("test").lines().last(),
            Some("help: write `--name test-plugin`")
        );
        assert_eq!(
            refused("com1").lines().last(),
            Some("help: write `--name com1-plugin`")
        );
        assert!(refused("").contains("such as `--name my-plugin`"));
        assert_eq!(
            refused("../my-kv"),
            "`../my-kv` is a path, not the name of a crate\nhelp: write `--name my-kv`, and the path behind the package"
        );
    }
}
