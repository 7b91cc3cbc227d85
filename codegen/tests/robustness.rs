//! Whatever stands in the attribute, under it and in its WIT, the macro answers with Rust that parses: the expansion,
//! or the item and its errors. A panic would show the author a message about the macro instead of his mistake.

use proc_macro2::TokenStream;

/// A small generator of pseudo-random numbers, so that every run tests the same cases.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.next(from.len())]
    }
}

/// How often the macro accepted and refused its input.
#[derive(Default)]
struct Tally {
    expanded: usize,
    refused: usize,
}

impl Tally {
    fn add(&mut self, attribute: &str, item: &str) {
        let Ok(arguments) = attribute.parse::<TokenStream>() else {
            return;
        };
        let output = hostplug_codegen::host_plugin(arguments, item.parse().unwrap());
        let text = output.to_string();
        let parsed = syn::parse2::<syn::File>(output);
        assert!(
            parsed.is_ok(),
            "{:?}\nof #[host_plugin({attribute})] {item}\nis\n{text}",
            parsed.err()
        );
        match text.contains("compile_error") {
            true => self.refused += 1,
            false => self.expanded += 1,
        }
    }
}

const ITEMS: &[&str] = &[
    "struct Plugin;",
    "pub(crate) struct Plugin { field: u32 }",
    "struct r#type(u8);",
    "#[host_plugin(world = \"x\")] #[derive(Debug)] struct Plugin;",
    "struct Plugin<T>(T);",
    "struct Plugin<'a, const N: usize>(&'a [u8; N]) where Self: Sized;",
    "enum Plugin {}",
    "union Plugin { a: u8 }",
    "fn plugin() {}",
    "impl Plugin { fn f(&self) {} }",
    "trait Plugin {}",
    "mod plugin;",
    "mod plugin { struct Inner; }",
    "type Plugin = u8;",
    "const PLUGIN: u8 = 0;",
    "static PLUGIN: u8 = 0;",
    "use a::b;",
    "extern \"C\" {}",
    "macro_rules! m { () => {} }",
];

const WIT: &str = "package a:b@0.2.0; \
    interface types { enum error { full, gone } record point { x: u32, y: option<string> } } \
    interface store { use types.{error, point}; resource bucket { constructor(n: u32); get: func(k: string) -> \
    result<list<u8>, error>; open: static func() -> own<bucket>; later: async func() -> u32; } \
    swap: func(a: borrow<bucket>, p: point) -> result<_, error>; feed: async func() -> stream<u8>; } \
    interface other { type reason = string; why: func() -> result<u32, reason>; } \
    interface handler { use types.{point}; run: func(p: list<point>, u: u32) -> option<u32>; \
    later: async func(u: u32); resource job { constructor(u: u32); } } \
    world w { import store; import other; export types; export handler; } world v { export other; }";

const TOKENS: &[&str] = &[
    "world",
    "path",
    "inline",
    "interfaces",
    "skip",
    "with",
    "config",
    "binding",
    "state",
    "lifecycle",
    "sync",
    "name",
    "bindings",
    "crate",
    "colour",
    "self",
    "r#type",
    "type",
    "=",
    "=",
    "=",
    "=",
    ",",
    ",",
    ",",
    ",",
    "::",
    ".",
    "!",
    "\"a:b/w\"",
    "\"w\"",
    "\"a:b/store\"",
    "\"a:b/store.bucket\"",
    "\"store.swap\"",
    "\"\"",
    "\"\\u{0}\"",
    "b\"x\"",
    "'c'",
    "'a",
    "3",
    "1.5",
    "-",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "()",
    "[]",
    "{}",
    "Vec<u8>",
    "::hostplug",
    "crate::sdk",
    "\"no/such/folder\"",
    "\"}; world x {\"",
    "$",
    "#",
    "r\"raw\"",
    "\"suffix\"suffix",
];

