//! The arguments of `#[host_plugin(..)]`. Every mistake is reported, and parsing goes on behind it.

mod entries;

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, LitStr, Path, Token, Type};

use self::entries::{ALLOW, WITH, flag, parenthesized, strings_in_parentheses, sync, with_entry};
use crate::diag;
use crate::errors::Errors;

/// What the attribute says, with the spans of what the user typed.
#[derive(Debug, Default)]
pub(crate) struct Args {
    /// The worlds to serve, of which one is the rule.
    pub(crate) worlds: Vec<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) inline: Option<LitStr>,
    pub(crate) interfaces: Option<Vec<LitStr>>,
    pub(crate) skip: Vec<LitStr>,
    pub(crate) with: Vec<(LitStr, Path)>,
    pub(crate) config: Option<Type>,
    pub(crate) binding: Option<Type>,
    pub(crate) state: Option<Type>,
    pub(crate) lifecycle: bool,
    pub(crate) sync: Sync,
    pub(crate) name: Option<LitStr>,
    pub(crate) bindings: Option<Ident>,
    pub(crate) krate: Option<Path>,
    pub(crate) allow: Vec<LitStr>,
}

/// Which functions are not `async fn`.
#[derive(Debug, Default)]
pub(crate) enum Sync {
    #[default]
    None,
    All,
    Some(Vec<LitStr>),
}

const OPTIONS: &[&str] = &[
    "allow",
    "binding",
    "bindings",
    "config",
    "crate",
    "inline",
    "interfaces",
    "lifecycle",
    "name",
    "path",
    "skip",
    "state",
    "sync",
    "with",
    "world",
];

impl Args {
    /// Where errors go that are about the world as a whole.
    pub(crate) fn world_span(&self) -> Span {
        let first = self.interfaces.as_ref().and_then(|list| list.first());
        let literal = self
            .worlds
            .first()
            .or(first)
            .or(self.inline.as_ref())
            .or(self.path.as_ref());
        literal.map_or_else(Span::call_site, LitStr::span)
    }

    /// The absolute path of the SDK. Its place is that of the world, so that what rustc finds in generated code
    /// points there and not at the whole attribute.
    pub(crate) fn sdk(&self) -> TokenStream {
        let tokens = match &self.krate {
            Some(path) => path.to_token_stream(),
            None => quote::quote!(::hostplug),
        };
        let at_world = |mut token: TokenTree| {
            token.set_span(self.world_span());
            token
        };
        tokens.into_iter().map(at_world).collect()
    }
}

pub(crate) fn parse(errors: &mut Errors, tokens: TokenStream) -> Args {
    if tokens.is_empty() {
        errors.at_span(Span::call_site(), diag::missing_world());
        return Args::default();
    }
    let mut parsing = Parsing {
        errors,
        args: Args::default(),
        seen: Vec::new(),
    };
    let parsed = (|input: ParseStream<'_>| parsing.options(input)).parse2(tokens);
    let Parsing { args, .. } = parsing;
    errors.keep(parsed);
    check(errors, &args);
    args
}

fn check(errors: &mut Errors, args: &Args) {
    if let (Some(_), Some(inline)) = (&args.path, &args.inline) {
        errors.at(inline, diag::path_and_inline());
    }
    if let Some(name) = args.name.as_ref().filter(|name| !is_name(&name.value())) {
        errors.at(name, diag::not_a_name(&name.value()));
    }
    twice(errors, "interfaces", args.interfaces.iter().flatten());
    twice(errors, "skip", &args.skip);
    twice(errors, "allow", &args.allow);
    if let Sync::Some(functions) = &args.sync {
        twice(errors, "sync", functions);
    }
    if let Some(path) = args.krate.as_ref().filter(|path| !is_absolute(path)) {
        errors.at(
            path,
            diag::relative_crate_path(&path.to_token_stream().to_string().replace(' ', "")),
        );
    }
    let names_nothing = args.worlds.is_empty()
        && args.interfaces.is_none()
        && args.inline.is_none()
        && args.path.is_none();
    if names_nothing && errors.is_empty() {
        errors.at_span(Span::call_site(), diag::missing_world());
    }
}

/// What documents and hosts can write as a key without quotes.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'))
}

fn twice<'a>(errors: &mut Errors, key: &str, list: impl IntoIterator<Item = &'a LitStr>) {
    let mut seen = BTreeSet::new();
    for literal in list {
        if !seen.insert(literal.value()) {
            errors.at(literal, diag::listed_twice(&literal.value(), key));
        }
    }
}

fn is_absolute(path: &Path) -> bool {
    path.leading_colon.is_some()
        || path
            .segments
            .first()
            .is_some_and(|segment| segment.ident == "crate")
}

struct Parsing<'a> {
    errors: &'a mut Errors,
    args: Args,
    seen: Vec<String>,
}

