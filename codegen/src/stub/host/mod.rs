//! Writes the crate of a host with the plugins of other crates.

mod find;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use heck::ToKebabCase;

use self::find::{Found, Library};
use crate::attr;
use crate::check;
use crate::errors::Errors;
use crate::model::{Interface, Service, World};
use crate::select;
use crate::stub::fill::SourceFile;
use crate::stub::template::{Template, Texts, texts};
use crate::stub::{CrateName, Error, Sdk, component, diag, engine, sorted, tree};
use crate::wit;

const TEMPLATE: Texts = texts![
    "host" / "Cargo.toml.in",
    "host" / "README.md.in",
    "host" / "src/main.rs.in",
    "host" / "src/tests.rs.in",
    "host" / "workload.toml.in",
    "plugin" / "gitignore.in",
    "plugin" / "run.part",
];

/// Which host to write.
#[derive(Clone, Debug)]
pub struct HostRequest<'a> {
    /// Name of the crate.
    pub name: &'a CrateName,
    /// Where the crate finds the runtime, beside the SDK.
    pub sdk: Sdk,
    /// The packages of the plugins.
    pub packages: &'a [PluginPackage],
}

/// A package with a plugin.
#[derive(Clone, Debug)]
pub struct PluginPackage {
    /// Its name in its manifest.
    pub name: String,
    /// The name of its library in Rust.
    pub krate: String,
    /// Its folder as the manifest of the host is to say it.
    pub path: PathBuf,
    /// Its folder on this machine.
    pub root: PathBuf,
    /// The file of its library below that, such as `src/lib.rs`.
    pub library: PathBuf,
    /// Its Rust files.
    pub files: Vec<SourceFile>,
    /// The struct that is meant, if it has several.
    pub plugin: Option<String>,
}

/// The text of a host.
#[derive(Clone, Debug)]
pub struct HostCrate {
    /// The names of the plugins, as workloads choose them.
    pub plugins: Vec<String>,
    /// Remarks for a person.
    pub notes: Vec<String>,
    /// Every file by its path, ordered by it.
    pub files: Vec<(PathBuf, String)>,
}

/// Writes the crate of a host, as text. Nothing is written to disk.
///
/// # Errors
/// A package has no plugin that can be named and made from outside, or several, or its attribute or WIT is wrong.
pub fn host_crate(request: &HostRequest<'_>) -> Result<HostCrate, Error> {
    let mut plugins = Vec::new();
    for package in request.packages {
        plugins.push(Plugin::new(package)?);
    }
    name_apart(&mut plugins);
    refuse_one_package_twice(&plugins)?;
    let template = Template::new(TEMPLATE.iter().copied());
    let files = template.render(&[], |key| place(request, &template, &plugins, key).map(Ok))?;
    let components = plugins.iter().map(|plugin| {
        let path = Path::new("src").join("tests").join(plugin.component_file());
        (path, format!("{}\n", plugin.component.trim_end()))
    });
    Ok(HostCrate {
        plugins: plugins.iter().map(|plugin| plugin.label.clone()).collect(),
        notes: notes(&plugins),
        files: sorted(files.into_iter().chain(components)),
    })
}

/// A plugin as the host sees it.
#[derive(Debug)]
struct Plugin<'a> {
    package: &'a PluginPackage,
    /// The name that the attribute gives it.
    own_label: String,
    /// The name that it has in the host.
    label: String,
    /// Path of its type.
    ty: String,
    /// An expression that makes it.
    value: String,
    world: World,
    /// A component of its world, as text.
    component: String,
}

impl<'a> Plugin<'a> {
    fn new(package: &'a PluginPackage) -> Result<Self, Error> {
        let library = Library::read(&package.library, &package.files, &package.root)?;
        let found = choose(package, &library)?;
        let path = found.path.as_deref();
        let path = path.ok_or_else(|| Error::new(diag::hidden_plugin(&found.ident)))?;
        let ty = format!("{}::{path}", package.krate);
        let construction = library.construction(found);
        let construction = construction
            .ok_or_else(|| Error::new(diag::no_default(&found.ident, &package.root)))?;
        let (name, world, component) = contract(package, found)?;
        let label = name.unwrap_or_else(|| found.ident.to_kebab_case());
        Ok(Plugin {
            package,
            own_label: label.clone(),
            label,
            value: format!("{ty}{construction}"),
            ty,
            world,
            component,
        })
    }