const OPTIONS: &[&str] = &[
    "world = \"a:b/w\"",
    "world = \"w\"",
    "world = \"a:b/v\"",
    "world = \"a:b/w@0.3.0\"",
    "world = \"a:b/store\"",
    "world = \"\"",
    "with(\"a:b/store.bucket\" = Bucket)",
    "with(\"a:b/store@0.2.0.bucket\" = self::inner::Bucket<u8>)",
    "with(\"a:b/store.bucket\" = super::Bucket, \"a:b/other\" = crate::other)",
    "with(\"a:b/store.bucket\" = ::std::string::String, \"a:b/store.bucket\" = u8)",
    "with(\"\" = X)",
    "with()",
    "with = 3",
    "interfaces = [\"a:b/store\"]",
    "interfaces = [\"a:b/store@0.2.0\", \"a:b/other\"]",
    "interfaces = [\"store\"]",
    "interfaces = []",
    "interfaces = \"a:b/store\"",
    "skip = [\"a:b/other\"]",
    "skip = [\"a:b/store\", \"a:b/other\", \"a:b/types\"]",
    "skip = [3]",
    "config = Settings",
    "binding = (u8, [Vec<u8>; 3])",
    "state = fn() -> u8",
    "lifecycle",
    "lifecycle = true",
    "sync",
    "sync(\"store.swap\", \"store.bucket.get\", \"store.bucket.constructor\")",
    "sync(\"store.feed\")",
    "sync(\"nothing\")",
    "sync()",
    "name = \"n\"",
    "bindings = r#mod",
    "bindings = generated",
    "bindings = a::b",
    "crate = ::sdk",
    "crate = sdk",
    "path = \"no/such/folder\"",
    "path = \"\"",
];

#[test]
fn any_tokens_in_the_attribute() {
    let (mut random, mut tally) = (Random(1), Tally::default());
    for _ in 0..4000 {
        let tokens: Vec<_> = (0..random.next(12)).map(|_| random.pick(TOKENS)).collect();
        let item = random.pick(ITEMS);
        tally.add(&tokens.join(" "), item);
    }
    assert!(tally.refused > 1000, "most of them are lexed");
}

#[test]
fn any_options_together() {
    let (mut random, mut tally) = (Random(2), Tally::default());
    for _ in 0..2000 {
        let bucket = "with(\"a:b/store.bucket\" = Bucket)".to_owned();
        let mut options = vec![
            format!("inline = {WIT:?}"),
            "world = \"w\"".to_owned(),
            bucket,
        ];
        options.truncate(1 + random.next(5));
        options.extend((0..random.next(3)).map(|_| random.pick(OPTIONS).to_owned()));
        let first = random.next(options.len());
        options.swap(0, first);
        let item = ITEMS[random.next(ITEMS.len() * 3).saturating_sub(ITEMS.len() * 2)];
        tally.add(&options.join(", "), item);
    }
    assert!(
        tally.expanded > 50 && tally.refused > 500,
        "{} / {}",
        tally.expanded,
        tally.refused
    );
}

/// Puts other types where a type may stand, and swaps, drops and adds words.
#[test]
fn any_wit() {
    const TYPES: &[&str] = &[
        "bool",
        "char",
        "f32",
        "own<bucket>",
        "borrow<bucket>",
        "bucket",
        "point",
        "error",
        "result",
        "stream<u8>",
        "future<string>",
        "tuple<u8, point>",
        "list<u8, 4>",
        "list<list<error>>",
        "error-context",
        "map<string, u8>",
        "option<result<_, error>>",
        "result<u8, string>",
        "nothing",
        "self",
        "host",
    ];
    const WORDS: &[&str] = &[
        "type",
        "%enum",
        "flags f { a, b }",
        "@since(version = 0.2.0)",
        "@unstable(feature = x)",
        "import f: func();",
        "import i: interface { f: func(); }",
        "include v;",
        "use types.{error as e};",
        "package c:d;",
        "///",
        "}",
        "{",
        ";",
        "->",
        "x-1",
        "variant v { a(u32), b }",
        "async",
        "static",
        "0.2.0",
        "@1.0.0-rc.1",
    ];
    let (mut random, mut tally) = (Random(3), Tally::default());
    for case in 0..2500 {
        let mut words: Vec<_> = WIT.split(' ').map(str::to_owned).collect();
        for _ in 0..=random.next(3) {
            let at = random.next(words.len());
            match if case % 2 == 0 { 0 } else { random.next(5) } {
                0 | 1 => words[at] = words[at].replace("u32", random.pick(TYPES)),
                2 => words[at] = random.pick(WORDS).to_owned(),
                3 => words.insert(at, random.pick(WORDS).to_owned()),
                _ => drop(words.remove(at)),
            }
        }
        let options = [
            "",
            ", with(\"a:b/store.bucket\" = Bucket)",
            ", with(\"a:b/store.bucket\" = Bucket), sync",
        ];
        let attribute = format!(
            "world = \"w\", lifecycle, inline = {:?}{}",
            words.join(" "),
            random.pick(&options)
        );
        tally.add(&attribute, "struct Plugin;");
    }
    assert!(
        tally.expanded > 500 && tally.refused > 500,
        "{} / {}",
        tally.expanded,
        tally.refused
    );
}
