//! Runs workloads of WebAssembly components with host plugins.
//!
//! A [`Host`] has plugins. A [`Workload`] is components with their configuration, links and volumes, in one document.
//! The host resolves it: for every import of every component it finds the sibling or the plugin that serves it, and
//! reports all problems at once. Then it composes the components in memory, so that calls between them go through
//! Wasmtime's fused adapters, and starts the result.
//!
//! ```no_run
//! use hostplug_runtime::{Host, Workload};
//!
//! # #[expect(non_snake_case, reason = "it stands for a plugin that is a unit struct")]
//! # async fn example(Greeter: impl hostplug::HostPlugin) -> Result<(), Box<dyn std::error::Error>> {
//! let host = Host::builder().plugin(Greeter).start().await?;
//! let workload = host.start(Workload::from_file("workload.toml")?).await?;
//! let server = host.serve_http(([127, 0, 0, 1], 8080).into()).await?;
//! println!("{} answers on {}", workload.id(), server.address());
//! # Ok(())
//! # }
//! ```

mod budget;
mod cache;
mod call;
mod caps;
pub mod compose;
mod engine;
mod epoch;
mod error;
pub mod explain;
mod host;
mod instance;
mod limits;
mod link;
pub mod part;
mod registry;
mod resolve;
mod serve;
mod source;
mod spec;
mod telemetry;
mod wasi;

pub use hostplug;

pub use crate::budget::Exceeded;
pub use crate::cache::{CacheCounts, CacheStatistics};
pub use crate::call::{Body, Request, Response};
pub use crate::engine::{Engine, Profile};
pub use crate::error::Error;
pub use crate::host::{
    Change, Heartbeat, Host, HostApi, HostBuilder, Running, Secret, ServiceState, ServiceStatus,
    Watch, WorkloadState, WorkloadStatus,
};
pub use crate::instance::Instances;
pub use crate::resolve::{
    ComponentPlan, HandlerPlan, ImportPlan, Mismatch, Offer, OtherResource, Plan, Problem,
    Provider, Reason, Report, ResourceOfSibling, RoutePlan, resolve,
};
pub use crate::serve::{HttpBuilder, HttpLimits, HttpServer, Tls};
pub use crate::source::{ComponentSource, LocalSource, SourceError};
pub use crate::spec::{
    Access, CallLimits, Component, ComponentRef, DocumentError, InstancePolicy, Isolation, Limits,
    Link, LinkMode, LinkTarget, Mount, OnTrap, OwnLimits, PluginChoice, Pool, Restart, Reuse,
    Route, Service, Value, Volume, Workload,
};
pub use crate::wasi::{LogOutput, Origin, Output, PrefixedOutput, Stdio, Stream};
