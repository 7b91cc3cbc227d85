//! Attributes that are put together from words.

use crate::cases;
use crate::random::Random;
use crate::tally::Tally;
use crate::wit::WIT;

pub(crate) const ITEMS: &[&str] = &[
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

pub(crate) const OPTIONS: &[&str] = &[
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
    for _ in 0..cases(4000) {
        let tokens: Vec<_> = (0..random.next(12)).map(|_| random.pick(TOKENS)).collect();
        let item = random.pick(ITEMS);
        tally.text(&tokens.join(" "), item);
    }
    tally.assert(0, 1000);
}

#[test]
fn any_options_together() {
    let (mut random, mut tally) = (Random(2), Tally::default());
    for _ in 0..cases(2000) {
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
        tally.text(&options.join(", "), item);
    }
    tally.assert(30, 500);
}
