//! A guest for the plugin: a component that calls each function of its interfaces, and exports what the plugin calls.

mod calls;
mod exports;
mod mode;
mod paths;
mod values;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use crate::model::World;
use crate::stub::guest::calls::Calls;
use crate::stub::template::Template;
use crate::stub::{Error, Stub, format};

/// The texts of the files, as they stand in the folder `guest` of a crate.
const GUEST: &[(&str, &str)] = &[
    (
        "Cargo.toml.in",
        include_str!("../../../templates/guest/Cargo.toml.in"),
    ),
    (
        "build.sh.in",
        include_str!("../../../templates/guest/build.sh.in"),
    ),
    (
        "gitignore.in",
        include_str!("../../../templates/guest/gitignore.in"),
    ),
    (
        "readme.in",
        include_str!("../../../templates/guest/readme.in"),
    ),
    (
        "skip.part",
        include_str!("../../../templates/guest/skip.part"),
    ),
    (
        "src/calls.rs.in",
        include_str!("../../../templates/guest/src/calls.rs.in"),
    ),
    (
        "src/exported.rs.in",
        include_str!("../../../templates/guest/src/exported.rs.in"),
    ),
    (
        "src/handles.rs.in",
        include_str!("../../../templates/guest/src/handles.rs.in"),
    ),
    (
        "src/lib.rs.in",
        include_str!("../../../templates/guest/src/lib.rs.in"),
    ),
];

/// The `wasi:cli/run` that is written into the guest, unless the WIT of the crate has that.
const RUN: [(&str, &str); 2] = [
    ("0.2.0", "run: func() -> result;"),
    ("0.3.0", "run: async func() -> result;"),
];

/// The text that only stands in the README of the crate.
const README: &str = "readme";

/// Adds the folder `guest` to the files of a crate, and says in its README what it is for.
pub(super) fn add(
    stub: &Stub<'_>,
    example: &str,
    files: &mut Vec<(PathBuf, String)>,
) -> Result<(), Error> {
    let guest = Guest::new(stub)?;
    for (path, text) in guest.files(stub, example)? {
        let readme = files
            .iter_mut()
            .find(|(path, _)| path == Path::new("README.md"));
        match (readme, path == Path::new(README)) {
            (Some((_, readme)), true) => readme.push_str(&text),
            _ => files.push((Path::new("guest").join(path), text)),
        }
    }
    Ok(())
}

/// The files of the guest beside its root.
fn mods(has_exports: bool, has_handles: bool) -> String {
    let exported = has_exports.then_some("mod exported;\n");
    let handles = has_handles.then_some("mod handles;\n");
    let mods = ["mod calls;\n"].into_iter().chain(exported).chain(handles);
    mods.collect()
}

/// Everything that is known of a guest before it is printed.
struct Guest<'a> {
    world: &'a World,
    /// Whether any function is `async`, or takes streams.
    is_async: bool,
    calls: Calls<'a>,
    /// The text of the file with what is exported.
    exports: String,
}

impl<'a> Guest<'a> {
    fn new(stub: &'a Stub<'_>) -> Result<Self, Error> {
        let world = stub.world();
        let mut all = world.answered().chain(&world.exports);
        let is_async = all.any(|interface| interface.is_concurrent(&world.resolve));
        Ok(Guest {
            world,
            is_async,
            calls: Calls::new(world, is_async),
            exports: exports::text(world)?,
        })
    }

    fn files(&self, stub: &Stub<'_>, example: &str) -> Result<Vec<(PathBuf, String)>, Error> {
        let (is_async, has_exports) = (self.is_async, !self.exports.trim().is_empty());
        let has_handles = !self.calls.handles().is_empty();
        let only_if = |is_there: bool, text: &str| Some(Ok(text.repeat(usize::from(is_there))));
        let paths = self.calls.paths();
        let text = |tokens: TokenStream| Some(Ok(paths.uses(&format::functions(tokens))));
        let template = GUEST.iter().copied();
        let has_skipped = self.calls.has_skipped();
        let left_out = |path: &str| {
            (path.contains("skip") && !has_skipped)
                || (path.contains("exported") && !has_exports)
                || (path.contains("handles") && !has_handles)
        };
        let template = Template::new(template.filter(|(path, _)| !left_out(path)));
        template.render(&[], |key| match key {
            "name" => Some(Ok(stub.name.to_string())),
            "crate" => Some(Ok(stub.name.ident())),
            "plugin" => Some(Ok(stub.names.plugin.to_string())),
            "world" => Some(Ok(self.world.id.clone())),
            "rust-version" => Some(Ok(env!("CARGO_PKG_RUST_VERSION").to_owned())),
            "example" => Some(Ok(example.to_owned())),
            "async" => only_if(is_async, "async "),
            "await" => only_if(is_async, ".await"),
            "features" => only_if(is_async, ", \"async\""),
            "fn" => Some(Ok(
                if is_async { "AsyncFnOnce" } else { "FnOnce" }.to_owned()
            )),
            "mods" => Some(Ok(mods(has_exports, has_handles))),
            "skip" => Some(Ok(String::new())),
            "calls" => text(self.calls.tokens()),
            "handles" => text(self.calls.handles()),
            "exports" => Some(Ok(self.exports.clone())),
            "run" => Some(Ok(self.run().0)),
            "package" => Some(Ok(self.run().1)),
            "unstable" => Some(Ok(self.unstable())),
            _ => None,
        })
    }

    /// The version of `wasi:cli/run`, and its text if the WIT of the crate has none.
    fn run(&self) -> (String, String) {
        let (version, function) = RUN[usize::from(self.is_async)];
        let packages = self.world.resolve.packages.iter();
        let mut packages = packages.filter(|(_, package)| {
            let name = &package.name;
            (name.namespace.as_str(), name.name.as_str()) == ("wasi", "cli")
                && package.interfaces.contains_key("run")
        });
        let same = |version: &semver::Version| (version.minor == 3) == self.is_async;
        let found = packages.find_map(|(_, package)| package.name.version.clone().filter(same));
        match found {
            Some(version) => (version.to_string(), String::new()),
            None => {
                let package = format!(
                    "\n\n        package wasi:cli@{version} {{\n            interface run {{\n                \
                     {function}\n            }}\n        }}"
                );
                (version.to_owned(), package)
            }
        }
    }

    /// The option that has `wit-bindgen` see what is unstable.
    fn unstable(&self) -> String {
        let interfaces = self.world.imports.iter().chain(&self.world.exports);
        let features = interfaces.flat_map(|interface| &interface.features);
        let features: BTreeSet<_> = features.map(|feature| format!("{feature:?}")).collect();
        match features.is_empty() {
            true => String::new(),
            false => {
                let features: Vec<_> = features.into_iter().collect();
                format!("\n    features: [{}],", features.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests;
