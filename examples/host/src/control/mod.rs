//! Drives a host that runs, over a socket that only its user can open: HTTP/1.1 and JSON.
//!
//! [`ControlSocket`] serves any [`HostApi`](hostplug_runtime::HostApi); [`Client`] asks it. What `curl` can ask:
//!
//! | request | answer |
//! |---|---|
//! | `GET /heartbeat` | the [`Heartbeat`](hostplug_runtime::Heartbeat) |
//! | `GET /workloads` | a list of [`WorkloadStatus`](hostplug_runtime::WorkloadStatus) |
//! | `GET /workloads/ID` | the status of one |
//! | `POST /workloads`, `PUT /workloads` | starts or updates a workload, and answers its status |
//! | `DELETE /workloads/ID?within=10s` | stops a workload, at the latest after a time, and answers its status |
//! | `GET /watch` | each [`Change`](hostplug_runtime::Change) from now on, as a line of JSON |
//!
//! A workload to start or update is `?path=FILE`, which the host reads, or the body, as `application/toml` or
//! `application/json`; paths in a body are relative to the working directory of the host. `?id=ID` gives it an id of
//! one's own. An id without a `/` means `default/ID`, unless there is a workload of that very id.
//!
//! A client that goes away gives up the start or update that it has asked for; a stop goes on.
//!
//! An error is a [`Refusal`]: its message is the one of the host, its kind is
//! [`Error::kind`](hostplug_runtime::Error::kind).

mod answer;
mod client;
mod error;
mod place;
mod request;
mod socket;
mod watch;

pub use client::{Client, Document};
pub use error::{ControlError, Refusal};
pub use place::{default_path, find};
pub use socket::ControlSocket;
pub use watch::Changes;
