//! WIT that is damaged.

use crate::cases;
use crate::random::Random;
use crate::tally::Tally;

pub(crate) const WIT: &str = "package a:b@0.2.0; \
    interface types { enum error { full, gone } record point { x: u32, y: option<string> } } \
    interface store { use types.{error, point}; resource bucket { constructor(n: u32); get: func(k: string) -> \
    result<list<u8>, error>; open: static func() -> own<bucket>; later: async func() -> u32; } \
    swap: func(a: borrow<bucket>, p: point) -> result<_, error>; feed: async func() -> stream<u8>; } \
    interface other { type reason = string; why: func() -> result<u32, reason>; } \
    interface handler { use types.{point}; run: func(p: list<point>, u: u32) -> option<u32>; \
    later: async func(u: u32); resource job { constructor(u: u32); } } \
    world w { import store; import other; export types; export handler; } world v { export other; }";

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
    for case in 0..cases(800) {
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
        tally.text(&attribute, "struct Plugin;");
    }
    tally.assert(150, 150);
}

/// Bytes are gone, doubled, swapped, or others.
#[test]
fn any_change_to_the_text_of_wit() {
    const PIECES: &[&str] = &[
        "\u{0}",
        "\u{7f}",
        "é",
        "\u{202e}",
        "\u{fe0f}",
        "語",
        "🦀",
        "/*",
        "*/",
        "//",
        "///",
        "\"",
        "\\",
        "%",
        "@",
        "@since(version = 1.0.0)",
        "@unstable(feature = é)",
        "-",
        "--",
        "9",
        "A",
        "aB",
        "\r",
        "\t",
        "<",
        ">",
        ";",
        "{",
        "}",
        "own<",
        "package x:y/z@1;",
        "0.2.0-rc.1+b",
        "world w {}",
        "include w;",
        "export store: store;",
        "import x: a:b/store;",
        "_: ",
    ];
    let (mut random, mut tally) = (Random(6), Tally::default());
    for _ in 0..cases(1500) {
        let mut text: Vec<char> = WIT.chars().collect();
        for _ in 0..=random.next(3) {
            let (at, other) = (random.next(text.len()), random.next(text.len()));
            match random.next(6) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, text[other]),
                2 => text.swap(at, other),
                3 => drop(text.drain(at..text.len().min(at + random.next(40)))),
                4 => drop(text.splice(at..at, random.pick(PIECES).chars())),
                _ => {
                    let piece = text[other..text.len().min(other + random.next(60))].to_vec();
                    drop(text.splice(at..at, piece));
                }
            }
        }
        let text: String = text.into_iter().collect();
        tally.text(
            &format!("world = \"w\", lifecycle, with(\"a:b/store.bucket\" = B), inline = {text:?}"),
            "struct Plugin;",
        );
    }
    tally.assert(20, 500);
}

/// Expands a world that imports one interface with this text.
fn interface(tally: &mut Tally, body: &str) {
    let wit = format!("package a:b; interface i {{ {body} }} world w {{ import i; export i; }}");
    tally.text(&format!("lifecycle, inline = {wit:?}"), "struct Plugin;");
}

/// What is nested is parsed in a debug build here, whose frames are larger than those of a compiler.
#[test]
fn names_are_long_and_lists_are_deep() {
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    thread.spawn(long_and_deep).unwrap().join().unwrap();
}

fn long_and_deep() {
    let mut tally = Tally::default();
    for size in [1, 10, 60, 99, 200, 3_000, 30_000] {
        let name = format!("a{}", "-b9".repeat(size));
        interface(&mut tally, &format!("{name}: func({name}: u8);"));
        interface(&mut tally, &format!("type {} = u8;", "z".repeat(size)));
        let (open, close) = ("list<".repeat(size), ">".repeat(size));
        interface(&mut tally, &format!("f: func() -> {open}u8{close};"));
        interface(&mut tally, &format!("f: func() -> {open}"));
        interface(&mut tally, &"/*".repeat(size));
        interface(&mut tally, &"/// x\n".repeat(size));
        interface(&mut tally, &"{".repeat(size));
        tally.text(&format!("world = {:?}", "é".repeat(size)), "struct Plugin;");
        tally.text(
            &format!(
                "config = {}u8{}",
                "(".repeat(size.min(20)),
                ")".repeat(size.min(20))
            ),
            "struct Plugin;",
        );
    }
    tally.assert(7, 20);
}

/// Each type has the one before it twice, so that there are as many ways through them as there are atoms.
#[test]
fn types_that_share_what_they_are_made_of_are_read_once() {
    let mut records = "record t0 { x: string }".to_owned();
    for at in 1..100 {
        records += &format!(" record t{at} {{ x: t{}, y: t{} }}", at - 1, at - 1);
    }
    let mut tally = Tally::default();
    interface(
        &mut tally,
        &format!("{records} f: func(x: t99) -> result<u8, t99>;"),
    );
    interface(
        &mut tally,
        &format!("{records} f: async func(x: t99) -> t98;"),
    );
    interface(
        &mut tally,
        &format!("{records} type l = list<t99>; f: func(x: l) -> stream<t98>;"),
    );
    tally.assert(3, 0);
}

#[test]
fn a_chain_of_types_is_followed_to_its_end() {
    let mut tally = Tally::default();
    for (first, next) in [("type t0 = u8;", "type"), ("type t0 = string;", "list")] {
        let mut types = first.to_owned();
        for at in 1..5_000 {
            types += &match next {
                "list" => format!(" type t{at} = list<t{}>;", at - 1),
                _ => format!(" type t{at} = t{};", at - 1),
            };
        }
        interface(
            &mut tally,
            &format!("{types} f: func(x: t4999) -> result<u8, t4999>;"),
        );
    }
    assert_eq!(tally.expanded + tally.refused, 2);
}
