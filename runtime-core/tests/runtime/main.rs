//! Workloads of real components on whole hosts.

mod bad_input;
mod call;
mod command;
mod counter;
mod host;
mod http;
mod instances;
mod isolation;
mod lifecycle;
mod linked;
mod network;
mod observe;
mod resources;
mod start;
mod stop;
mod streams;
mod support;
