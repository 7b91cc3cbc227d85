//! Which template a crate is made of: that of a capability, with a backend in memory, or the one for any WIT.

use std::collections::{BTreeMap, BTreeSet};

use crate::errors::Errors;
use crate::model::{Interface, World};
use crate::select;
use crate::stub::backend::{self, Further};
use crate::stub::template::{Template, Texts, texts};
use crate::stub::{Backend, Ci, Error, TemplateFile, diag, shape, with_upstream};
use crate::wit;

/// For any WIT.
const PLUGIN: Texts = texts![
    "plugin" / "Cargo.toml.in",
    "plugin" / "README.md.in",
    "plugin" / "examples/host.rs.in",
    "plugin" / "gitignore.in",
    "plugin" / "run.part",
    "plugin" / "src/lib.rs.in",
    "plugin" / "tests/component.wat.in",
    "plugin" / "tests/interfaces.rs.in",
    "plugin" / "workload.toml.in",
];

/// What all have in common that keep their data in memory.
const MEMORY: Texts = texts![
    "memory" / "Cargo.toml.in",
    "memory" / "README.md.in",
    "memory" / "kept.part",
    "plugin" / "gitignore.in",
    "plugin" / "run.part",
];

/// The workflow for a service that runs the tests.
pub(super) fn ci(service: Option<Ci>) -> Vec<TemplateFile> {
    let file = service.map(|Ci::Github| TemplateFile {
        path: ".github/workflows/ci.yml.in".to_owned(),
        text: include_str!("../../templates/ci/github.yml.in").to_owned(),
    });
    file.into_iter().collect()
}

/// Interfaces of one package, and the files that are written for them in place of stubs.
#[derive(Debug)]
struct Capability {
    /// `namespace:package@version`.
    package: &'static str,
    /// WIT with exactly what the files are written for, and one world that has all of it.
    contract: &'static str,
    files: Texts,
    /// What else than memory its data can be in.
    further: &'static [Further],
}

const CAPABILITIES: &[Capability] = &[
    Capability {
        package: "wasi:blobstore@0.2.0-draft",
        contract: include_str!("../../templates/blobstore/contract.wit"),
        files: texts![
            "blobstore" / "examples/host.rs.in",
            "blobstore" / "how.part",
            "blobstore" / "settings.part",
            "blobstore" / "src/container.rs.in",
            "blobstore" / "src/lib.rs.in",
            "blobstore" / "src/memory.rs.in",
            "blobstore" / "src/value.rs.in",
            "blobstore" / "tests/conformance.rs.in",
            "blobstore" / "workload.toml.in",
        ],
        further: backend::BLOBSTORE,
    },
    Capability {
        package: "wasi:config@0.2.0-rc.1",
        contract: include_str!("../../templates/config/contract.wit"),
        files: texts![
            "config" / "examples/host.rs.in",
            "config" / "how.part",
            "config" / "settings.part",
            "config" / "src/lib.rs.in",
            "config" / "tests/conformance.rs.in",
            "config" / "workload.toml.in",
        ],
        further: &[],
    },
    Capability {
        package: "wasi:keyvalue@0.2.0-draft",
        contract: include_str!("../../templates/keyvalue/contract.wit"),
        files: texts![
            "keyvalue" / "examples/host.rs.in",
            "keyvalue" / "how.part",
            "keyvalue" / "settings.part",
            "keyvalue" / "src/lib.rs.in",
            "keyvalue" / "src/memory.rs.in",
            "keyvalue" / "tests/conformance.rs.in",
            "keyvalue" / "workload.toml.in",
        ],
        further: backend::KEYVALUE,
    },
    Capability {
        package: "wasi:logging@0.1.0-draft",
        contract: include_str!("../../templates/logging/contract.wit"),
        files: texts![
            "logging" / "examples/host.rs.in",
            "logging" / "how.part",
            "logging" / "settings.part",
            "logging" / "src/lib.rs.in",
            "logging" / "src/memory.rs.in",
            "logging" / "tests/conformance.rs.in",
            "logging" / "workload.toml.in",
        ],
        further: &[],
    },
    Capability {
        package: "wasmcloud:messaging@0.2.0",
        contract: include_str!("../../templates/messaging/contract.wit"),
        files: texts![
            "messaging" / "Cargo.toml.in",
            "messaging" / "examples/host.rs.in",
            "messaging" / "how.part",
            "messaging" / "settings.part",
            "messaging" / "src/broker.rs.in",
            "messaging" / "src/delivery.rs.in",
            "messaging" / "src/lib.rs.in",
            "messaging" / "src/subject.rs.in",
            "messaging" / "tests/conformance.rs.in",
            "messaging" / "workload.toml.in",
        ],
        further: &[],
    },
    Capability {
        package: "wasmcloud:secrets@0.1.0-draft",
        contract: include_str!("../../templates/secrets/contract.wit"),
        files: texts![
            "secrets" / "Cargo.toml.in",
            "secrets" / "examples/host.rs.in",
            "secrets" / "how.part",
            "secrets" / "settings.part",
            "secrets" / "src/lib.rs.in",
            "secrets" / "src/source.rs.in",
            "secrets" / "tests/conformance.rs.in",
            "secrets" / "workload.toml.in",
        ],
        further: &[],
    },
];

