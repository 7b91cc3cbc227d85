//! Calls the exports of entries: functions, commands, HTTP handlers. The entry gives each call an instance.

mod command;
mod function;
mod http;
mod value;

pub(crate) use command::run;
pub(crate) use function::{Found, call, find, functions, invoke, invoke_in};
pub use http::{Body, Request, Response};
pub(crate) use http::{Handler, handle};
