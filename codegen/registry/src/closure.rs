//! From what registries send to WIT files.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;

use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{PackageId, PackageName, Resolve, UnresolvedPackageGroup};

/// A package as a registry has it: whole, and with the types of other packages that it uses.
#[derive(Debug)]
pub(crate) struct Package {
    resolve: Resolve,
    id: PackageId,
}

/// The packages that belong together.
#[derive(Debug, Default)]
pub(crate) struct Closure {
    /// Those that a registry has.
    whole: BTreeMap<PackageName, Package>,
    /// Those that none has.
    partial: Vec<PackageName>,
}

impl Package {
    /// Reads the binary form of a WIT package.
    ///
    /// # Errors
    /// The bytes are something else, or another package.
    pub(crate) fn decode(name: &PackageName, bytes: &[u8]) -> Result<Self, String> {
        let (resolve, id) = match wit_component::decode(bytes).map_err(text)? {
            DecodedWasm::WitPackage(resolve, id) => (resolve, id),
            DecodedWasm::Component(..) => return Err("it is a component".to_owned()),
        };
        match &resolve.packages[id].name {
            found if found == name => Ok(Package { resolve, id }),
            found => Err(format!("it says that it is `{found}`")),
        }
    }

    /// The packages that this one uses, and those that they use.
    pub(crate) fn used(&self) -> Vec<PackageName> {
        let others = self.resolve.packages.iter();
        let others = others.filter(|(id, _)| *id != self.id);
        others.map(|(_, package)| package.name.clone()).collect()
    }
}

impl Closure {
    pub(crate) fn add(&mut self, name: PackageName, package: Package) {
        self.whole.insert(name, package);
    }

    pub(crate) fn add_partial(&mut self, name: PackageName) {
        self.partial.push(name);
    }

    /// The packages whose WIT is what others say about them.
    pub(crate) fn partial(&self) -> Vec<String> {
        let mut names: Vec<_> = self.partial.iter().map(ToString::to_string).collect();
        names.sort();
        names
    }

    /// The files of a folder `wit` for one of the packages.
    ///
    /// # Errors
    /// What one package uses of another is not there.
    pub(crate) fn files(self, main: &PackageName) -> Result<Vec<(PathBuf, String)>, String> {
        let mut texts = BTreeMap::new();
        for (name, package) in &self.whole {
            texts.insert(name.clone(), print(&package.resolve, package.id)?);
        }
        let mentioned = self.mentioned()?;
        for name in &self.partial {
            if let Some(id) = mentioned.package_names.get(name) {
                texts.insert(name.clone(), print(&mentioned, *id)?);
            }
        }
        parse(main, &texts)?;
        let files = texts.into_iter().map(|(name, text)| match name == *main {
            true => (PathBuf::from(format!("{}.wit", name.name)), text),
            false => (PathBuf::from("deps").join(file(&name)), text),
        });
        let mut files: Vec<_> = files.collect();
        files.sort();
        Ok(files)
    }

    /// Everything that any package knows of any other.
    fn mentioned(&self) -> Result<Resolve, String> {
        let mut all = Resolve::default();
        for package in self.whole.values().filter(|_| !self.partial.is_empty()) {
            all.merge(package.resolve.clone()).map_err(text)?;
        }
        Ok(all)
    }
}

fn file(name: &PackageName) -> String {
    let (namespace, package) = (&name.namespace, &name.name);
    match &name.version {
        Some(version) => format!("{namespace}-{package}-{version}.wit"),
        None => format!("{namespace}-{package}.wit"),
    }
}

fn print(resolve: &Resolve, id: PackageId) -> Result<String, String> {
    let mut printer = WitPrinter::default();
    printer.print(resolve, id, &[]).map_err(text)?;
    Ok(printer.output.to_string())
}

/// A registry may have another text than the one that a package was made with.
fn parse(main: &PackageName, texts: &BTreeMap<PackageName, String>) -> Result<(), String> {
    let mut resolve = Resolve {
        all_features: true,
        ..Resolve::default()
    };
    let (mut first, mut others) = (None, Vec::new());
    for (name, text) in texts {
        let group = UnresolvedPackageGroup::parse(file(name), text)
            .map_err(|(_, error)| error.to_string())?;
        match name == main {
            true => first = Some(group),
            false => others.push(group),
        }
    }
    match first {
        Some(first) => resolve.push_groups(first, others).map(drop).map_err(text),
        None => Err(format!("there is no `{main}`")),
    }
}

/// An error with its causes.
fn text(error: impl Display) -> String {
    format!("{error:#}")
}