/// What a crate is made of.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) template: Template,
    pub(super) backend: Backend,
    /// Why there is no backend although there is a template for the package, or what the backend needs.
    pub(super) note: Option<String>,
}

/// Chooses the template for a world. A backend that is asked for is an error if there is none.
pub(super) fn choose(
    asked: Option<Backend>,
    is_sync: bool,
    world: &World,
) -> Result<Choice, Error> {
    let found = match asked {
        Some(Backend::None) => Err(None),
        _ => match find(world) {
            Ok(_) if is_sync => Err(Some(diag::backend_is_async())),
            found => found,
        },
    };
    match (found, asked) {
        (Ok(capability), asked) => capability.choice(asked.unwrap_or(Backend::Memory)),
        (Err(reason), Some(asked)) if asked != Backend::None => Err(refused(asked, world, reason)),
        (Err(reason), _) => Ok(Choice {
            template: Template::new(PLUGIN.iter().copied()),
            backend: Backend::None,
            note: reason.map(|reason| diag::no_backend_note(&reason)),
        }),
    }
}

fn refused(asked: Backend, world: &World, reason: Option<String>) -> Error {
    let reason = reason.unwrap_or_else(|| diag::no_backend(asked, &world.id));
    let help = diag::without_backend(asked);
    Error::new(diag::backend_refused(&reason, &help, &packages_with(asked)))
}

/// Those that have this backend.
fn packages_with(backend: Backend) -> Vec<&'static str> {
    let has = |capability: &&Capability| capability.backends().any(|other| other == backend);
    let capabilities = CAPABILITIES.iter().filter(has);
    capabilities.map(|capability| capability.package).collect()
}

/// The capability that has what the world has, whatever the world is called; else why the one that is nearest does not
/// fit.
fn find(world: &World) -> Result<&'static Capability, Option<String>> {
    let packages = packages(world);
    let package = match packages.iter().collect::<Vec<_>>().as_slice() {
        [package] => *package,
        _ => return Err(None),
    };
    let without_version = |id: &str| id.split('@').next().unwrap_or(id).to_owned();
    let same_name =
        |capability: &&Capability| without_version(capability.package) == without_version(package);
    let capability = CAPABILITIES.iter().find(same_name).ok_or(None)?;
    let (wanted, found) = (capability.shape(), shape::of(world));
    if !wanted.keys().any(|item| found.contains_key(item)) {
        return Err(None);
    }
    if capability.package != package {
        return Err(Some(diag::other_version(package, capability.package)));
    }
    match shape::difference(&wanted, &found) {
        None => Ok(capability),
        Some(item) => Err(Some(diag::other_shape(capability.package, &item))),
    }
}

/// Whether a world has all that a template is written for, and nothing else.
pub(super) fn fits(world: &World) -> bool {
    find(world).is_ok()
}

/// What a world of the author's own imports and exports to have the template for a package.
pub(super) fn own_world(package: &str) -> Option<(Vec<String>, Vec<String>)> {
    let mut capabilities = CAPABILITIES.iter();
    let world = capabilities.find(|it| it.package == package)?.world();
    let id = |interface: &Interface| interface.name.to_string();
    Some((
        world.served().map(id).collect(),
        world.called().map(id).collect(),
    ))
}

/// The packages of the interfaces that the plugin serves and calls.
fn packages(world: &World) -> BTreeSet<String> {
    let interfaces = world.served().chain(world.called());
    let ids = interfaces.map(|interface| interface.name.to_string());
    let without_name = |id: String| {
        let (package, rest) = id.split_once('/')?;
        let version = rest.split_once('@').map(|(_, version)| version);
        Some(version.map_or(package.to_owned(), |version| format!("{package}@{version}")))
    };
    ids.filter_map(without_name).collect()
}

impl Capability {
    fn backends(&self) -> impl Iterator<Item = Backend> {
        let further = self.further.iter().map(|(backend, _)| *backend);
        [Backend::Memory].into_iter().chain(further)
    }

    fn choice(&self, backend: Backend) -> Result<Choice, Error> {
        let further = self.further.iter().find(|(other, _)| *other == backend);
        let files = match (backend, further) {
            (Backend::Memory, _) => self.files,
            (_, Some((_, files))) => files,
            (_, None) => {
                let reason = diag::no_backend(backend, self.package);
                let help = diag::other_backends(self.backends());
                let packages = packages_with(backend);
                return Err(Error::new(diag::backend_refused(&reason, &help, &packages)));
            }
        };
        Ok(Choice {
            template: Template::new(MEMORY.iter().chain(files).copied()),
            backend,
            note: backend.dependency().map(diag::registry_needed),
        })
    }

    fn shape(&self) -> BTreeMap<String, String> {
        shape::of(&self.world())
    }

    fn world(&self) -> World {
        let mut resolve = wit::new_resolve();
        let package = resolve.push_str("contract.wit", self.contract);
        let package = package.expect("the contract of a template is WIT");
        let id = select::choose(&resolve, package, None);
        let id = id.expect("the contract of a template has one world");
        with_upstream(&mut Errors::default(), World::new(resolve, id))
    }
}

#[cfg(test)]
mod tests;
