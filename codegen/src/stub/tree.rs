//! What stands in the places of a template.

use std::path::{Path, PathBuf};

use heck::ToKebabCase;

use crate::names;
use crate::stub::template::Template;
use crate::stub::{Error, Request, Sdk, Stub, contract, engine, source};

/// The keys for which there is a value. `templates/README.md` says what each of them is.
pub(super) const KEYS: &[&str] = &[
    "component",
    "contract",
    "crate",
    "engine",
    "engine-function",
    "example",
    "features",
    "hostplug",
    "hostplug-conformance",
    "hostplug-runtime",
    "imported",
    "module",
    "name",
    "plugin",
    "plugin-name",
    "renamed",
    "rust-version",
    "source",
    "tail",
    "world",
];

/// Every file of the crate but its WIT.
pub(super) fn files(
    request: &Request<'_>,
    stub: &Stub<'_>,
    template: &Template,
    component: impl Fn() -> Result<String, Error>,
) -> Result<Vec<(PathBuf, String)>, Error> {
    template.render(KEYS, |key| {
        Some(Ok(match key {
            "name" => stub.name.to_string(),
            "crate" => stub.name.ident(),
            "plugin" => stub.names.plugin.to_string(),
            "plugin-name" => plugin_name(stub),
            "renamed" => renamed(stub),
            "module" => stub.module.clone(),
            "world" => stub.world().id.clone(),
            "rust-version" => env!("CARGO_PKG_RUST_VERSION").to_owned(),
            "hostplug" => sdk(&request.sdk, stub),
            "hostplug-runtime" => beside(&request.sdk, "runtime-core"),
            "hostplug-conformance" => beside(&request.sdk, "plugins/conformance"),
            "example" => example(request),
            "features" if request.is_member => String::new(),
            "features" => features(&request.sdk),
            "tail" => tail(request, template),
            "contract" => contract::tables(stub),
            "imported" => imported(stub),
            "source" => source::lib(stub),
            "component" => return Some(component()),
            "engine-function" => engine::function(stub.world()),
            "engine" if engine::function(stub.world()).is_empty() => String::new(),
            "engine" => ".engine(engine())".to_owned(),
            _ => return None,
        }))
    })
}

/// The name under which a host knows the plugin.
fn plugin_name(stub: &Stub<'_>) -> String {
    match stub.names.is_plugin_renamed {
        true => stub.name.to_string(),
        false => stub.names.plugin.to_string().to_kebab_case(),
    }
}

/// The last options of an attribute that a template writes.
fn renamed(stub: &Stub<'_>) -> String {
    let name = stub.names.is_plugin_renamed;
    let name = name.then(|| format!(",\n    name = {:?}", stub.name.as_str()));
    let bindings = stub.module != names::ident(&stub.world().package);
    let bindings = bindings.then(|| format!(",\n    bindings = {}", stub.module));
    name.into_iter().chain(bindings).collect()
}

/// The name of the example: all members of a workspace share a folder for what is built.
pub(super) fn example(request: &Request<'_>) -> String {
    match request.sdk == Sdk::Workspace || request.is_member {
        true => format!("{}-host", request.name),
        false => "host".to_owned(),
    }
}

/// The end of the manifest.
fn tail(request: &Request<'_>, template: &Template) -> String {
    let workspace = match request.is_member {
        true => String::new(),
        false => workspace(&request.sdk, template),
    };
    match example(request).as_str() {
        "host" => workspace,
        name => format!("\n[[example]]\nname = {name:?}\npath = \"examples/host.rs\"\n{workspace}"),
    }
}

/// How the crate belongs to a workspace.
pub(super) fn workspace(sdk: &Sdk, template: &Template) -> String {
    match sdk {
        Sdk::Workspace => "\n[lints]\nworkspace = true".to_owned(),
        Sdk::Path(_) | Sdk::Version(_) => format!(
            "\n# A workspace of its own; take out what follows to make the crate a member of another.\n[workspace]\n\n{}",
            profile(template)
        ),
    }
}

