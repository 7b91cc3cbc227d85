//! The workload document. Unknown keys are errors, because a misspelt limit or mount is worse than none.

mod instance;
mod limits;
mod link;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use hostplug::Settings;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{
    Component, ComponentRef, Mount, PluginChoice, Route, Service, Value, Volume, Workload,
};
use crate::engine::Profile;
use crate::limits::size;
use instance::InstanceTable;
use limits::LimitsTable;
use link::LinkTable;

/// A workload document that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The file cannot be read.
    #[error("cannot read workload `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is of no known format.
    #[error("workload `{path}` is neither `.toml` nor `.json`\nhelp: rename it after its format")]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// The text is longer than a document can be.
    #[error("{document} has {}, and a workload has at most {}\nhelp: put long values into files: `{{ file = \"..\" }}`", size(*.found), size(LONGEST))]
    TooLarge {
        /// The file, or `workload`.
        document: String,
        /// How many bytes it has.
        found: u64,
    },
    /// The text is not a workload.
    #[error("{document} is not a workload: {message}")]
    Invalid {
        /// The file, or `workload`.
        document: String,
        /// Line, key and what was expected.
        message: String,
    },
}

/// How many bytes a document can have. What is read from it takes some times as much memory.
const LONGEST: u64 = 4 << 20;

fn check_size(document: &str, found: u64) -> Result<(), DocumentError> {
    match found > LONGEST {
        false => Ok(()),
        true => Err(DocumentError::TooLarge {
            document: document.to_owned(),
            found,
        }),
    }
}

pub(super) fn read(path: &Path) -> Result<Workload, DocumentError> {
    let failed = |source| DocumentError::Read {
        path: path.to_owned(),
        source,
    };
    let (name, directory) = (
        format!("`{}`", path.display()),
        path.parent().unwrap_or(Path::new("")),
    );
    let found = std::fs::metadata(path).map_err(failed)?.len();
    check_size(&name, found)?;
    let text = std::fs::read_to_string(path).map_err(failed)?;
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => from_toml(&name, &text, directory),
        Some("json") => from_json(&name, &text, directory),
        _ => Err(DocumentError::Format {
            path: path.to_owned(),
        }),
    }
}

pub(super) fn from_toml(
    name: &str,
    text: &str,
    directory: &Path,
) -> Result<Workload, DocumentError> {
    check_size(name, text.len() as u64)?;
    let document: Document =
        toml::from_str(text).map_err(|error| invalid(name, error.to_string()))?;
    document.into_workload(name, directory)
}

pub(super) fn from_json(
    name: &str,
    text: &str,
    directory: &Path,
) -> Result<Workload, DocumentError> {
    check_size(name, text.len() as u64)?;
    let document: Document =
        serde_json::from_str(text).map_err(|error| invalid(name, error.to_string()))?;
    document.into_workload(name, directory)
}