    fn component_file(&self) -> String {
        format!("{}.wat", self.label)
    }

    /// The call that gives it to the host.
    fn registration(&self) -> String {
        match self.label == self.own_label {
            true => format!(".plugin({})", self.value),
            false => format!(".plugin_as({:?}, {})", self.label, self.value),
        }
    }
}

/// The plugin that is asked for, or the only one.
fn choose<'a>(package: &PluginPackage, library: &'a Library) -> Result<&'a Found, Error> {
    let all = library.plugins.iter();
    let all: Vec<_> = match &package.plugin {
        Some(name) => all.filter(|found| found.ident == *name).collect(),
        None => all.collect(),
    };
    let visible: Vec<_> = all
        .iter()
        .copied()
        .filter(|found| found.path.is_some())
        .collect();
    match (visible.as_slice(), all.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one),
        ([], []) => {
            let names = library.plugins.iter().map(|found| found.ident.as_str());
            Err(Error::new(diag::no_public_plugin(
                &package.root,
                package.plugin.as_deref(),
                &names.collect::<Vec<_>>(),
            )))
        }
        ([], several) | (several, _) => {
            let names: Vec<_> = several.iter().map(|found| found.ident.as_str()).collect();
            Err(Error::new(diag::several_plugins(&package.root, &names)))
        }
    }
}

/// The name in the attribute, what the plugin serves, and a component for it.
fn contract(
    package: &PluginPackage,
    found: &Found,
) -> Result<(Option<String>, World, String), Error> {
    let mut errors = Errors::default();
    let args = attr::parse(&mut errors, found.arguments.clone());
    errors.propagate()?;
    let mut source = wit::load(&mut errors, &args, &package.root);
    errors.propagate()?;
    let world = source
        .as_mut()
        .and_then(|source| select::world(&mut errors, &args, source));
    errors.propagate()?;
    let main = source.map(|source| source.package);
    let plan = world.and_then(|world| check::all(&mut errors, &args, world));
    errors.propagate()?;
    let (Some(plan), Some(main)) = (plan, main) else {
        return Err(Error::new(diag::no_plugin(&package.root)));
    };
    let component = component_of(&plan.world, main)?;
    let name = args.name.map(|name| name.value());
    Ok((name, plan.world, component))
}

/// A component that imports what the plugin serves, and not what its attribute skips.
fn component_of(world: &World, main: wit_parser::PackageId) -> Result<String, Error> {
    let mut resolve = world.resolve.clone();
    let id = select::choose(&resolve, main, Some(&world.id))
        .map_err(|_| Error::new(diag::nothing_found(&world.name)))?;
    let skipped = world
        .imports
        .iter()
        .filter(|it| it.service == Service::Skipped);
    for interface in skipped {
        let key = wit_parser::WorldKey::Interface(interface.id);
        resolve.worlds[id].imports.shift_remove(&key);
    }
    component::text(&resolve, id)
}