/// What is worth optimising for tests, which compile components.
const OPTIMISED: &[&str] = &[
    "cranelift-assembler-x64",
    "cranelift-bforest",
    "cranelift-codegen",
    "cranelift-entity",
    "cranelift-frontend",
    "hashbrown",
    "regalloc2",
    "sha2",
    "wasmparser",
    "wasmtime-environ",
    "wasmtime-internal-cranelift",
];

/// The profile of the workspace in which the SDK is developed, so that a folder of what was built can serve both.
fn profile(template: &Template) -> String {
    // Nothing else has components as text.
    let of_text = ["tests/component.wat.in", "src/tests.rs.in"];
    let has_text = of_text.iter().any(|path| template.has(path));
    let wast = has_text.then_some(&"wast");
    let packages = OPTIMISED.iter().chain(wast);
    let lines = packages.map(|package| format!("\n{package} = {{ opt-level = 2 }}"));
    format!(
        "# Tests compile components: an unoptimised compiler costs more time than building an optimised one.\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n\n\
         [profile.dev.package]\n\"*\" = {{ debug = 0 }}{}",
        lines.collect::<String>()
    )
}

/// A dependency that makes the others what they are in the checkout of the SDK.
pub(super) fn features(sdk: &Sdk) -> String {
    match sdk {
        Sdk::Path(_) => format!(
            "\n# Has no code. With it Wasmtime is the one that the checkout of the SDK has built, feature by feature.\n\
             hostplug-features = {}",
            beside(sdk, "codegen/cli/features")
        ),
        Sdk::Version(_) | Sdk::Workspace => String::new(),
    }
}

/// The value of the dependency on the SDK.
fn sdk(sdk: &Sdk, stub: &Stub<'_>) -> String {
    let packages = stub.plan.upstream.keys();
    let needs_wasi = packages.into_iter().any(|package| package != "wasi:io");
    let wasi = needs_wasi.then_some("\"wasi\"");
    // The workspace's own entry has no default features.
    let macros = (*sdk == Sdk::Workspace).then_some("\"macros\"");
    let features: Vec<_> = macros.into_iter().chain(wasi).collect();
    dependency(sdk, None, &features.join(", "))
}

/// The value of a dependency on another crate of the SDK's repository, by its folder there.
pub(super) fn beside(sdk: &Sdk, folder: &str) -> String {
    dependency(sdk, Some(folder), "")
}

fn dependency(sdk: &Sdk, folder: Option<&str>, features: &str) -> String {
    let features = match features {
        "" => String::new(),
        features => format!(", features = [{features}]"),
    };
    match sdk {
        Sdk::Workspace => format!("{{ workspace = true{features} }}"),
        Sdk::Path(path) => {
            let path = folder.map_or(path.clone(), |folder| sibling(path, folder));
            format!("{{ path = {:?}{features} }}", path.display().to_string())
        }
        Sdk::Version(version) if features.is_empty() => format!("{version:?}"),
        Sdk::Version(version) => format!("{{ version = {version:?}{features} }}"),
    }
}

fn sibling(sdk: &Path, folder: &str) -> PathBuf {
    match sdk.parent() {
        Some(parent) => parent.join(folder),
        None => sdk.join("..").join(folder),
    }
}

/// The interfaces that the plugin registers, as an array.
fn imported(stub: &Stub<'_>) -> String {
    let answered = stub.world().answered();
    let names = answered.map(|interface| format!("{:?}", interface.name.to_string()));
    array(&names.collect::<Vec<_>>())
}

/// An array in the body of a function, as rustfmt breaks it.
fn array(items: &[String]) -> String {
    let line = format!("[{}]", items.join(", "));
    match line.len() <= 60 {
        // Nothing says what it would be an array of.
        true if items.is_empty() => "[\"\"; 0]".to_owned(),
        true => line,
        false => format!("[\n        {},\n    ]", items.join(",\n        ")),
    }
}
