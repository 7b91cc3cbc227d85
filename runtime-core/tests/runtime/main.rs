//! Workloads of real components on whole hosts.

mod bad_input;
mod cache;
mod call;
mod command;
mod command_p3;
mod counter;
mod handlers;
mod host;
mod http;
mod http_p3;
mod isolated;
mod isolation;
mod lifecycle;
mod linked;
mod middleware;
mod mistakes;
mod network;
mod observe;
mod polyglot;
mod probes;
mod profile;
mod start;
mod stop;
mod streams;
mod support;
mod tracks;