impl Parsing<'_> {
    fn options(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if input.peek(LitStr) {
                let literal: LitStr = input.parse()?;
                self.errors
                    .at(&literal, diag::bare_string(&literal.value()));
            } else {
                let key = input.call(Ident::parse_any)?;
                let option = self.option(&key, input);
                if self.errors.keep(option).is_none() {
                    skip_to_comma(input);
                }
            }
            if !input.is_empty() && self.errors.keep(input.parse::<Token![,]>()).is_none() {
                skip_to_comma(input);
                input.parse::<Option<Token![,]>>()?;
            }
        }
        Ok(())
    }

    fn option(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let name = key.to_string();
        if self.seen.contains(&name) {
            self.errors.at(key, diag::set_twice(&name));
        }
        self.seen.push(name.clone());
        match name.as_str() {
            "world" => self.args.worlds = self.worlds(key, input)?,
            "path" => self.args.path = Some(string(key, input)?),
            "inline" => self.args.inline = Some(string(key, input)?),
            "name" => self.args.name = Some(string(key, input)?),
            "interfaces" => self.args.interfaces = Some(self.interfaces(key, input)?),
            "skip" => self.args.skip = strings(key, input)?,
            "config" => self.args.config = Some(value(key, input, "a type", "config = Settings")?),
            "binding" => self.args.binding = Some(value(key, input, "a type", "binding = Bucket")?),
            "state" => self.args.state = Some(value(key, input, "a type", "state = PerInstance")?),
            "bindings" => {
                self.args.bindings =
                    Some(value(key, input, "a module name", "bindings = generated")?)
            }
            "crate" => self.args.krate = Some(value(key, input, "a path", "crate = ::hostplug")?),
            "lifecycle" => self.args.lifecycle = flag(key, input)?,
            "sync" => self.args.sync = sync(key, input)?,
            "with" => self.args.with = self.with(key, input)?,
            "allow" => self.args.allow = strings_in_parentheses(key, input, ALLOW)?,
            _ => {
                return Err(syn::Error::new(
                    key.span(),
                    diag::unknown_option(&name, OPTIONS),
                ));
            }
        }
        Ok(())
    }

    fn worlds(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
        equals(key, input, "world = \"..\"")?;
        if !input.peek(syn::token::Bracket) {
            let expected = "a string or a list of strings";
            let world = literal(key, input, expected, "world = \"..\"")?;
            return not_empty(key, world).map(|world| vec![world]);
        }
        let (worlds, brackets) = bracketed(key, input)?;
        if worlds.is_empty() {
            self.errors.at_span(brackets, diag::no_worlds());
        }
        Ok(worlds)
    }

    fn interfaces(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
        let interfaces = strings(key, input)?;
        if interfaces.is_empty() {
            self.errors.at(key, diag::no_interfaces());
        }
        Ok(interfaces)
    }

    /// Each entry has its own mistakes, so that one does not hide the next.
    fn with(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<(LitStr, Path)>> {
        let content = parenthesized(key, input, WITH)?;
        let mut entries = Vec::new();
        while !content.is_empty() {
            let entry = with_entry(&content);
            match self.errors.keep(entry) {
                Some(entry) => entries.push(entry),
                None => skip_to_comma(&content),
            }
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(entries)
    }
}

fn skip_to_comma(input: ParseStream<'_>) {
    up_to_comma(input);
}

fn up_to_comma(input: ParseStream<'_>) -> TokenStream {
    let next = || {
        (!input.is_empty() && !input.peek(Token![,]))
            .then(|| input.parse::<TokenTree>().ok())
            .flatten()
    };
    std::iter::from_fn(next).collect()
}

fn equals(key: &Ident, input: ParseStream<'_>, example: &str) -> syn::Result<()> {
    let key_name = key.to_string();
    let error = |message| Err(syn::Error::new(key.span(), message));
    let ends = |input: ParseStream<'_>| input.is_empty() || input.peek(Token![,]);
    if ends(input) {
        return error(diag::missing_value(&key_name, example));
    }
    if input.parse::<Token![=]>().is_err() {
        return error(diag::missing_equals(&key_name, example));
    }
    match ends(input) {
        true => error(diag::missing_value(&key_name, example)),
        false => Ok(()),
    }
}

fn value<T: Parse>(
    key: &Ident,
    input: ParseStream<'_>,
    expected: &str,
    example: &str,
) -> syn::Result<T> {
    equals(key, input, example)?;
    literal(key, input, expected, example)
}

/// Parses the value of a key, behind which the option ends.
fn literal<T: Parse>(
    key: &Ident,
    input: ParseStream<'_>,
    expected: &str,
    example: &str,
) -> syn::Result<T> {
    let start = input.fork();
    let wrong = |found: &str| {
        let message = diag::wrong_value(&key.to_string(), expected, found);
        format!("{message}\nhelp: write `{example}`")
    };
    let value = parse_or(input, wrong)?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(value);
    }
    if let Some(next) = next_option(input) {
        let message = diag::missing_comma(&next.to_string());
        return Err(syn::Error::new(next.span(), message));
    }
    let found = up_to_comma(&start);
    let text = found.to_string().replace(" :: ", "::");
    Err(syn::Error::new_spanned(&found, wrong(&text)))
}

