//! Several ways to keep the data of a plugin, of which the settings of an instance choose one.

use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasmtime::Result;
use wasmtime::error::{Context as _, format_err};

use crate::plugin::BoxFuture;
use crate::scope::Scope;
use crate::settings::Settings;
use crate::shared::Shared;

/// The backends of a plugin by name: `memory`, and those that are added. An opened one is an `Arc<T>`, where `T` is
/// often `dyn` a trait of the plugin's.
///
/// With [`BackendSettings`] as the plugin's `config`, [`Lifecycle::bind`](crate::Lifecycle::bind) is one call of
/// [`open`](Backends::open).
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use hostplug::{BackendSettings, Backends, Scope};
///
/// #[derive(serde::Deserialize)]
/// struct Options {
///     start: u64,
/// }
///
/// let backends = Backends::<AtomicU64>::in_memory(Arc::default).with(
///     "unshared",
///     |_space, options: Options| async move { Ok(Arc::new(AtomicU64::new(options.start))) },
/// );
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let web = backends.open(&Scope::new("shop", "web"), BackendSettings::default()).await?;
/// let jobs = backends.open(&Scope::new("shop", "jobs"), BackendSettings::default()).await?;
/// web.fetch_add(1, Ordering::Relaxed);
/// assert_eq!(jobs.load(Ordering::Relaxed), 1);
/// # Ok::<(), hostplug::wasmtime::Error>(())
/// # }).unwrap();
/// ```
pub struct Backends<T: ?Sized>(BTreeMap<String, Arc<Opener<T>>>);

/// Why an operation of a backend failed, in words that no WIT package owns. A plugin says once what its guests see:
/// with `impl From<BackendError> for store::Error`, `?` turns one into the other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// What was asked for does not exist.
    #[error("not found")]
    NotFound,
    /// The backend does not allow it.
    #[error("access denied")]
    AccessDenied,
    /// Anything else. The guest may read the text, so it must not show what is the host's own, such as a path.
    #[error("{0}")]
    Other(String),
}

/// For packages whose errors are text.
impl From<BackendError> for String {
    fn from(error: BackendError) -> Self {
        error.to_string()
    }
}

/// Settings of a plugin that has [`Backends`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct BackendSettings {
    /// Name of the backend; without it, `memory`.
    pub backend: Option<String>,
    /// Whether all workloads see the same data; else each has its own.
    pub shared: bool,
    /// All else belongs to the backend.
    #[serde(flatten)]
    pub options: Settings,
}

type Opener<T> = dyn Fn(String, Settings) -> BoxFuture<'static, Result<Arc<T>>> + Send + Sync;

impl<T: ?Sized + Send + Sync + 'static> Backends<T> {
    /// With the backend `memory`, which takes no settings. Bindings that reach the same data share one value, which
    /// `make` makes for the first of them and which is gone with the last: a workload that is stopped leaves nothing
    /// behind.
    #[must_use]
    pub fn in_memory(make: impl Fn() -> Arc<T> + Send + Sync + 'static) -> Self {
        let spaces = Shared::default();
        let open = move |space: String, (): ()| ready(Ok(spaces.get_or_insert_with(&space, &make)));
        Backends::default().with("memory", open)
    }

    /// Adds a backend, or replaces that of this name.
    ///
    /// `open` is called once for each binding. It gets the name of the data that the binding reaches, which is
    /// [`Scope::space`] and which it must keep apart from that of other names, and the settings that are the
    /// backend's own. They are read like those of a plugin, so that a key which `O` does not have is refused; `()`
    /// takes none.
    #[must_use]
    pub fn with<O, F>(
        mut self,
        name: impl Into<String>,
        open: impl Fn(String, O) -> F + Send + Sync + 'static,
    ) -> Self
    where
        O: DeserializeOwned + 'static,
        F: Future<Output = Result<Arc<T>>> + Send + 'static,
    {
        let open = move |space, options: Settings| -> BoxFuture<'static, Result<Arc<T>>> {
            match options.parse() {
                Ok(options) => Box::pin(open(space, options)),
                Err(error) => Box::pin(ready(Err(error.into()))),
            }
        };
        self.0.insert(name.into(), Arc::new(open));
        self
    }

    /// Opens the backend that the settings choose, for the data that this scope reaches.
    ///
    /// # Errors
    /// There is no such backend, it does not accept its settings, or it cannot be opened.
    pub async fn open(&self, scope: &Scope, settings: BackendSettings) -> Result<Arc<T>> {
        let name = settings.backend.as_deref().unwrap_or("memory");
        let open = self.0.get(name).ok_or_else(|| self.unknown(name))?;
        let opened = open(scope.space(settings.shared), settings.options).await;
        opened.with_context(|| format!("backend `{name}`"))
    }

    fn unknown(&self, name: &str) -> wasmtime::Error {
        let known: Vec<_> = self.0.keys().map(String::as_str).collect();
        format_err!(
            "unknown backend `{name}`, expected `{}`",
            known.join("` or `")
        )
    }
}

