//! Asks registries.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use futures::TryStreamExt;
use semver::Version;
use tokio::runtime::{Builder, Runtime};
use wasm_pkg_client::{PackageRef, Release};
use wit_parser::PackageName;

use crate::closure::{Closure, Package};
use crate::{Error, Fetched, Options, Registry, name};

mod config;

/// More than any package of WIT has. What comes from a network has to end.
const MAX_BYTES: usize = 16 << 20;
const MAX_PACKAGES: usize = 256;

/// Asks one registry, or for each namespace the one of the configuration.
pub(crate) struct Client {
    inner: wasm_pkg_client::Client,
    asked: Option<Registry>,
    runtime: Runtime,
    limit: Duration,
}

impl Client {
    pub(crate) fn new(name: &PackageName, options: &Options) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let config = runtime.block_on(config::read(options.registry.as_ref()))?;
        let client = Client {
            inner: wasm_pkg_client::Client::new(config),
            asked: options.registry.clone(),
            runtime,
            limit: options.limit,
        };
        client.registry(name).map(|_| client)
    }

    /// The name with its version; if it has none, with the newest that there is.
    pub(crate) fn choose(&self, name: &PackageName) -> Result<PackageName, Error> {
        if name.version.is_some() {
            return Ok(name.clone());
        }
        let versions = self.within_limit(name, self.versions(name))?;
        let missing = || self.missing(name);
        Ok(PackageName {
            version: Some(name::newest(&versions).ok_or_else(missing)?),
            ..name.clone()
        })
    }

    /// A package with a version, and all that it uses.
    pub(crate) fn fetch(&self, name: &PackageName) -> Result<Fetched, Error> {
        let registry = self.registry(name)?;
        let closure = self.within_limit(name, self.closure(name))?;
        let partial = closure.partial();
        let files = closure.files(name).map_err(|cause| Error::Unfit {
            registry: registry.clone(),
            package: name.to_string(),
            cause,
        })?;
        Ok(Fetched {
            package: name.to_string(),
            registry,
            files,
            partial,
        })
    }

    fn within_limit<T>(
        &self,
        name: &PackageName,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let limited = async { tokio::time::timeout(self.limit, work).await };
        let slow = |_| Error::Slow {
            package: name.to_string(),
            limit: self.limit,
        };
        self.runtime.block_on(limited).map_err(slow)?
    }

    async fn closure(&self, main: &PackageName) -> Result<Closure, Error> {
        let mut closure = Closure::default();
        let (mut waiting, mut seen) = (vec![main.clone()], BTreeSet::new());
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            if seen.len() > MAX_PACKAGES {
                return Err(self.failed(main, format!("it uses over {MAX_PACKAGES} packages")));
            }
            match self.package(&name).await {
                Ok(package) => {
                    waiting.extend(package.used());
                    closure.add(name, package);
                }
                Err(error) if name != *main && is_missing(&error) => closure.add_partial(name),
                Err(error) => return Err(error),
            }
        }
        Ok(closure)
    }

    async fn package(&self, name: &PackageName) -> Result<Package, Error> {
        let registry = self.registry(name)?;
        let reference = reference(name)?;
        let Some(version) = &name.version else {
            return Err(self.missing(name));
        };
        let release = match self.inner.get_release(&reference, version).await {
            Ok(release) => release,
            Err(error) => return Err(self.explain(name, error).await),
        };
        let bytes = self.content(name, &reference, &release).await?;
        Package::decode(name, &bytes).map_err(|cause| Error::NotWit {
            registry,
            package: name.to_string(),
            cause,
        })
    }

    async fn content(
        &self,
        name: &PackageName,
        reference: &PackageRef,
        release: &Release,
    ) -> Result<Vec<u8>, Error> {
        let wrong = |error| self.failed(name, error);
        let stream = self.inner.stream_content(reference, release).await;
        let mut stream = stream.map_err(wrong)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.try_next().await.map_err(wrong)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BYTES {
                return Err(self.failed(name, format!("it has over {MAX_BYTES} bytes")));
            }
        }
        Ok(bytes)
    }

    async fn versions(&self, name: &PackageName) -> Result<Vec<Version>, Error> {
        match self.inner.list_all_versions(&reference(name)?).await {
            Ok(versions) => Ok(versions.into_iter().map(|info| info.version).collect()),
            Err(wasm_pkg_client::Error::PackageNotFound) => Err(self.missing(name)),
            Err(error) => Err(self.failed(name, error)),
        }
    }

    /// Registries do not say whether it is the package that they lack, or the version.
    async fn explain(&self, name: &PackageName, error: wasm_pkg_client::Error) -> Error {
        let versions = match self.versions(name).await {
            Ok(versions) => versions,
            Err(missing @ Error::NoPackage { .. }) => return missing,
            Err(_) => return self.failed(name, error),
        };
        match &name.version {
            _ if versions.is_empty() => self.missing(name),
            Some(version) if !versions.contains(version) => Error::NoVersion {
                registry: self.known(name),
                package: name.to_string(),
                ids: name::with_versions(name, &versions),
            },
            _ => self.failed(name, error),
        }
    }

    fn missing(&self, name: &PackageName) -> Error {
        Error::NoPackage {
            registry: self.known(name),
            package: name.to_string(),
        }
    }

    fn failed(&self, name: &PackageName, cause: impl ToString) -> Error {
        Error::Failed {
            registry: self.known(name),
            package: name.to_string(),
            cause: cause.to_string(),
        }
    }

    fn registry(&self, name: &PackageName) -> Result<String, Error> {
        let configured = self.inner.config().resolve_registry(&reference(name)?);
        match (&self.asked, configured) {
            (Some(asked), _) => Ok(asked.to_string()),
            (None, Some(registry)) => Ok(registry.to_string()),
            (None, None) => Err(Error::NoRegistry {
                package: name.to_string(),
                namespace: name.namespace.clone(),
                config: config::path(),
            }),
        }
    }

    fn known(&self, name: &PackageName) -> String {
        self.registry(name).unwrap_or_default()
    }
}

/// Packages for which the others have to speak.
fn is_missing(error: &Error) -> bool {
    matches!(
        error,
        Error::NoPackage { .. } | Error::NoVersion { .. } | Error::NoRegistry { .. }
    )
}

fn reference(name: &PackageName) -> Result<PackageRef, Error> {
    let text = format!("{}:{}", name.namespace, name.name);
    text.parse().map_err(|_| Error::Name(text))
}