/// The key of the option that stands here, where a comma should.
fn next_option(input: ParseStream<'_>) -> Option<Ident> {
    let key = input.fork().call(Ident::parse_any).ok()?;
    OPTIONS.contains(&&*key.to_string()).then_some(key)
}

/// Parses a `T`, or complains about the token that stands in its place.
fn parse_or<T: Parse>(input: ParseStream<'_>, message: impl Fn(&str) -> String) -> syn::Result<T> {
    let next: Option<TokenTree> = input.fork().parse().ok();
    input.parse().map_err(|error| match next {
        Some(token) => syn::Error::new_spanned(&token, message(&token.to_string())),
        None => error,
    })
}

fn string(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let expected = match key == "inline" {
        true => "the text of the WIT as a string",
        false => "a string",
    };
    let example = format!("{key} = \"..\"");
    not_empty(key, value(key, input, expected, &example)?)
}

fn not_empty(key: &Ident, literal: LitStr) -> syn::Result<LitStr> {
    match literal.value().trim().is_empty() {
        true => Err(syn::Error::new(
            literal.span(),
            diag::empty_value(&key.to_string(), &format!("{key} = \"..\"")),
        )),
        false => Ok(literal),
    }
}

fn strings(key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let example = format!("{key} = [\"namespace:package/interface\"]");
    equals(key, input, &example)?;
    if !input.peek(syn::token::Bracket) {
        let found: TokenTree = input.parse()?;
        let message = diag::wrong_value(&key.to_string(), "a list of strings", &found.to_string());
        return Err(syn::Error::new_spanned(
            found,
            format!("{message}\nhelp: write `{example}`"),
        ));
    }
    Ok(bracketed(key, input)?.0)
}

/// A list in brackets, and the place of those.
fn bracketed(key: &Ident, input: ParseStream<'_>) -> syn::Result<(Vec<LitStr>, Span)> {
    let content;
    let brackets = syn::bracketed!(content in input);
    let items = list(&content, |found| {
        diag::wrong_value(&key.to_string(), "strings", found)
    })?;
    Ok((items, brackets.span.join()))
}

fn list(content: ParseStream<'_>, message: impl Fn(&str) -> String) -> syn::Result<Vec<LitStr>> {
    let mut items = Vec::new();
    while !content.is_empty() {
        items.push(parse_or(content, &message)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn errors_of(attribute: &str) -> Vec<String> {
        let mut errors = Errors::default();
        parse(&mut errors, attribute.parse().unwrap());
        match errors.propagate() {
            Ok(()) => Vec::new(),
            Err(error) => error.into_iter().map(|error| error.to_string()).collect(),
        }
    }

    /// The first cells of the table of options that authors read: code, as it is typed.
    fn documented_options() -> Vec<&'static str> {
        let docs = include_str!("../../sdk/docs/host_plugin.md");
        let (_, options) = docs.split_once("\n# Options\n").unwrap();
        let (options, _) = options.split_once("\n# ").unwrap();
        let cells = options.lines().filter_map(|line| line.strip_prefix("| `"));
        cells
            .filter_map(|row| row.split_once("` |"))
            .flat_map(|(cell, _)| cell.split("`, `"))
            .collect()
    }

    #[test]
    fn every_option_is_documented_as_it_is_typed() {
        let documented = documented_options();
        let name = |option: &&'static str| {
            let end = option.find(|c: char| !c.is_alphanumeric());
            &option[..end.unwrap_or(option.len())]
        };
        let names: BTreeSet<_> = documented.iter().map(name).collect();
        assert_eq!(names, OPTIONS.iter().copied().collect());
        for option in documented {
            let mut errors = errors_of(option);
            errors.retain(|error| *error != diag::missing_world());
            assert!(errors.is_empty(), "{option}: {errors:?}");
        }
    }

    #[test]
    fn one_mistake_does_not_hide_the_next() {
        let errors = errors_of(r#"wrld = "a:b/c", path = 3, config, name = "x""#);
        assert_eq!(errors.len(), 3, "{errors:?}");
        assert!(errors[0].contains("did you mean `world`?"), "{errors:?}");
        assert!(
            errors[1].contains("`path` takes a string, found `3`"),
            "{errors:?}"
        );
        assert!(errors[2].contains("`config` needs a value"), "{errors:?}");
    }

    #[test]
    fn every_option_is_accepted() {
        let errors = errors_of(
            r#"world = "w", path = "p", interfaces = ["a", "b"], skip = ["c"], with("a.b" = x::Y, "c.d" = Z),
               config = C, binding = B<u8>, state = S, lifecycle, sync("a.f"), name = "n", bindings = m,
               crate = ::hostplug"#,
        );
        assert!(errors.is_empty(), "{errors:?}");
    }
}
