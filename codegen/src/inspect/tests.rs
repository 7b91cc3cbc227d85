use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::changes::first_break;
use crate::errors::Errors;
use crate::wit::new_resolve;
use crate::{attr, check, select, wit};

fn parsed(text: &str) -> (Resolve, PackageId) {
    let mut resolve = new_resolve();
    let package = resolve.push_str("inline", text).unwrap();
    (resolve, package)
}

fn inspected(text: &str) -> Package {
    let (resolve, id) = parsed(text);
    package(&resolve, id)
}

#[test]
fn everything_is_shown_as_wit_writes_it() {
    let package = inspected(
        "package a:b@1.0.0;
        interface other { record point { x: u8 } }
        interface i {
            use other.{point as p};
            variant %error { denied, %other(string) }
            flags %f { r, w }
            enum e { one }
            type t = list<tuple<u8, option<p>>>;
            resource r {
                constructor(name: string);
                get: func(%type: t) -> result<_, error>;
                open: static func() -> r;
            }
            free: async func(r: borrow<r>) -> stream<u8>;
        }
        world w { import i; export run: func(); }",
    );
    let i = &package.interfaces[0];
    assert_eq!(i.id, "a:b/i@1.0.0");
    assert_eq!(
        i.types,
        [
            "use a:b/other@1.0.0.{point as p}",
            "variant error { denied, other(string) }",
            "flags f { r, w }",
            "enum e { one }",
            "type t = list<tuple<u8, option<p>>>"
        ]
    );
    assert_eq!(
        i.functions,
        ["free: async func(r: borrow<r>) -> stream<u8>"]
    );
    let resource = [
        "constructor(name: string)",
        "get: func(%type: t) -> result<_, error>",
        "open: static func() -> r",
    ];
    assert_eq!(
        i.resources,
        [("r".to_owned(), resource.map(str::to_owned).to_vec())]
    );
    assert_eq!(i.service, Service::Nobody);
    assert_eq!(package.interfaces[1].service, Service::NotNeeded);
    assert_eq!(package.worlds[0].exports, ["run: func()"]);
    assert_eq!(package.entry, None);
}

#[test]
fn who_serves_is_known_by_name_version_and_structure() {
    let service = |package: &str, body: &str| {
        let package = inspected(&format!("package {package}; interface store {{ {body} }}"));
        package.interfaces[0].service.clone()
    };
    let whole = "variant error { upstream(string), io(string) }
        get: func(key: string) -> result<option<string>, error>;
        get-all: func() -> result<list<tuple<string, string>>, error>;";
    let is_config = |service: &Service| matches!(service, Service::Plugin(plugin) if plugin.package == "hostplug-config");
    assert!(is_config(&service("wasi:config@0.2.0-rc.1", whole)));
    let (less, _) = whole.split_once("get-all").unwrap();
    assert!(
        is_config(&service("wasi:config@0.2.0-rc.1", less)),
        "a component that uses less"
    );
    let more = format!("{whole} set: func(key: string);");
    let Service::Differs { plugin, what } = service("wasi:config@0.2.0-rc.1", &more) else {
        panic!("it asks for more than is served");
    };
    assert_eq!(
        (plugin.package, what.as_str()),
        ("hostplug-config", "function `set` is gone")
    );
    assert_eq!(service("wasi:config@0.2.0-rc.2", whole), Service::Nobody);
    assert_eq!(service("demo:config@0.2.0-rc.1", whole), Service::Nobody);
}

#[test]
fn the_runtime_serves_wasi() {
    let entry = catalogue::find("wasi:io@0.2.0", catalogue::Choice::default()).unwrap();
    let closure = catalogue::closure(entry);
    let package = package(&closure.resolve, closure.package);
    assert_eq!(package.entry, Some(entry));
    let mut services = package
        .interfaces
        .iter()
        .map(|interface| &interface.service);
    assert!(services.all(|service| *service == Service::Runtime));
}

fn plugins() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins")
}

/// The attribute knows what the plugins serve, so their sources are asked.
#[test]
fn bundled_plugins_serve_what_the_table_says() {
    for plugin in BUNDLED {
        let folder = plugins().join(plugin.package.trim_start_matches("hostplug-"));
        let in_table: BTreeSet<_> = plugin
            .serves
            .iter()
            .flat_map(|(path, names)| ids(path, names))
            .collect();
        assert_eq!(in_table, served(&folder), "{}", plugin.package);
        let carried = wit::read(&folder.join("wit")).unwrap().resolve;
        for (path, names) in plugin.serves {
            let asked = catalogue::closure(entry(path));
            let id = &asked.resolve.packages[asked.package].name;
            let carried = (&carried, carried.package_names[id]);
            for name in *names {
                let interface = asked.resolve.packages[asked.package].interfaces[*name];
                let found = first_break((&asked.resolve, interface), carried);
                assert_eq!(found, None, "{path}, {name}");
            }
        }
    }
}

/// A crate in the folder of plugins that serves anything is in the table.
#[test]
fn every_plugin_is_in_the_table() {
    for folder in fs::read_dir(plugins()).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.join("wit").is_dir() {
            continue;
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let package = format!("hostplug-{name}");
        assert!(
            BUNDLED.iter().any(|plugin| plugin.package == package),
            "{package}"
        );
    }
}

fn entry(path: &str) -> &'static Entry {
    let mut entries = catalogue::entries().iter();
    entries.find(|entry| entry.path() == path).unwrap()
}

fn ids(path: &str, names: &[&str]) -> Vec<String> {
    let entry = entry(path);
    let id = |name: &&str| match entry.version() {
        Some(version) => format!("{}/{name}@{version}", entry.name()),
        None => format!("{}/{name}", entry.name()),
    };
    names.iter().map(id).collect()
}

/// The interfaces that the plugin of a crate registers, as its attribute finds them.
fn served(folder: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(folder.join("src/lib.rs")).unwrap();
    let arguments = syn::parse_file(&text)
        .unwrap()
        .items
        .into_iter()
        .find_map(|item| match item {
            syn::Item::Struct(item) => {
                let attribute = item
                    .attrs
                    .iter()
                    .find(|attribute| crate::item::is_host_plugin(attribute))?;
                Some(attribute.meta.require_list().unwrap().tokens.clone())
            }
            _ => None,
        });
    let mut errors = Errors::default();
    let args = attr::parse(&mut errors, arguments.unwrap());
    let mut source = wit::load(&mut errors, &args, folder).unwrap();
    let world = select::world(&mut errors, &args, &mut source).unwrap();
    let plan = check::all(&mut errors, &args, world);
    errors.propagate().unwrap();
    plan.unwrap()
        .world
        .answered()
        .map(|interface| interface.name.to_string())
        .collect()
}
