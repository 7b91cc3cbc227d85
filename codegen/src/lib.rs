//! Turns WIT into the code of a host plugin.
//!
//! The attribute `#[host_plugin]` and the command `plugin-gen` both stand on this crate. Data flows one way: tokens
//! and WIT → the model → checks → tokens. Errors of one phase are reported together; the phase that
//! prints cannot fail. Files are read in one module, and none is written.

mod attr;
#[cfg(feature = "catalogue")]
pub mod catalogue;
#[cfg(feature = "stub")]
pub mod changes;
mod check;
mod compare;
mod diag;
mod docs;
mod errors;
mod expand;
mod flags;
#[cfg(all(feature = "catalogue", feature = "stub"))]
pub mod inspect;
mod item;
mod model;
mod names;
mod primitive;
mod select;
#[cfg(feature = "stub")]
pub mod stub;
#[cfg(feature = "whole")]
pub mod whole;
mod wit;

use std::path::Path;

use proc_macro2::TokenStream;

pub use crate::diag::{nearest, suggest};
use crate::errors::Errors;

/// Expands `#[host_plugin(arguments)] item`. Errors come out as `compile_error!` beside the item.
pub fn host_plugin(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match expand_below(arguments, item.clone(), &wit::package_root()) {
        Ok(expansion) => expansion,
        Err(error) => errors::report(item::without_attribute(item), &error),
    }
}

/// Expands `flags!` as `bindgen!` writes it into the bindings, with the SDK's crate in front.
pub fn flags(tokens: TokenStream) -> TokenStream {
    flags::expand(tokens)
}

/// Expands an attribute of a package in the folder `root`.
fn expand_below(
    arguments: TokenStream,
    item: TokenStream,
    root: &Path,
) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    let args = attr::parse(&mut errors, arguments);
    let item = item::parse(&mut errors, item);
    check::names(&mut errors, &args, item.as_ref());
    errors.propagate()?;
    let mut source = wit::load(&mut errors, &args, root);
    errors.propagate()?;
    let world = source
        .as_mut()
        .and_then(|source| select::world(&mut errors, &args, source));
    errors.propagate()?;
    let plan = world.and_then(|world| check::all(&mut errors, &args, world));
    if let Some(plan) = &plan {
        check::features(&mut errors, &args, plan);
    }
    errors.propagate()?;
    match (item, source, plan) {
        (Some(item), Some(source), Some(plan)) => Ok(expand::plugin(&args, &item, &source, &plan)),
        _ => Err(syn::Error::new(
            proc_macro2::Span::call_site(),
            "the attribute could not be expanded",
        )),
    }
}
