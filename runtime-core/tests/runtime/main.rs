//! Workloads of real components on whole hosts.

mod bad_input;
mod call;
mod command;
mod counter;
mod host;
mod http;
mod isolation;
mod lifecycle;
mod linked;
mod mistakes;
mod network;
mod observe;
mod probes;
mod start;
mod stop;
mod streams;
mod support;
