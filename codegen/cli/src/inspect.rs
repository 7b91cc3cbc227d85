//! `plugin-gen inspect`: what a package or a component has, and who serves it.

use std::fmt;

use clap::Args;
use hostplug_codegen::catalogue::{self, Choice};
use hostplug_codegen::inspect::{self, Import, Interface, Package, Service, World};
use hostplug_codegen::stub::Origin;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::{Error, wit};

/// Show the interfaces of a package or the imports of a component, and who serves them.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// A package, such as `wasi:keyvalue@0.2.0-draft`, with `#HASH` behind it if it has several texts; or the path of a
    /// folder, a file, a component or a crate
    what: String,
}

/// What was found.
#[derive(Debug)]
pub struct Inspection {
    subject: Subject,
    notes: Vec<String>,
}

#[derive(Debug)]
enum Subject {
    Package(Package),
    /// A component, by its path.
    Component(String, World),
}

impl Inspection {
    /// Remarks for a person: what to type.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        if let Subject::Component(path, world) = &self.subject {
            let unserved = world
                .imports
                .iter()
                .filter(|import| !is_served(&import.service));
            notes.extend(unserved.map(|import| remedy(path, import)));
        }
        notes
    }
}

/// Whether a host has it without a plugin that somebody writes.
fn is_served(service: &Service) -> bool {
    matches!(
        service,
        Service::Runtime | Service::Plugin(_) | Service::NotNeeded
    )
}

fn remedy(path: &str, import: &Import) -> String {
    let Import { name, package, .. } = import;
    match package {
        Some(package) => format!(
            "a plugin for `{name}` begins with `{}`",
            command(path, name, package)
        ),
        None => format!("`{name}` belongs to no interface, so no plugin can serve it"),
    }
}

/// The shortest command that writes a plugin for an import of a component.
fn command(path: &str, interface: &str, package: &str) -> String {
    match catalogue::find(package, Choice::default()) {
        Ok(entry) => format!("plugin-gen new {}", entry.id()),
        Err(_) => {
            let dir = package.split(['@', ':']).nth(1).unwrap_or(package);
            format!("plugin-gen new {dir}-plugin --wit {path} --interface {interface}")
        }
    }
}

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Package(package) => show_package(f, package),
            Subject::Component(path, world) => {
                writeln!(f, "component {path}")?;
                show_world(f, world, true)
            }
        }
    }
}

fn show_package(f: &mut fmt::Formatter<'_>, package: &Package) -> fmt::Result {
    let Package {
        id, hash, entry, ..
    } = package;
    writeln!(f, "package {id}")?;
    match entry {
        Some(entry) => {
            let mut profiles = entry.profiles().iter().map(ToString::to_string);
            let profiles = match profiles.next() {
                Some(first) => profiles.fold(first, |all, profile| format!("{all}, {profile}")),
                None => "none".to_owned(),
            };
            writeln!(
                f,
                "text    {hash} of {}, profiles: {profiles}",
                entry.source()
            )?;
        }
        None => writeln!(f, "text    {hash}, not in the catalogue")?,
    }
    for interface in &package.interfaces {
        writeln!(f, "\ninterface {}", interface.id)?;
        writeln!(f, "  -- {}", served_by(&interface.service))?;
        show_interface(f, interface)?;
    }
    for world in &package.worlds {
        writeln!(f, "\nworld {}", world.id)?;
        show_world(f, world, false)?;
    }
    Ok(())
}

fn show_interface(f: &mut fmt::Formatter<'_>, interface: &Interface) -> fmt::Result {
    for line in &interface.types {
        writeln!(f, "  {line}")?;
    }
    for (name, functions) in &interface.resources {
        writeln!(f, "  resource {name}")?;
        for line in functions {
            writeln!(f, "    {line}")?;
        }
    }
    for line in &interface.functions {
        writeln!(f, "  {line}")?;
    }
    Ok(())
}

fn show_world(f: &mut fmt::Formatter<'_>, world: &World, with_service: bool) -> fmt::Result {
    let names = world.imports.iter().map(|import| import.name.len());
    let width = names.max().unwrap_or_default();
    for Import { name, service, .. } in &world.imports {
        match with_service {
            true => writeln!(f, "  import {name:width$}  -- {}", served_by(service))?,
            false => writeln!(f, "  import {name}")?,
        }
    }
    for name in &world.exports {
        writeln!(f, "  export {name}")?;
    }
    Ok(())
}

fn served_by(service: &Service) -> String {
    match service {
        Service::Runtime => "served by the runtime itself".to_owned(),
        Service::Plugin(plugin) => format!("served by the plugin `{}`", plugin.package),
        Service::Differs { plugin, what } => {
            format!(
                "the plugin `{}` serves another text of it: {what}",
                plugin.package
            )
        }
        Service::NotNeeded => "types only, so nobody has to serve it".to_owned(),
        Service::Homeless => "no plugin can serve it".to_owned(),
        _ => "no bundled plugin serves it".to_owned(),
    }
}

impl Serialize for Inspection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let answer = match &self.subject {
            Subject::Package(package) => package_document(package),
            Subject::Component(path, world) => {
                let mut document = world_document(world);
                document["component"] = json!(path);
                document
            }
        };
        answer.serialize(serializer)
    }
}

fn package_document(package: &Package) -> Value {
    let interfaces = package.interfaces.iter().map(|interface| {
        let resources = interface.resources.iter();
        let resources =
            resources.map(|(name, functions)| json!({ "name": name, "functions": functions }));
        json!({
            "id": interface.id,
            "types": interface.types,
            "functions": interface.functions,
            "resources": resources.collect::<Vec<_>>(),
            "service": service_document(&interface.service),
        })
    });
    json!({
        "package": package.id,
        "hash": package.hash,
        "source": package.entry.map(|entry| entry.source()),
        "interfaces": interfaces.collect::<Vec<_>>(),
        "worlds": package.worlds.iter().map(world_document).collect::<Vec<_>>(),
    })
}

fn world_document(world: &World) -> Value {
    let imports = world
        .imports
        .iter()
        .map(|import| json!({ "name": import.name, "service": service_document(&import.service) }));
    json!({
        "id": world.id,
        "imports": imports.collect::<Vec<_>>(),
        "exports": world.exports,
    })
}

fn service_document(service: &Service) -> Value {
    let (by, plugin, differs) = match service {
        Service::Runtime => ("runtime", None, None),
        Service::Plugin(plugin) => ("plugin", Some(plugin.package), None),
        Service::Differs { plugin, what } => ("nobody", Some(plugin.package), Some(what)),
        Service::NotNeeded => ("not-needed", None, None),
        _ => ("nobody", None, None),
    };
    json!({ "by": by, "plugin": plugin, "differs": differs })
}

pub(crate) fn run(inspect: &Inspect) -> Result<Inspection, Error> {
    let found = wit::anything(&inspect.what)?;
    let (resolve, id) = found.package.parsed();
    let mut package = inspect::package(resolve, id);
    let subject = match found.package.origin() {
        Origin::Component => {
            let world = package.worlds.pop();
            let world = world.ok_or_else(|| Error::NoWorld(inspect.what.clone()))?;
            Subject::Component(inspect.what.clone(), world)
        }
        _ => Subject::Package(package),
    };
    Ok(Inspection {
        subject,
        notes: found.notes,
    })
}
