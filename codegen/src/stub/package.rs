//! WIT of any origin, with the files that a crate has of it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use wit_component::{DecodedWasm, OutputToString, WitPrinter};
use wit_parser::{PackageId, Resolve, WorldId, WorldItem};

use crate::catalogue::{self, Closure, Entry};
use crate::model::{InterfaceName, qualified_name};
use crate::stub::{CrateName, Error, diag};
use crate::wit;

/// A WIT package with all that it uses.
#[derive(Clone, Debug)]
pub struct Package {
    pub(super) resolve: Resolve,
    pub(super) package: PackageId,
    /// What a crate has in its folder `wit`.
    files: Vec<(PathBuf, String)>,
    origin: Origin,
}

/// Where a [`Package`] comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Files of WIT.
    Files,
    /// The package `root:component` of a component: its world is what the component imports and exports.
    Component,
    /// A package in the binary format.
    Binary,
    /// The catalogue.
    Catalogue(&'static Entry),
}

/// The folder of what a package uses.
const DEPS: &str = "deps";

impl Package {
    /// Reads a WIT file, a folder of WIT with its `deps`, a component, or a WIT package in the binary format.
    ///
    /// # Errors
    /// Nothing is there, or it is none of these; the message has file, line and caret where there are some.
    pub fn read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::new(diag::no_wit(path)));
        }
        if path.extension() == Some(OsStr::new("wasm")) {
            let bytes = fs::read(path).map_err(|error| unreadable(path, error))?;
            return Package::decode(&bytes).map_err(|error| unreadable(path, error));
        }
        if wit::is_folder_without_wit(path) {
            return Err(Error::new(diag::folder_without_wit(path)));
        }
        let files = wit::read(path).map_err(|rendered| Error::new(diag::invalid_wit(&rendered)))?;
        let texts = files.texts(path).map_err(|error| unreadable(path, error))?;
        Ok(Package {
            resolve: files.resolve,
            package: files.package,
            files: texts,
            origin: Origin::Files,
        })
    }

    /// A component, or a WIT package in the binary format.
    ///
    /// # Errors
    /// It is neither; the message says what it is.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        match bytes.get(..8) {
            // Four bytes say that it is WebAssembly; the next say which layer.
            Some(b"\0asm\x01\0\0\0") => return Err(Error::new(diag::core_module())),
            Some(head) if head.starts_with(b"\0asm") => {}
            _ => return Err(Error::new(diag::not_wasm())),
        }
        let decoded = wit_component::decode(bytes);
        let decoded = decoded.map_err(|error| Error::new(format!("{error:#}")))?;
        let (resolve, package, origin) = match decoded {
            DecodedWasm::WitPackage(resolve, package) => (resolve, package, Origin::Binary),
            DecodedWasm::Component(resolve, world) => {
                let package = resolve.worlds[world].package;
                let package = package.ok_or_else(|| Error::new(crate::diag::no_world()))?;
                (resolve, package, Origin::Component)
            }
        };
        let files = printed(&resolve, package)?;
        Ok(Package {
            resolve,
            package,
            files,
            origin,
        })
    }

    /// A text of the catalogue, with those that it uses.
    pub fn of_catalogue(entry: &'static Entry) -> Self {
        let Closure {
            resolve,
            package,
            entries,
        } = catalogue::closure(entry);
        let files = entries.iter().map(|used| {
            let path = match *used == entry {
                true => format!("{}.wit", used.package()).into(),
                false => dependency(&file_stem(&used.id())),
            };
            (path, used.text().to_owned())
        });
        Package {
            files: files.collect(),
            resolve,
            package,
            origin: Origin::Catalogue(entry),
        }
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// `namespace:package@version`.
    pub fn id(&self) -> String {
        self.resolve.packages[self.package].name.to_string()
    }

    /// Everything that was parsed, and which package of it this is.
    pub fn parsed(&self) -> (&Resolve, PackageId) {
        (&self.resolve, self.package)
    }

    /// What a crate has in its folder `wit`, by the paths there.
    pub fn files(&self) -> &[(PathBuf, String)] {
        &self.files
    }

    /// A package that belongs to a crate, with the world `plugin`. It has these interfaces, which are ids, and this
    /// package is among what it uses.
    pub(super) fn with_own_world(
        &self,
        name: &CrateName,
        imports: &[String],
        exports: &[String],
    ) -> Result<(Self, WorldId), Error> {
        let package = format!("{}:{OWN}", name.kebab());
        let item =
            |word: &'static str| move |id: &String| format!("{word} {};\n", wit::escaped(id));
        let items: String = imports.iter().map(item("import")).collect();
        let exported: String = exports.iter().map(item("export")).collect();
        let text = format!(
            "package {};\n\n/// What the plugin serves, and what it calls.\nworld {OWN} {{\n{items}{exported}}}\n",
            wit::escaped(&package)
        );
        let mut resolve = self.resolve.clone();
        let pushed = resolve.push_str("world.wit", &text);
        let package =
            pushed.map_err(|error| Error::new(crate::diag::invalid_wit(&error.to_string())))?;
        let world = resolve.packages[package].worlds[OWN];
        let own = ("world.wit".into(), print(&resolve, package)?);
        let used = self.files_as_dependencies();
        let package = Package {
            files: [own].into_iter().chain(used).collect(),
            resolve,
            package,
            origin: self.origin.clone(),
        };
        Ok((package, world))
    }

    pub(super) fn files_as_dependencies(&self) -> Vec<(PathBuf, String)> {
        let is_component = self.origin == Origin::Component;
        let is_own = |path: &Path| !path.starts_with(DEPS);
        let single = self.files.iter().filter(|(path, _)| is_own(path)).count() == 1;
        let stem = file_stem(&self.id());
        let files = self.files.iter();
        let files = files.filter(|(path, _)| !(is_component && is_own(path)));
        let files = files.map(|(path, text)| {
            let path = match (is_own(path), single) {
                (true, true) => dependency(&stem),
                (true, false) => Path::new(DEPS).join(&stem).join(path),
                (false, _) => path.clone(),
            };
            (path, text.clone())
        });
        files.collect()
    }

    /// The worlds of the package.
    pub(super) fn worlds(&self) -> Vec<String> {
        let worlds = self.resolve.packages[self.package].worlds.values();
        worlds
            .map(|id| qualified_name(&self.resolve, *id))
            .collect()
    }

    /// The ids of the interfaces of the package.
    pub(super) fn interfaces(&self) -> Vec<String> {
        let interfaces = self.resolve.packages[self.package].interfaces.values();
        interfaces
            .filter_map(|id| self.resolve.id_of(*id))
            .collect()
    }

    /// The interfaces that a component imports.
    pub(super) fn imported(&self) -> Vec<InterfaceName> {
        let worlds = self.resolve.packages[self.package].worlds.values();
        let imports = worlds.flat_map(|world| self.resolve.worlds[*world].imports.values());
        let names = imports.filter_map(|item| match item {
            WorldItem::Interface { id, .. } => InterfaceName::of(&self.resolve, *id),
            _ => None,
        });
        names.collect()
    }
}

/// The name of a crate's own world, and of its package behind the colon.
pub(super) const OWN: &str = "plugin";

fn unreadable(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::new(diag::unreadable(path, &error))
}

fn dependency(stem: &str) -> PathBuf {
    Path::new(DEPS).join(format!("{stem}.wit"))
}

/// `namespace-package-version`.
fn file_stem(id: &str) -> String {
    id.replace([':', '@'], "-")
}

/// Each package as a text of its own.
fn printed(resolve: &Resolve, main: PackageId) -> Result<Vec<(PathBuf, String)>, Error> {
    let packages = resolve.packages.iter();
    let files = packages.map(|(id, package)| {
        let path = match id == main {
            true => format!("{}.wit", package.name.name).into(),
            false => dependency(&file_stem(&package.name.to_string())),
        };
        Ok((path, print(resolve, id)?))
    });
    files.collect()
}

fn print(resolve: &Resolve, package: PackageId) -> Result<String, Error> {
    let mut printer = WitPrinter::<OutputToString>::default();
    let printed = printer.print(resolve, package, &[]);
    printed.map_err(|error| Error::new(diag::no_component(&error)))?;
    Ok(printer.output.to_string())
}
