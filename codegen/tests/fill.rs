//! Whatever an author does to a plugin, new WIT is filled in without a byte of his being lost.

use std::fs;
use std::path::Path;

use hostplug_codegen::stub::fill::{Missing, SourceFile, missing};
use hostplug_codegen::stub::{Package, Request, Sdk, plugin_crate};
use proc_macro2::TokenTree;
use syn::spanned::Spanned;

/// A small generator of pseudo-random numbers, so that every run tests the same cases.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

const TYPES: &[&str] = &[
    "u32",
    "string",
    "list<u8>",
    "option<point>",
    "result<u32, fault>",
    "result<_, string>",
    "tuple<u8, char>",
    "own<shelf>",
];

/// A world of two interfaces, one with a resource. More functions come with every `size`.
fn wit(random: &mut Random, size: usize, resources: usize) -> String {
    let function = |random: &mut Random, index: usize, receiver: &str| {
        let asynchronous = if random.below(5) == 0 { "async " } else { "" };
        let (param, result) = (random.pick(TYPES), random.pick(TYPES));
        format!("f{index}-{receiver}: {asynchronous}func(p: {param}) -> {result};\n")
    };
    let mut text = "package a:b@0.1.0;\ninterface one {\n\
        variant fault { gone, other(string) }\nrecord point { x: u32 }\n"
        .to_owned();
    for resource in 0..resources {
        let name = ["shelf", "box-of", "%type"][resource];
        text += &format!("resource {name} {{\nconstructor(n: u32);\n");
        for index in 0..size.min(3) {
            text += &function(random, index, "m");
        }
        text += "}\n";
    }
    for index in 0..size {
        text += &function(random, index, "one");
    }
    text += "}\ninterface two {\nuse one.{point, fault, shelf};\n";
    for index in 0..size {
        text += &function(random, index, "two");
    }
    text + "}\nworld w { import one; import two; }\n"
}

fn write_wit(root: &Path, text: &str) {
    fs::create_dir_all(root.join("wit")).unwrap();
    fs::write(root.join("wit/b.wit"), text).unwrap();
}

fn generated(root: &Path) -> String {
    let name = "my-plugin".parse().unwrap();
    let package = Package::read(&root.join("wit")).unwrap();
    let request = Request::new(&name, &package, Sdk::Version("0.1.0".into()));
    let files = plugin_crate(&request).unwrap().files;
    let lib = files.into_iter().find(|(path, _)| path.ends_with("lib.rs"));
    lib.unwrap().1
}

/// What an author does to his file.
fn edited(random: &mut Random, mut text: String) -> String {
    for _ in 0..random.below(12) {
        text = match random.below(5) {
            0 => commented(random, &text),
            1 => without_a_method(random, &text),
            2 => reordered(random, &text),
            3 => format!("{text}\n\nfn helper_{}() {{ /* }} */ }}\n", text.len()),
            _ => text.replacen("    async fn ", "    #[allow(unused)]\n    async  fn ", 1),
        };
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
    text
}

/// A comment behind some `;` or brace.
fn commented(random: &mut Random, text: &str) -> String {
    let ends: Vec<_> = ends(text.parse().unwrap());
    let end = ends[random.below(ends.len())];
    let comment = random.pick(&[" // ünlike }", "\n    // {", " /* \" */", "\n\n"]);
    format!("{}{comment}\n{}", &text[..end], &text[end..])
}

fn ends(tokens: proc_macro2::TokenStream) -> Vec<usize> {
    let ends = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => {
            let end = group.span_close().byte_range().end;
            let inner = ends(group.stream());
            let is_block = group.delimiter() == proc_macro2::Delimiter::Brace;
            inner.into_iter().chain(is_block.then_some(end)).collect()
        }
        TokenTree::Punct(punct) if punct.as_char() == ';' => vec![punct.span().byte_range().end],
        _ => Vec::new(),
    });
    ends.collect()
}

fn method_ranges(text: &str) -> Vec<Vec<std::ops::Range<usize>>> {
    let file = syn::parse_file(text).unwrap();
    let impls = file.items.iter().filter_map(|item| match item {
        syn::Item::Impl(item) => Some(item.items.iter().map(|item| item.span().byte_range())),
        _ => None,
    });
    impls
        .map(Iterator::collect)
        .filter(|methods: &Vec<_>| !methods.is_empty())
        .collect()
}

fn without_a_method(random: &mut Random, text: &str) -> String {
    let impls = method_ranges(text);
    if impls.is_empty() {
        return text.to_owned();
    }
    let methods = &impls[random.below(impls.len())];
    let range = methods[random.below(methods.len())].clone();
    format!("{}{}", &text[..range.start], &text[range.end..])
}

fn reordered(random: &mut Random, text: &str) -> String {
    let impls = method_ranges(text);
    let long: Vec<_> = impls.iter().filter(|methods| methods.len() > 1).collect();
    if long.is_empty() {
        return text.to_owned();
    }
    let methods = long[random.below(long.len())];
    let first = random.below(methods.len() - 1);
    let (a, b) = (methods[first].clone(), methods[first + 1].clone());
    let (before, between, behind) = (&text[..a.start], &text[a.end..b.start], &text[b.end..]);
    format!("{before}{}{between}{}{behind}", &text[b], &text[a])
}

fn fill(root: &Path, text: &str) -> (Missing, String) {
    let file = SourceFile {
        path: "src/lib.rs".into(),
        text: text.to_owned(),
    };
    let missing = missing(root, &[file]).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let completed = missing.complete(0, text);
    (missing, completed)
}

/// The completed text without what was inserted.
fn stripped(missing: &Missing, completed: &str) -> String {
    let mut insertions = missing.insertions.get(&0).cloned().unwrap_or_default();
    insertions.sort_by_key(|insertion| insertion.offset);
    let mut text = completed.to_owned();
    for insertion in &insertions {
        let end = insertion.offset + insertion.text.len();
        assert_eq!(&text[insertion.offset..end], insertion.text);
        text.replace_range(insertion.offset..end, "");
    }
    text
}

#[test]
fn new_wit_is_filled_in_beside_every_edit() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for case in 0..60 {
        let root = tempfile::tempdir().unwrap();
        let size = 1 + random.below(3);
        write_wit(root.path(), &wit(&mut random, size, 1));
        let text = edited(&mut random, generated(root.path()));
        let resources = 1 + random.below(3);
        write_wit(root.path(), &wit(&mut random, size + 2, resources));

        let (missing, completed) = fill(root.path(), &text);
        assert_eq!(stripped(&missing, &completed), text, "case {case}");
        syn::parse_file(&completed).unwrap_or_else(|error| panic!("{error}\n{completed}"));
        let (rest, again) = fill(root.path(), &completed);
        assert!(rest.insertions.is_empty(), "case {case}: {rest:?}");
        assert_eq!(again, completed);
    }
}

#[test]
fn a_fresh_plugin_lacks_nothing() {
    let mut random = Random(7);
    for size in 0..4 {
        let root = tempfile::tempdir().unwrap();
        write_wit(root.path(), &wit(&mut random, size, 3));
        let (missing, _) = fill(root.path(), &generated(root.path()));
        assert!(missing.is_empty(), "{missing:?}");
    }
}