/// No backend at all: what they are is said with [`with`](Backends::with).
impl<T: ?Sized> Default for Backends<T> {
    fn default() -> Self {
        Backends(BTreeMap::new())
    }
}

impl<T: ?Sized> Clone for Backends<T> {
    fn clone(&self) -> Self {
        Backends(self.0.clone())
    }
}

impl<T: ?Sized> fmt::Debug for Backends<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::*;

    #[derive(Deserialize)]
    struct File {
        path: String,
    }

    fn backends() -> Backends<str> {
        let file = |space, file: File| async move {
            match file.path.as_str() {
                "" => Err(format_err!("cannot open ``")),
                path => Ok(format!("{path}: {space}").into()),
            }
        };
        Backends::in_memory(|| "memory".into()).with("file", file)
    }

    async fn open(settings: serde_json::Value) -> std::result::Result<String, String> {
        let settings = serde_json::from_value(settings).unwrap();
        let opened = backends().open(&Scope::new("shop", "web"), settings).await;
        opened.map_or_else(
            |error| Err(format!("{error:#}")),
            |text| Ok(text.to_string()),
        )
    }

    #[tokio::test]
    async fn the_settings_choose_a_backend_and_its_space() {
        for (settings, opened) in [
            (json!({}), "memory"),
            (json!({ "backend": "memory" }), "memory"),
            (
                json!({ "backend": "file", "path": "a" }),
                "a: default/default/shop",
            ),
            (
                json!({ "backend": "file", "path": "a", "shared": true }),
                "a: default",
            ),
        ] {
            assert_eq!(open(settings).await.unwrap(), opened);
        }
    }

    #[tokio::test]
    async fn what_a_backend_does_not_know_or_cannot_do_is_refused_in_its_name() {
        for (settings, text) in [
            (
                json!({ "path": "a" }),
                "backend `memory`: unknown key `path`: it takes no settings",
            ),
            (
                json!({ "backend": "file" }),
                "backend `file`: missing field `path`",
            ),
            (
                json!({ "backend": "file", "path": "", "b": 1 }),
                "backend `file`: unknown key `b`",
            ),
            (
                json!({ "backend": "file", "path": "" }),
                "backend `file`: cannot open ``",
            ),
            (
                json!({ "backend": "redis" }),
                "unknown backend `redis`, expected `file` or `memory`",
            ),
        ] {
            assert_eq!(open(settings).await.unwrap_err(), text);
        }
    }

    #[tokio::test]
    async fn memory_is_one_for_a_space_and_gone_with_the_last_that_holds_it() {
        let backends = Backends::<Mutex<u8>>::in_memory(Arc::default);
        let open = async |workload| {
            let scope = Scope::new(workload, "web");
            let opened = backends.open(&scope, BackendSettings::default()).await;
            opened.unwrap()
        };
        let (shop, blog) = (open("shop").await, open("blog").await);
        *shop.lock().unwrap() = 1;
        assert_eq!(*open("shop").await.lock().unwrap(), 1);
        assert_eq!(*blog.lock().unwrap(), 0);
        drop(shop);
        assert_eq!(*open("shop").await.lock().unwrap(), 0);
    }

    #[test]
    fn only_the_names_are_printed() {
        assert_eq!(format!("{:?}", backends()), r#"{"file", "memory"}"#);
    }
}
