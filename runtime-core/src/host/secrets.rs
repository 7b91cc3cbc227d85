//! What the host knows and its workloads may use without saying it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer, de};

use super::values;

/// Where the value of a secret is, and which workloads may use it: all of them, or those of some namespaces. It is data
/// for serde: `{ env = "TOKEN" }`, `{ file = "/run/secrets/token", namespaces = ["shop"] }`.
#[derive(Clone)]
#[must_use]
pub struct Secret {
    source: Source,
    namespaces: Option<BTreeSet<String>>,
}

#[derive(Clone)]
enum Source {
    Env(String),
    File(PathBuf),
    Text(String),
}

impl Secret {
    /// The value of an environment variable of the host.
    pub fn env(variable: impl Into<String>) -> Self {
        Self::new(Source::Env(variable.into()))
    }

    /// The content of a file, without the end of its last line.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::File(path.into()))
    }

    /// The value itself.
    pub fn text(value: impl Into<String>) -> Self {
        Self::new(Source::Text(value.into()))
    }

    fn new(source: Source) -> Self {
        Secret {
            source,
            namespaces: None,
        }
    }

    /// Lets only workloads of these namespaces use it, in addition to those that were named before.
    pub fn namespaces(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let known = self.namespaces.get_or_insert_default();
        known.extend(names.into_iter().map(Into::into));
        self
    }

    fn is_for(&self, namespace: &str) -> bool {
        let namespaces = self.namespaces.as_ref();
        namespaces.is_none_or(|names| names.contains(namespace))
    }

    async fn read(&self) -> Result<String, String> {
        match &self.source {
            Source::Env(variable) => values::env(variable),
            Source::File(path) => values::file(path).await,
            Source::Text(value) => Ok(value.clone()),
        }
    }
}

/// Where it is, not what it is.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut secret = f.debug_struct("Secret");
        match &self.source {
            Source::Env(variable) => secret.field("env", variable),
            Source::File(path) => secret.field("file", path),
            Source::Text(_) => &mut secret,
        };
        secret
            .field("namespaces", &self.namespaces)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    env: Option<String>,
    file: Option<PathBuf>,
    namespaces: Option<BTreeSet<String>>,
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = Table::deserialize(deserializer)?;
        let source = match (table.env, table.file) {
            (Some(variable), None) => Source::Env(variable),
            (None, Some(path)) => Source::File(path),
            _ => {
                return Err(de::Error::custom(
                    "a secret is in one place\nhelp: write `{ env = \"..\" }` or `{ file = \"..\" }`",
                ));
            }
        };
        Ok(Secret {
            source,
            namespaces: table.namespaces,
        })
    }
}

/// The secrets of a host, by name.
#[derive(Default)]
pub(super) struct Secrets(BTreeMap<String, Secret>);

impl Secrets {
    pub(super) fn add(&mut self, name: String, secret: Secret) {
        self.0.insert(name, secret);
    }

    /// The value of a secret, for a workload of the namespace.
    ///
    /// # Errors
    /// What is wrong and what to type. It names secrets of this namespace alone, and no value.
    pub(super) async fn value(&self, name: &str, namespace: &str) -> Result<String, String> {
        match self.0.get(name) {
            Some(secret) if secret.is_for(namespace) => {
                let value = secret.read().await;
                value.map_err(|why| format!("the secret `{name}` cannot be read: {why}"))
            }
            Some(_) => Err(format!(
                "the secret `{name}` is not for workloads of the namespace `{namespace}`\n\
                 help: add `{namespace}` to `namespaces` of `{name}` in `[secrets]` of the host file, or to \
                 `Secret::namespaces`"
            )),
            None => Err(format!(
                "this host has no secret `{name}`\nhelp: {}",
                self.help(name, namespace)
            )),
        }
    }

    fn help(&self, name: &str, namespace: &str) -> String {
        let known = self.0.iter();
        let known = known.filter(|(_, secret)| secret.is_for(namespace));
        let known: Vec<_> = known.map(|(name, _)| name.as_str()).collect();
        match known.as_slice() {
            [] => format!(
                "declare it in the host file: `[secrets]` with `{name} = {{ env = \"..\" }}` or \
                 `{name} = {{ file = \"..\" }}`, or with `HostBuilder::secret`"
            ),
            known => format!("there are `{}`", known.join("`, `")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add("token".to_owned(), Secret::text("t0p"));
        secrets.add(
            "shop-key".to_owned(),
            Secret::text("k3y").namespaces(["shop"]),
        );
        secrets
    }

    #[tokio::test]
    async fn a_secret_is_for_the_namespaces_that_it_names() {
        let secrets = secrets();
        assert_eq!(secrets.value("token", "any").await.unwrap(), "t0p");
        assert_eq!(secrets.value("shop-key", "shop").await.unwrap(), "k3y");
        let error = secrets.value("shop-key", "other").await.unwrap_err();
        assert!(
            error
                .starts_with("the secret `shop-key` is not for workloads of the namespace `other`"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_secret_that_is_not_there_names_those_that_can_be_used() {
        let error = secrets().value("tokken", "other").await.unwrap_err();
        assert_eq!(
            error,
            "this host has no secret `tokken`\nhelp: there are `token`"
        );
        let error = Secrets::default().value("a", "b").await.unwrap_err();
        assert!(error.contains("`a = { env = \"..\" }`"), "{error}");
    }

    #[test]
    fn a_secret_in_no_place_or_in_two_is_refused() {
        for text in ["{}", r#"{"env": "A", "file": "b"}"#, r#"{"value": "x"}"#] {
            assert!(serde_json::from_str::<Secret>(text).is_err(), "{text}");
        }
        let secret = serde_json::from_str::<Secret>(r#"{"env": "A", "namespaces": ["shop"]}"#);
        assert!(secret.unwrap().is_for("shop"));
    }
}
