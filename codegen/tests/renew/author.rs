//! What an author does to his files.

use std::ops::Range;

use hostplug_codegen::stub::fill::SourceFile;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned;

use crate::random::Random;

/// Edits the file of a plugin at random, and adds others.
pub(crate) fn edited(random: &mut Random, lib: String) -> Vec<SourceFile> {
    let mut files = vec![file("src/lib.rs", lib)];
    for count in 0..random.below(14) {
        let index = random.below(files.len());
        let text = files[index].text.clone();
        files[index].text = match random.below(11) {
            0 | 1 => commented(random, &text),
            2 => without_a_method(random, &text),
            3 => reordered(random, &text, &methods(&text)),
            4 => reordered(random, &text, &[items(&text)]),
            5 => with_an_item(random, &text, count),
            6 => renamed(random, &text),
            7 => with_another_body(random, &text),
            8 => text.replacen("    async fn ", "    #[allow(unused)]\n    async  fn ", 1),
            9 => moved(random, &text, count, &mut files),
            _ => {
                let text = format!("//! Extra.\n\npub fn extra_{count}() {{}}");
                files.push(file(&format!("src/extra_{count}.rs"), text));
                continue;
            }
        };
        let text = &files[index].text;
        syn::parse_file(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    for file in &mut files {
        file.text = encoded(random, std::mem::take(&mut file.text));
    }
    files
}

fn file(path: &str, text: String) -> SourceFile {
    SourceFile {
        path: path.into(),
        text,
    }
}

/// As some editors leave a file.
fn encoded(random: &mut Random, text: String) -> String {
    match random.below(8) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        2 => text.trim_end().to_owned(),
        _ => text,
    }
}

/// A comment behind some `;` or brace.
fn commented(random: &mut Random, text: &str) -> String {
    let ends = ends(text.parse().unwrap());
    let Some(end) = (!ends.is_empty()).then(|| ends[random.below(ends.len())]) else {
        return text.to_owned();
    };
    let comment = random.pick(&[" // ünlike }", "\n    // {", " /* \" */", "\n\n"]);
    format!("{}{comment}\n{}", &text[..end], &text[end..])
}

fn ends(tokens: TokenStream) -> Vec<usize> {
    let ends = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => {
            let end = group.span_close().byte_range().end;
            let inner = ends(group.stream());
            let is_block = group.delimiter() == Delimiter::Brace;
            inner.into_iter().chain(is_block.then_some(end)).collect()
        }
        TokenTree::Punct(punct) if punct.as_char() == ';' => vec![punct.span().byte_range().end],
        _ => Vec::new(),
    });
    ends.collect()
}

fn impls(text: &str) -> Vec<syn::ItemImpl> {
    let items = syn::parse_file(text).unwrap().items.into_iter();
    let impls = items.filter_map(|item| match item {
        syn::Item::Impl(item) => Some(item),
        _ => None,
    });
    impls.collect()
}

fn methods(text: &str) -> Vec<Vec<Range<usize>>> {
    let ranges = |item: syn::ItemImpl| -> Vec<_> {
        let methods = item.items.iter();
        methods.map(|method| method.span().byte_range()).collect()
    };
    impls(text).into_iter().map(ranges).collect()
}

fn items(text: &str) -> Vec<Range<usize>> {
    let items = syn::parse_file(text).unwrap().items;
    items.iter().map(|item| item.span().byte_range()).collect()
}

/// Some method, with its impl.
fn method(random: &mut Random, text: &str) -> Option<syn::ImplItemFn> {
    let methods = impls(text).into_iter().flat_map(|item| item.items);
    let methods: Vec<_> = methods
        .filter_map(|item| match item {
            syn::ImplItem::Fn(method) => Some(method),
            _ => None,
        })
        .collect();
    let count = methods.len();
    (count > 0).then(|| methods[random.below(count)].clone())
}

fn without_a_method(random: &mut Random, text: &str) -> String {
    match method(random, text) {
        Some(method) => replaced(text, method.span().byte_range(), ""),
        None => text.to_owned(),
    }
}

fn replaced(text: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}

/// Two neighbours change places.
fn reordered(random: &mut Random, text: &str, rows: &[Vec<Range<usize>>]) -> String {
    let long: Vec<_> = rows.iter().filter(|row| row.len() > 1).collect();
    if long.is_empty() {
        return text.to_owned();
    }
    let row = long[random.below(long.len())];
    let first = random.below(row.len() - 1);
    let (a, b) = (row[first].clone(), row[first + 1].clone());
    let (before, between, behind) = (&text[..a.start], &text[a.end..b.start], &text[b.end..]);
    format!("{before}{}{between}{}{behind}", &text[b], &text[a])
}

fn with_an_item(random: &mut Random, text: &str, count: usize) -> String {
    let items = items(text);
    let end = match items.is_empty() {
        true => text.len(),
        false => items[random.below(items.len())].end,
    };
    let item = random.pick(&[
        "fn helper_N() { /* }} */ }",
        "/// `impl`\n#[derive(Debug)] pub struct R7;",
        "impl Default for Own_N { fn default() -> Self { Own_N } }\npub struct Own_N;",
        "mod inner_N {\n    pub(super) const TEXT: &str = \"} impl {\";\n}",
        "#[cfg(test)]\nmod tests_N {\n    use super::*;\n    #[test]\n    fn works() {}\n}",
        "macro_rules! mine_N { ($x:ident) => { $x }; }",
    ]);
    let item = item.replace("_N", &format!("_{count}"));
    let item = match text.contains("struct R7") && item.contains("struct R7") {
        true => "// only one of them".to_owned(),
        false => item,
    };
    format!("{}\n\n{item}\n{}", &text[..end], &text[end..])
}

/// A parameter of some method gets another name.
fn renamed(random: &mut Random, text: &str) -> String {
    let Some(method) = method(random, text) else {
        return text.to_owned();
    };
    let range = method.span().byte_range();
    let Some(syn::FnArg::Typed(param)) = method.sig.inputs.last() else {
        return text.to_owned();
    };
    let name = text[param.pat.span().byte_range()].to_owned();
    let renamed = text[range.clone()].replace(&name, &format!("my_{name}"));
    replaced(text, range, &renamed)
}

fn with_another_body(random: &mut Random, text: &str) -> String {
    let body = random.pick(&[
        "{ Err(hostplug::wasmtime::format_err!(\"mine\").into()) }",
        "{\n        let text = r#\"} \" {\"#;\n        // done\n        panic!(\"{text}\")\n    }",
        "{ match () { () => unreachable!() } /* never */ }",
    ]);
    match method(random, text) {
        Some(method) => replaced(text, method.block.span().byte_range(), body),
        None => text.to_owned(),
    }
}

/// One impl goes into a file of its own.
fn moved(random: &mut Random, text: &str, count: usize, files: &mut Vec<SourceFile>) -> String {
    let host = impls(text);
    let host: Vec<_> = host
        .iter()
        .filter(|item| text[item.span().byte_range()].starts_with("impl b::"))
        .collect();
    if host.is_empty() || !text.contains("pub struct MyPlugin") {
        return text.to_owned();
    }
    let range = host[random.below(host.len())].span().byte_range();
    let head = "use hostplug::Caller;\n\nuse crate::{MyPlugin, b};\n\n";
    let moved = format!("{head}{}\n", &text[range.clone()]);
    files.push(file(&format!("src/moved_{count}.rs"), moved));
    replaced(text, range, &format!("mod moved_{count};"))
}
