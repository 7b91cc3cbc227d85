//! What `bindgen!` writes, by the generator behind it.

use std::path::PathBuf;

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{File, Ident, Item, LitBool, LitStr, Path, Token};
use wasmtime_internal_wit_bindgen::{
    FunctionConfig, FunctionFilter, FunctionFlags, Opts, TrappableError,
};
use wit_parser::Resolve;

/// Puts the bindings where `bindgen!` stands among the items.
pub(super) fn replace(items: &mut Vec<Item>) -> syn::Result<()> {
    for item in std::mem::take(items) {
        match item {
            Item::Macro(call) if is_bindgen(&call.mac.path) => {
                items.extend(call.mac.parse_body::<Invocation>()?.items()?);
            }
            item => items.push(item),
        }
    }
    Ok(())
}

fn is_bindgen(path: &Path) -> bool {
    let last = path.segments.last();
    last.is_some_and(|segment| segment.ident == "bindgen")
}

/// What stands between the braces of `bindgen!`. All that the attribute writes there is known here.
#[derive(Default)]
struct Invocation {
    world: String,
    path: PathBuf,
    inline: Option<String>,
    opts: Opts,
}

impl Invocation {
    fn items(self) -> syn::Result<Vec<Item>> {
        let code = self.generate().map_err(|reason| {
            syn::Error::new(
                Span::call_site(),
                format!("`bindgen!` cannot be expanded: {reason}"),
            )
        })?;
        Ok(syn::parse_str::<File>(&code)?.items)
    }

    /// Reads the WIT as `bindgen!` does: a text has the world, else the folder.
    fn generate(&self) -> Result<String, String> {
        let mut resolve = Resolve {
            all_features: true,
            ..Resolve::default()
        };
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let (folder, _) = resolve.push_path(&self.path).map_err(|e| text(&e))?;
        let package = match &self.inline {
            Some(inline) => resolve.push_str("inline", inline).map_err(|e| text(&e))?,
            None => folder,
        };
        let world = resolve.select_world(&[package], Some(&self.world));
        let world = world.map_err(|e| text(&e))?;
        let code = self.opts.generate(&mut resolve, world);
        code.map_err(|e| text(&e))
    }

    fn option(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let opts = &mut self.opts;
        match key.to_string().as_str() {
            "world" => self.world = string(input)?,
            "path" => self.path = string(input)?.into(),
            "inline" => self.inline = Some(string(input)?),
            "wasmtime_crate" => opts.wasmtime_crate = Some(path(input)?),
            "imports" => opts.imports = functions(input)?,
            "exports" => opts.exports = functions(input)?,
            "with" => opts.with = entries::<Token![:]>(input)?.into_iter().collect(),
            "trappable_error_type" => opts.trappable_error_type = errors(input)?,
            "require_store_data_send" => opts.require_store_data_send = flag(input)?,
            "include_component_type" => opts.include_component_type = flag(input)?,
            option => {
                let message = format!("`{option}` of `bindgen!` is not known");
                return Err(syn::Error::new(key.span(), message));
            }
        }
        Ok(())
    }
}

impl Parse for Invocation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut invocation = Invocation::default();
        each(input, |input| {
            let key = input.call(Ident::parse_any)?;
            input.parse::<Token![:]>()?;
            invocation.option(&key, input)
        })?;
        Ok(invocation)
    }
}

/// What stands between braces, with commas.
fn each(
    input: ParseStream<'_>,
    mut parse: impl FnMut(ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let content;
    syn::braced!(content in input);
    while !content.is_empty() {
        parse(&content)?;
        content.parse::<Option<Token![,]>>()?;
    }
    Ok(())
}

fn string(input: ParseStream<'_>) -> syn::Result<String> {
    Ok(input.parse::<LitStr>()?.value())
}

fn flag(input: ParseStream<'_>) -> syn::Result<bool> {
    Ok(input.parse::<LitBool>()?.value)
}

fn path(input: ParseStream<'_>) -> syn::Result<String> {
    let path = input.parse::<Path>()?.into_token_stream().to_string();
    Ok(path.replace(' ', ""))
}

fn entries<Between: Parse>(input: ParseStream<'_>) -> syn::Result<Vec<(String, String)>> {
    let mut entries = Vec::new();
    each(input, |input| {
        let key = string(input)?;
        input.parse::<Between>()?;
        entries.push((key, path(input)?));
        Ok(())
    })?;
    Ok(entries)
}

fn errors(input: ParseStream<'_>) -> syn::Result<Vec<TrappableError>> {
    let entries = entries::<Token![=>]>(input)?.into_iter();
    let errors = entries.map(|(wit_path, rust_type_name)| TrappableError {
        wit_path,
        rust_type_name,
    });
    Ok(errors.collect())
}

/// `"function": trappable, default: async | trappable`.
fn functions(input: ParseStream<'_>) -> syn::Result<FunctionConfig> {
    let mut config = FunctionConfig::new();
    each(input, |input| {
        let filter = match input.parse::<Option<LitStr>>()? {
            Some(name) => FunctionFilter::Name(name.value()),
            None => {
                input.parse::<Token![default]>()?;
                FunctionFilter::Default
            }
        };
        input.parse::<Token![:]>()?;
        let mut flags = function_flag(input)?;
        while input.parse::<Option<Token![|]>>()?.is_some() {
            flags |= function_flag(input)?;
        }
        config.push(filter, flags);
        Ok(())
    })?;
    Ok(config)
}

fn function_flag(input: ParseStream<'_>) -> syn::Result<FunctionFlags> {
    let flag = input.call(Ident::parse_any)?;
    match flag.to_string().as_str() {
        "async" => Ok(FunctionFlags::ASYNC),
        "trappable" => Ok(FunctionFlags::TRAPPABLE),
        other => {
            let message = format!("`{other}` of `bindgen!` is not known");
            Err(syn::Error::new(flag.span(), message))
        }
    }
}
