//! The attribute `#[host_plugin]`. Use it through the crate `hostplug`, which documents it.

use proc_macro::TokenStream;

// The crate `hostplug` documents it where it passes it on; a text here would stand behind that one.
#[proc_macro_attribute]
pub fn host_plugin(arguments: TokenStream, item: TokenStream) -> TokenStream {
    hostplug_codegen::host_plugin(arguments.into(), item.into()).into()
}

/// Stands in the place of Wasmtime's `flags!` in the bindings.
#[doc(hidden)]
#[proc_macro]
pub fn flags(tokens: TokenStream) -> TokenStream {
    hostplug_codegen::flags(tokens.into()).into()
}
