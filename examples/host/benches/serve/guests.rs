//! The guests, as files for all servers: this project's from a workload of several components, `wasmtime` from one that
//! was composed before.

use std::path::PathBuf;

use anyhow::{Context, Result};
use hostplug_guests::{HTTP_FAULTS, HTTP_HITS, HTTP_MIDDLEWARE, HTTP_P3};
use tempfile::TempDir;
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, plug};

/// A folder with all guests.
pub(crate) struct Guests(TempDir);

impl Guests {
    pub(crate) fn new() -> Result<Self> {
        let guests = Guests(tempfile::tempdir()?);
        for (name, bytes) in [
            ("hello", HTTP_FAULTS),
            ("hello-p3", HTTP_P3),
            ("counter", HTTP_HITS),
            ("middleware", HTTP_MIDDLEWARE),
            ("chain", &composed()?),
        ] {
            std::fs::write(guests.component(name), bytes)?;
        }
        Ok(guests)
    }

    /// One component, for servers that take one.
    pub(crate) fn component(&self, name: &str) -> PathBuf {
        self.0.path().join(format!("{name}.wasm"))
    }

    /// A workload document for a guest, with an instance policy.
    pub(crate) fn workload(&self, name: &str, policy: &str) -> Result<PathBuf> {
        let path = self.0.path().join(format!("{name}-{}.toml", word(policy)));
        std::fs::write(&path, document(name, policy))?;
        Ok(path)
    }
}

/// The policy's name without its settings.
fn word(policy: &str) -> &str {
    let quoted = policy.split('"').nth(1);
    quoted.unwrap_or(policy)
}

/// The entry gets the policy: in a chain it is the middleware, and what it calls is in its instance.
fn document(name: &str, policy: &str) -> String {
    let component =
        |name: &str, more: &str| format!("[components.{name}]\npath = \"{name}.wasm\"\n{more}\n");
    let policy = format!("instance = {policy}");
    let components = match name {
        "chain" => component("middleware", &policy) + &component("hello", ""),
        name => component(name, &policy),
    };
    format!("name = \"{name}\"\n{components}")
}

/// The middleware and what is behind it as one component.
fn composed() -> Result<Vec<u8>> {
    let mut graph = CompositionGraph::new();
    let mut register = |name: &str, bytes: &[u8]| {
        let package = Package::from_bytes(name, None, bytes.to_vec(), graph.types_mut())?;
        anyhow::Ok(graph.register_package(package)?)
    };
    let hello = register("bench:hello", HTTP_FAULTS)?;
    let middleware = register("bench:middleware", HTTP_MIDDLEWARE)?;
    plug(&mut graph, vec![hello], middleware).context("the chain cannot be composed")?;
    Ok(graph.encode(EncodeOptions::default())?)
}