/// Two plugins of one name get those of their crates.
fn name_apart(plugins: &mut [Plugin<'_>]) {
    let mut seen = BTreeMap::<String, usize>::new();
    for plugin in plugins.iter() {
        *seen.entry(plugin.own_label.clone()).or_default() += 1;
    }
    for plugin in plugins {
        if seen.get(&plugin.own_label).is_some_and(|count| *count > 1) {
            plugin.label = plugin.package.name.clone();
        }
    }
}

fn refuse_one_package_twice(plugins: &[Plugin<'_>]) -> Result<(), Error> {
    let mut roots = BTreeMap::new();
    for plugin in plugins {
        let package = plugin.package;
        if let Some(other) = roots.insert(&package.name, plugin) {
            let is_same = other.ty == plugin.ty && other.package.root == package.root;
            if is_same || other.package.root != package.root {
                return Err(Error::new(diag::package_twice(&package.name, is_same)));
            }
        }
    }
    Ok(())
}

/// Which plugins serve the same, so that a workload has to choose.
fn notes(plugins: &[Plugin<'_>]) -> Vec<String> {
    let mut servers = BTreeMap::<String, Vec<&str>>::new();
    for plugin in plugins {
        for interface in plugin.world.answered() {
            let name = interface.name.to_string();
            servers.entry(name).or_default().push(&plugin.label);
        }
    }
    let rivals: BTreeSet<_> = servers
        .into_values()
        .filter(|labels| labels.len() > 1)
        .collect();
    rivals
        .iter()
        .map(|labels| diag::served_twice(labels))
        .collect()
}

fn place(
    request: &HostRequest<'_>,
    template: &Template,
    plugins: &[Plugin<'_>],
    key: &str,
) -> Option<String> {
    Some(match key {
        "name" => request.name.to_string(),
        "rust-version" => env!("CARGO_PKG_RUST_VERSION").to_owned(),
        "hostplug-runtime" => tree::beside(&request.sdk, "runtime-core"),
        "features" => tree::features(&request.sdk),
        "tail" => tree::workspace(&request.sdk, template),
        "dependencies" => dependencies(plugins),
        "plugins-in-words" => in_words(plugins),
        "builder" => builder(plugins),
        "components" => components(plugins),
        "choices" => choices(plugins),
        "table" => table(plugins),
        "first" => plugins.first().map(|plugin| plugin.label.clone())?,
        "engine-function" => engine_function(plugins),
        _ => return None,
    })
}

fn dependencies(plugins: &[Plugin<'_>]) -> String {
    let line = |plugin: &Plugin<'_>| {
        let PluginPackage { name, path, .. } = plugin.package;
        format!("{name} = {{ path = {:?} }}", path.display().to_string())
    };
    let lines: BTreeSet<_> = plugins.iter().map(line).collect();
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

fn in_words(plugins: &[Plugin<'_>]) -> String {
    let names: Vec<_> = plugins
        .iter()
        .map(|plugin| format!("`{}`", plugin.label))
        .collect();
    match names.as_slice() {
        [one] => format!("the plugin {one}"),
        [several @ .., last] => format!("the plugins {} and {last}", several.join(", ")),
        [] => "no plugin".to_owned(),
    }
}

/// The chain of calls, as rustfmt breaks it.
fn builder(plugins: &[Plugin<'_>]) -> String {
    let engine = (!needs(plugins).is_empty()).then(|| ".engine(engine())".to_owned());
    let calls = engine
        .into_iter()
        .chain(plugins.iter().map(Plugin::registration));
    let calls: Vec<_> = calls.collect();
    let line = format!("Host::builder(){}", calls.concat());
    let room = if calls.len() == 1 { 96 } else { 60 };
    match line.len() <= room {
        true => line,
        false => format!("Host::builder()\n        {}", calls.join("\n        ")),
    }
}

fn components(plugins: &[Plugin<'_>]) -> String {
    let entries = plugins.iter().map(|plugin| {
        let file = format!("tests/{}", plugin.component_file());
        (
            format!("{:?}", plugin.label),
            format!("include_str!({file:?})"),
        )
    });
    let entries = entries.map(|(label, text)| match label.len() + text.len() <= 58 {
        true => format!("    ({label}, {text}),\n"),
        false => format!("    (\n        {label},\n        {text},\n    ),\n"),
    });
    let entries: String = entries.collect();
    format!("[(&str, &str); {}] = [\n{entries}]", plugins.len())
}

fn choices(plugins: &[Plugin<'_>]) -> String {
    let lines = plugins
        .iter()
        .map(|plugin| format!("    {{ plugin = {:?} }},", plugin.label));
    lines.collect::<Vec<_>>().join("\n")
}

fn table(plugins: &[Plugin<'_>]) -> String {
    let names = |interfaces: &mut dyn Iterator<Item = &Interface>| {
        let names = interfaces.map(|interface| format!("`{}`", interface.name));
        names.collect::<Vec<_>>().join(", ")
    };
    let rows = plugins.iter().map(|plugin| {
        let served = names(&mut plugin.world.answered());
        let called = names(&mut plugin.world.called());
        let Plugin { label, package, .. } = plugin;
        format!("| `{label}` | `{}` | {served} | {called} |", package.name)
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn needs(plugins: &[Plugin<'_>]) -> BTreeSet<&'static str> {
    let needed = plugins
        .iter()
        .flat_map(|plugin| engine::needed(&plugin.world.resolve));
    needed.collect()
}

fn engine_function(plugins: &[Plugin<'_>]) -> String {
    engine::text(&needs(plugins), "hostplug_runtime::hostplug")
}
