//! `src/lib.rs`: the struct, and each trait with its methods.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::stub::blocks::{Blocks, Item};
use crate::stub::docs;
use crate::stub::site::{Imports, Site};
use crate::stub::types::Types;
use crate::stub::{Stub, format};

/// The text of `src/lib.rs`.
pub(super) fn lib(stub: &Stub<'_>) -> String {
    let site = site(stub);
    let mut blocks = Blocks::new(&site, Types::new(&site, Imports::default()));
    let implementations = blocks.all().into_iter().map(|item| match item {
        Item::Block(block) => block.tokens(),
        Item::Resource { tokens, .. } => tokens,
    });
    let implementations: Vec<_> = implementations.collect();
    let mut imports = blocks.types.imports;
    let plugin = plugin(stub, &mut imports);
    let lifecycle = lifecycle(stub, &mut imports);
    let items = [use_items(&imports), plugin].into_iter().chain(lifecycle);
    let mut text = head(stub);
    for item in items.chain(implementations) {
        text.push('\n');
        text.push_str(&format::items(item));
    }
    text
}

/// A file that is being written names things as the generator chose.
fn site<'a>(stub: &'a Stub<'_>) -> Site<'a> {
    let module = format_ident!("{}", stub.module);
    let resources = stub.names.by_id().map(|(id, ty)| (id, quote!(#ty)));
    Site {
        world: stub.world(),
        plugin: stub.names.plugin.clone(),
        module: quote!(#module),
        resources: resources.collect::<BTreeMap<_, _>>(),
        sync: &stub.plan.sync,
    }
}

fn head(stub: &Stub<'_>) -> String {
    format!(
        "//! A host plugin that serves the imports of the WIT world `{}`.\n\
         //!\n\
         //! A method that is not written yet says so: with its error, if that can carry words, else with a trap.\n",
        stub.world().id
    )
}

fn use_items(imports: &Imports) -> TokenStream {
    let std = imports.uses_hash_map.then(|| {
        quote!(
            use std::collections::HashMap;
        )
    });
    let component = import(&quote!(hostplug::wasmtime::component), &imports.component);
    let sdk = import(&quote!(hostplug), &imports.sdk);
    quote!(#std #component #sdk)
}

fn import(path: &TokenStream, names: &BTreeSet<&str>) -> TokenStream {
    let names: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(use #path::#name;),
        names => quote!(use #path::{#(#names),*};),
    }
}

fn plugin(stub: &Stub<'_>, imports: &mut Imports) -> TokenStream {
    let (name, attribute) = (&stub.names.plugin, &stub.attribute);
    let host_plugin = imports.sdk("host_plugin");
    let world = stub.world();
    let first = format!("Serves the imports of `{}`.", world.id);
    let docs = docs::documented(&first, world.docs.as_deref());
    quote! {
        #docs
        #[#host_plugin(#attribute)]
        #[derive(Debug)]
        pub struct #name;
    }
}

/// Where a plugin finds the components that it calls.
fn lifecycle(stub: &Stub<'_>, imports: &mut Imports) -> Option<TokenStream> {
    let (plugin, module) = (&stub.names.plugin, format_ident!("{}", stub.module));
    let callers = stub.world().callers();
    callers.first()?;
    let exports = callers.iter().map(|(_, caller)| {
        let caller = format_ident!("{caller}");
        quote!(let _ = scope.export::<#module::#caller::Component>();)
    });
    let (lifecycle, scope) = (imports.sdk("Lifecycle"), imports.sdk("Scope"));
    Some(quote! {
        impl #lifecycle for #plugin {
            #[doc = " Keeps what the plugin is to call of a component. The calls come later, when the workload runs."]
            async fn bind(&self, scope: &#scope, (): ()) -> hostplug::wasmtime::Result<()> {
                #(#exports)*
                Ok(())
            }
        }
    })
}
