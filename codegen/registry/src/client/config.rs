//! Which registry is meant, and how it is spoken to.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

use wasm_pkg_client::{Config, Registry as Host};

use crate::{Error, Registry};

/// The user's configuration. A registry that was asked for stands in the place of all that it names.
pub(super) async fn read(asked: Option<&Registry>) -> Result<Config, Error> {
    match asked {
        None => global().await,
        Some(Registry::Folder(path)) => folder(path),
        Some(Registry::Host(typed)) => {
            let host = typed.parse().map_err(|_| Error::NoHost(typed.clone()))?;
            one(host, &global().await?)
        }
    }
}

/// The file that the tools for WebAssembly packages share.
pub(super) fn path() -> String {
    let path = Config::global_config_path().unwrap_or_else(|| "wasm-pkg/config.toml".into());
    path.display().to_string()
}

async fn global() -> Result<Config, Error> {
    Config::global_defaults().await.map_err(wrong)
}

fn folder(path: &Path) -> Result<Config, Error> {
    let mut config = Config::empty();
    let name: Host = "folder".parse().expect("it could be that of a host");
    config
        .get_or_insert_registry_config_mut(&name)
        .set_backend_config("local", BTreeMap::from([("root", path)]))
        .map_err(wrong)?;
    config.set_default_registry(Some(name));
    Ok(config)
}

/// One host for all packages, with what the user has configured for it. This machine is not asked for a certificate.
fn one(host: Host, global: &Config) -> Result<Config, Error> {
    let mut config = Config::empty();
    let settings = config.get_or_insert_registry_config_mut(&host);
    *settings = global.registry_config(&host).cloned().unwrap_or_default();
    if is_loopback(&host)
        && !settings
            .configured_backend_types()
            .any(|kind| kind == "oci")
    {
        settings
            .set_backend_config("oci", BTreeMap::from([("protocol", "http")]))
            .map_err(wrong)?;
    }
    config.set_default_registry(Some(host));
    Ok(config)
}

fn is_loopback(host: &Host) -> bool {
    let address = host.host().trim_matches(['[', ']']).parse();
    host.host() == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
}

fn wrong(error: wasm_pkg_client::Error) -> Error {
    Error::Config {
        config: path(),
        cause: error.to_string(),
    }
}
