use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use hostplug::State;
use wasmtime_wasi::filesystem::FsPerms;
use wasmtime_wasi::sockets::SocketAddrUse;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder};
use wasmtime_wasi_http::WasiHttpCtx;

use super::clock::WallClock;
use super::http::{Hooks, Outgoing};
use super::rate::Rate;
use super::stdio::{Origin, Stdio, Stream};
use crate::error::Error;
use crate::instance::Counted;
use crate::limits::MemoryLimit;
use crate::link::Step;
use crate::telemetry::Live;

/// What a component of a running workload sees of the world. It is made once; each store gets contexts of its own. It
/// has secrets, so it cannot be printed.
#[derive(Clone)]
pub(crate) struct Spec {
    pub(crate) workload: Arc<str>,
    pub(crate) component: Arc<str>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) arguments: Vec<String>,
    pub(crate) mounts: Vec<MountSpec>,
    pub(crate) outgoing: Arc<Outgoing>,
    pub(crate) allowed_addresses: Arc<AllowedAddresses>,
    pub(crate) stdio: Stdio,
    /// Of the lines of all its instances.
    pub(crate) rate: Arc<Rate>,
    pub(crate) clock: Option<WallClock>,
}

/// Addresses with which a component's sockets may talk.
#[derive(Debug, Default)]
pub(crate) struct AllowedAddresses {
    any: bool,
    listed: Vec<SocketAddr>,
}

impl AllowedAddresses {
    /// Resolution has refused what is neither `*` nor an address.
    pub(crate) fn new(patterns: &[String]) -> Self {
        AllowedAddresses {
            any: patterns.iter().any(|pattern| pattern == "*"),
            listed: patterns
                .iter()
                .filter_map(|pattern| pattern.parse().ok())
                .collect(),
        }
    }
}

/// A directory of the host and where the component sees it.
#[derive(Clone, Debug)]
pub(crate) struct MountSpec {
    pub(crate) volume: String,
    pub(crate) directory: PathBuf,
    pub(crate) path: String,
    pub(crate) read_only: bool,
}

/// The contexts of one part in one store.
pub(crate) struct PartContext {
    pub(crate) wasi: WasiCtx,
    pub(crate) http: WasiHttpCtx,
    pub(crate) hooks: Hooks,
}

/// What the runtime keeps in a store, beside the plugins' bindings.
pub(crate) struct HostData {
    pub(crate) parts: Box<[PartContext]>,
    /// The isolated call that the store was made for, if it was made for one.
    pub(crate) step: Option<Arc<Step>>,
    /// The limiter of the store.
    pub(crate) memory: MemoryLimit,
    /// Counts the store as long as it is there.
    pub(crate) _live: Live,
    /// The store counts as an instance of its entry.
    pub(crate) _counted: Counted,
}

impl HostData {
    /// The data of a store that the runtime made.
    pub(crate) fn of(state: &mut State) -> &mut HostData {
        state
            .host()
            .expect("every store of the runtime holds its host data")
    }

    /// The store serves a further call.
    pub(crate) fn begin_call(&mut self) {
        for part in &mut self.parts {
            part.hooks.begin_call();
        }
    }
}

impl Spec {
    /// The contexts for a new store, of which outgoing requests may have `egress` bytes.
    pub(crate) fn context(&self, egress: u64) -> Result<PartContext, Error> {
        let mut builder = WasiCtxBuilder::new();
        builder
            .envs(&self.environment)
            .arg(&self.component)
            .args(&self.arguments);
        self.add_stdio(&mut builder);
        if let Some(clock) = &self.clock {
            builder.wall_clock(clock.clone());
        }
        self.add_sockets(&mut builder);
        for mount in &self.mounts {
            mount.add(&mut builder)?;
        }
        let hooks = Hooks::new(self.outgoing.clone(), egress);
        Ok(PartContext {
            wasi: builder.build(),
            http: WasiHttpCtx::new(),
            hooks,
        })
    }

    fn add_stdio(&self, builder: &mut WasiCtxBuilder) {
        let origin = |stream| Origin {
            workload: self.workload.clone(),
            component: self.component.clone(),
            stream,
        };
        match &self.stdio {
            Stdio::Inherit => {
                builder.inherit_stdio();
            }
            Stdio::Lines(output) => {
                let stream = |stream| output.clone().stream(origin(stream), self.rate.clone());
                builder.stdout(stream(Stream::Stdout));
                builder.stderr(stream(Stream::Stderr));
            }
        }
    }

    /// Sockets are denied unless an address is allowed; names are only looked up if all addresses are.
    fn add_sockets(&self, builder: &mut WasiCtxBuilder) {
        let allowed = self.allowed_addresses.clone();
        if !allowed.any && allowed.listed.is_empty() {
            return;
        }
        builder
            .allow_tcp(true)
            .allow_udp(true)
            .allow_ip_name_lookup(allowed.any);
        builder.socket_addr_check(move |address, usage| {
            let allowed =
                allowed.any || allowed.listed.contains(&address) || is_any_port(address, usage);
            Box::pin(async move { allowed })
        });
    }
}

/// A socket that connects takes a port of its own first, whichever is free.
fn is_any_port(address: SocketAddr, usage: SocketAddrUse) -> bool {
    matches!(usage, SocketAddrUse::TcpBind | SocketAddrUse::UdpBind)
        && address.ip().is_unspecified()
        && address.port() == 0
}

impl MountSpec {
    fn add(&self, builder: &mut WasiCtxBuilder) -> Result<(), Error> {
        let access = if self.read_only {
            FsPerms::ReadOnly
        } else {
            FsPerms::ReadWrite
        };
        builder
            .preopened_dir(&self.directory, &self.path, access)
            .map(drop)
            .map_err(|error| Error::Volume {
                volume: self.volume.clone(),
                message: format!("{error:#}"),
            })
    }
}