fn invalid(document: &str, message: String) -> DocumentError {
    DocumentError::Invalid {
        document: document.to_owned(),
        message: message.trim_end().to_owned(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    name: String,
    namespace: Option<String>,
    engine: Option<Profile>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    components: BTreeMap<String, ComponentTable>,
    #[serde(default)]
    links: Vec<LinkTable>,
    #[serde(default)]
    volumes: BTreeMap<String, VolumeTable>,
    #[serde(default)]
    routes: Vec<RouteTable>,
    #[serde(default)]
    limits: LimitsTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ComponentTable {
    path: PathBuf,
    #[serde(default)]
    config: BTreeMap<String, Value>,
    #[serde(default)]
    environment: BTreeMap<String, Value>,
    #[serde(default)]
    arguments: Vec<String>,
    #[serde(default)]
    mounts: Vec<MountTable>,
    #[serde(default)]
    allowed_hosts: Vec<String>,
    #[serde(default)]
    allowed_addresses: Vec<String>,
    #[serde(default)]
    plugins: BTreeMap<String, OneOrMany<PluginTable>>,
    #[serde(default)]
    limits: LimitsTable,
    instance: Option<InstanceTable>,
    #[serde(default)]
    entry: bool,
    service: Option<Service>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MountTable {
    volume: String,
    path: String,
    #[serde(default)]
    read_only: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PluginTable {
    plugin: String,
    backend: Option<String>,
    #[serde(flatten)]
    settings: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VolumeTable {
    path: Option<PathBuf>,
    #[serde(default)]
    empty: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteTable {
    #[serde(default = "any_host")]
    host: String,
    #[serde(default = "any_path")]
    path: String,
    component: Option<String>,
}

fn any_host() -> String {
    "*".to_owned()
}

fn any_path() -> String {
    "/".to_owned()
}

impl Document {
    fn into_workload(self, document: &str, directory: &Path) -> Result<Workload, DocumentError> {
        let fail = |message| invalid(document, message);
        let components = self.components.into_iter();
        let volumes = self.volumes.into_iter();
        Ok(Workload {
            name: self.name,
            namespace: self.namespace.unwrap_or_else(|| "default".to_owned()),
            engine: self.engine,
            annotations: self.annotations,
            components: components
                .map(|(name, table)| Ok((name.clone(), table.into_component(&name, directory)?)))
                .collect::<Result<_, String>>()
                .map_err(fail)?,
            links: self
                .links
                .into_iter()
                .map(LinkTable::into_link)
                .collect::<Result<_, _>>()
                .map_err(fail)?,
            volumes: volumes
                .map(|(name, table)| Ok((name.clone(), table.into_volume(&name, directory)?)))
                .collect::<Result<_, String>>()
                .map_err(fail)?,
            routes: self
                .routes
                .into_iter()
                .map(RouteTable::into_route)
                .collect(),
            limits: self.limits.into_limits("the workload").map_err(fail)?,
        })
    }
}

impl ComponentTable {
    fn into_component(self, name: &str, directory: &Path) -> Result<Component, String> {
        let values = |values: BTreeMap<String, Value>| {
            values
                .into_iter()
                .map(|(key, value)| (key, value.below(directory)))
                .collect()
        };
        let plugins = self.plugins.into_iter().flat_map(|(label, tables)| {
            tables
                .into_vec()
                .into_iter()
                .map(move |table| table.into_choice(label.clone()))
        });
        let instance = self.instance.map(|table| table.into_policy(name));
        Ok(Component {
            source: ComponentRef::Path(directory.join(self.path)),
            config: values(self.config),
            environment: values(self.environment),
            arguments: self.arguments,
            mounts: self
                .mounts
                .into_iter()
                .map(MountTable::into_mount)
                .collect(),
            allowed_hosts: self.allowed_hosts,
            allowed_addresses: self.allowed_addresses,
            plugins: plugins.collect(),
            limits: self.limits.into_limits(&format!("component `{name}`"))?,
            instance: instance.transpose()?.unwrap_or_default(),
            entry: self.entry,
            service: self.service,
        })
    }
}

impl Value {
    fn below(self, directory: &Path) -> Self {
        match self {
            Value::File(path) => Value::File(directory.join(path)),
            value => value,
        }
    }
}

impl MountTable {
    fn into_mount(self) -> Mount {
        Mount {
            volume: self.volume,
            path: self.path,
            read_only: self.read_only,
        }
    }
}

impl PluginTable {
    fn into_choice(self, label: String) -> PluginChoice {
        PluginChoice {
            label,
            plugin: self.plugin,
            instance: self.backend,
            settings: Settings::from(self.settings),
        }
    }
}

impl VolumeTable {
    fn into_volume(self, name: &str, directory: &Path) -> Result<Volume, String> {
        match (self.path, self.empty) {
            (Some(path), false) => Ok(Volume::Path(directory.join(path))),
            (None, true) => Ok(Volume::Empty),
            _ => Err(format!(
                "volume `{name}` is neither a directory nor empty\nhelp: write `path = \"..\"` or `empty = true`"
            )),
        }
    }
}

impl RouteTable {
    fn into_route(self) -> Route {
        Route {
            host: self.host,
            path: self.path,
            component: self.component,
        }
    }
}

/// One table, or a list of tables: a component can bind several plugins under one label.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            OneOrMany::One(item) => vec![item],
            OneOrMany::Many(items) => items,
        }
    }
}

/// A text, or a table with one of the keys `file`, `env` and `secret`.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;

        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a string, `{ file = \"..\" }`, `{ env = \"..\" }` or `{ secret = \"..\" }`",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let Some((key, value)) = map.next_entry::<String, String>()? else {
                    return Err(de::Error::invalid_length(0, &self));
                };
                if let Some((second, _)) = map.next_entry::<String, String>()? {
                    return Err(de::Error::custom(format!(
                        "`{key}` and `{second}` exclude each other"
                    )));
                }
                match key.as_str() {
                    "file" => Ok(Value::File(value.into())),
                    "env" => Ok(Value::Env(value)),
                    "secret" => Ok(Value::Secret(value)),
                    _ => Err(de::Error::unknown_field(&key, &["file", "env", "secret"])),
                }
            }
        }

        deserializer.deserialize_any(ValueVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = r#"
        name = "counter"
        namespace = "shop"
        annotations = { team = "web" }

        [components.web]
        path = "web.wasm"
        config = { greeting = "hello", motd = { file = "motd.txt" }, key = { env = "KEY" } }
        mounts = [{ volume = "assets", path = "/assets", read-only = true }]
        allowed-hosts = ["api.example.com:443"]
        [components.web.plugins.default]
        plugin = "keyvalue"
        backend = "memory"

        [components.store]
        path = "store.wasm"
        plugins.default = [{ plugin = "keyvalue", backend = "data" }, { plugin = "vendor", region = "eu" }]

        [[links]]
        from = { component = "web", import = "acme:shop/inventory@1.0.0" }
        to = { component = "store", export = "acme:shop/inventory@1.2.0" }

        [volumes.assets]
        path = "./assets"
        [volumes.scratch]
        empty = true

        [[routes]]
        path = "/shop"
        component = "web"
    "#;

    fn error(text: &str) -> String {
        Workload::from_toml(text, "dir").unwrap_err().to_string()
    }

    #[test]
    fn a_document_becomes_a_workload() {
        let workload = Workload::from_toml(EXAMPLE, "dir").unwrap();
        let web = &workload.components["web"];
        assert_eq!(web.source, ComponentRef::Path("dir/web.wasm".into()));
        assert_eq!(web.config["motd"], Value::File("dir/motd.txt".into()));
        assert_eq!(web.config["key"], Value::Env("KEY".into()));
        assert_eq!(web.plugins[0].instance.as_deref(), Some("memory"));
        let store = &workload.components["store"];
        assert_eq!(
            store.plugins[1].settings,
            Settings::default().with("region", "eu")
        );
        assert_eq!(
            workload.volumes["assets"],
            Volume::Path("dir/./assets".into())
        );
        assert_eq!(workload.volumes["scratch"], Volume::Empty);
        let route = Route {
            host: "*".into(),
            path: "/shop".into(),
            component: Some("web".into()),
        };
        assert_eq!(workload.routes, [route]);
    }

    #[test]
    fn the_same_document_in_json_is_the_same_workload() {
        let value: serde_json::Value = toml::from_str(EXAMPLE).unwrap();
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(
            Workload::from_json(&json, "dir").unwrap(),
            Workload::from_toml(EXAMPLE, "dir").unwrap()
        );
    }

    #[test]
    fn an_engine_is_chosen_by_its_profile() {
        let workload =
            |line| Workload::from_toml(&format!("name = \"a\"\n{line}\ncomponents = {{}}"), "dir");
        assert_eq!(workload("").unwrap().engine, None);
        assert_eq!(
            workload("engine = \"p2\"").unwrap().engine,
            Some(Profile::P2)
        );
        assert_eq!(
            workload("engine = \"p3\"").unwrap().engine,
            Some(Profile::P3)
        );
        let text = workload("engine = \"p4\"").unwrap_err().to_string();
        assert!(
            text.contains("unknown variant `p4`, expected `p2` or `p3`"),
            "{text}"
        );
    }

    #[test]
    fn unknown_keys_are_refused_by_name_and_line() {
        let text = error("name = \"a\"\n[components.web]\npath = \"web.wasm\"\nenviroment = {}\n");
        assert!(
            text.contains("unknown field `enviroment`, expected one of"),
            "{text}"
        );
        assert!(text.contains("line 4"), "{text}");
        let text = error("name = \"a\"\ncomponents = {}\n[limit]\nmemory = \"1MiB\"\n");
        assert!(text.contains("unknown field `limit`"), "{text}");
        let text = error(
            "name = \"a\"\n[components.web]\npath = \"w\"\nconfig = { k = { vault = \"x\" } }\n",
        );
        assert!(
            text.contains("unknown field `vault`, expected one of `file`, `env`, `secret`"),
            "{text}"
        );
    }

    #[test]
    fn a_link_or_volume_without_target_is_refused() {
        let link = "[[links]]\nfrom = { component = \"a\", import = \"b:c/d\" }\nto = {}\n";
        let text = error(&format!("name = \"a\"\ncomponents = {{}}\n{link}"));
        assert!(
            text.contains("help: write `to = { component = \"..\" }`"),
            "{text}"
        );
        let text = error("name = \"a\"\ncomponents = {}\n[volumes.v]\n");
        assert!(
            text.contains("help: write `path = \"..\"` or `empty = true`"),
            "{text}"
        );
    }
}
