//! Values of the component model as text: WAVE in, WAVE or JSON out, and their types in the syntax of WIT.

mod json;
mod read;
#[cfg(test)]
mod tests;
mod wit;
mod write;

pub(crate) use json::json;
pub(crate) use read::{Wrong, arguments};
pub(crate) use wit::signature;
pub(crate) use write::write;
