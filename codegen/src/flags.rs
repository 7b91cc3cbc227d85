//! Flags of WIT. `bindgen!` writes `flags!` for them, which names a crate `wasmtime` that a plugin does not depend on.

use heck::ToSnakeCase;
use proc_macro2::{TokenStream, TokenTree};
use quote::{format_ident, quote};

/// Puts Wasmtime's `flags!` where `wasmtime` is the one of the SDK. The first token is the SDK, then comes the type.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let (Some(sdk), Some(TokenTree::Ident(name))) = (tokens.next(), tokens.next()) else {
        return quote!(
            ::core::compile_error! { "`flags!` is only for the bindings of `#[host_plugin]`" }
        );
    };
    let module = format_ident!("__flags_{}", name.to_string().to_snake_case());
    quote! {
        #[doc(hidden)]
        mod #module {
            use #sdk::wasmtime;
            wasmtime::component::flags! { #name #(#tokens)* }
        }
        pub use self::#module::#name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_see_the_wasmtime_of_the_sdk() {
        let expected = quote! {
            #[doc(hidden)]
            mod __flags_open_mode {
                use krate::wasmtime;
                wasmtime::component::flags! { OpenMode { const READ; } }
            }
            pub use self::__flags_open_mode::OpenMode;
        };
        let expanded = expand(quote!(krate OpenMode { const READ; }));
        assert_eq!(expanded.to_string(), expected.to_string());
    }
}
