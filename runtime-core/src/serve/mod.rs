//! Serves HTTP: listeners, connections with TLS and without, and what clients are told that no guest answers.

mod activity;
mod answer;
mod body;
mod builder;
mod connection;
mod limits;
mod server;
mod tls;

pub(crate) use answer::{body_too_large, failure, no_host, not_found};
pub(crate) use body::{Limited, declared};
pub use builder::HttpBuilder;
pub(crate) use connection::scheme;
pub use limits::HttpLimits;
pub use server::HttpServer;
pub use tls::Tls;
