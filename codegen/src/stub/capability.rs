//! Which template a crate is made of: that of a capability, with a backend in memory, or the one for any WIT.

use std::collections::BTreeMap;

use wit_parser::Resolve;

use crate::errors::Errors;
use crate::model::World;
use crate::select;
use crate::stub::backend::{self, Further};
use crate::stub::template::Template;
use crate::stub::{Backend, Error, diag, shape, with_upstream};

/// The texts of files, embedded. The folder is one of `templates`.
macro_rules! texts {
    ($($folder:literal / $path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../templates/", $folder, "/", $path)))),*]
    };
}
pub(super) use texts;

pub(super) type Texts = &'static [(&'static str, &'static str)];

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

/// A world, and the files that are written for it in place of stubs.
#[derive(Debug)]
struct Capability {
    /// `namespace:package/world@version`.
    world: &'static str,
    /// WIT with exactly what the files are written for.
    contract: &'static str,
    files: Texts,
    /// What else than memory its data can be in.
    further: &'static [Further],
}

const CAPABILITIES: &[Capability] = &[
    Capability {
        world: "wasi:blobstore/imports@0.2.0-draft",
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
        world: "wasi:config/imports@0.2.0-rc.1",
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
        world: "wasi:keyvalue/imports@0.2.0-draft",
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
        world: "wasi:logging/imports@0.1.0-draft",
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
    Error::new(diag::backend_refused(&reason, &help, &worlds(asked)))
}

/// Those that have this backend.
fn worlds(backend: Backend) -> Vec<&'static str> {
    let has = |capability: &&Capability| capability.backends().any(|other| other == backend);
    let capabilities = CAPABILITIES.iter().filter(has);
    capabilities.map(|capability| capability.world).collect()
}

/// The capability that is the world; else why the one that is nearest is not.
fn find(world: &World) -> Result<&'static Capability, Option<String>> {
    let without_version = |id: &str| id.split('@').next().unwrap_or(id).to_owned();
    let same_name =
        |capability: &&Capability| without_version(capability.world) == without_version(&world.id);
    let capability = CAPABILITIES.iter().find(same_name).ok_or(None)?;
    if capability.world != world.id {
        return Err(Some(diag::other_version(&world.id, capability.world)));
    }
    match shape::difference(&capability.shape(), &shape::of(world)) {
        None => Ok(capability),
        Some(item) => Err(Some(diag::other_shape(capability.world, &item))),
    }
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
                let reason = diag::no_backend(backend, self.world);
                let help = diag::other_backends(self.backends());
                let worlds = worlds(backend);
                return Err(Error::new(diag::backend_refused(&reason, &help, &worlds)));
            }
        };
        Ok(Choice {
            template: Template::new(MEMORY.iter().chain(files).copied()),
            backend,
            note: backend.dependency().map(diag::registry_needed),
        })
    }

    fn shape(&self) -> BTreeMap<String, String> {
        let mut resolve = Resolve {
            all_features: true,
            ..Resolve::default()
        };
        let package = resolve.push_str("contract.wit", self.contract);
        let package = package.expect("the contract of a template is WIT");
        let id = select::choose(&resolve, package, Some(self.world));
        let id = id.expect("the contract of a template has its world");
        let world = World::new(resolve, id);
        shape::of(&with_upstream(&mut Errors::default(), world))
    }
}

#[cfg(test)]
mod tests;
