//! What the attribute itself costs: from tokens to tokens, with the WIT that it parses. `bindgen!`, which comes after it,
//! is not in it; what it costs is measured beside it on the same WIT.
//!
//! `cargo bench -p hostplug-codegen --bench expansion --features whole` prints the tables.

use std::hint::black_box;
use std::time::Instant;

use proc_macro2::TokenStream;

const ROUNDS: usize = 40;

fn main() {
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let rounds = if is_bench { ROUNDS } else { 1 };
    let sizes = if is_bench {
        [1, 50, 100, 200]
    } else {
        [1, 2, 3, 4]
    };
    let attributes = sizes.map(attribute);
    let mut times: Vec<[f64; 4]> = Vec::new();
    for _ in 0..rounds {
        times.push(attributes.each_ref().map(time));
    }
    println!("\n## The attribute alone\n");
    println!("| interfaces | expansion | against half of them |");
    println!("| ---        | ---       | ---                  |");
    for (at, size) in sizes.iter().enumerate() {
        let median = quartiles(times.iter().map(|round| round[at]).collect())[1];
        let ratio = match at {
            2 | 3 => {
                let ratios = times.iter().map(|round| round[at] / round[at - 1]);
                let [low, median, high] = quartiles(ratios.collect());
                format!("{median:.2} ({low:.2} to {high:.2})")
            }
            _ => "-".to_owned(),
        };
        println!("| {size:10} | {:6.2} ms | {ratio:20} |", median * 1e3);
    }
    #[cfg(feature = "whole")]
    share(&attributes[0], rounds);
}

/// Interfaces with an error, a record, a resource, and functions of all kinds; every second one is called, too.
fn attribute(interfaces: usize) -> TokenStream {
    let (mut wit, mut imports) = (String::new(), String::new());
    let mut with = Vec::new();
    for at in 0..interfaces {
        wit += &format!(
            "interface i{at} {{ enum error {{ full, gone }} record entry {{ key: string, value: list<u8> }} \
             resource bucket {{ constructor(n: u32); get: func(key: string) -> result<entry, error>; }} \
             swap: func(a: borrow<bucket>, e: entry) -> result<_, error>; soon: async func() -> u32; }} "
        );
        imports += &format!("import i{at}; ");
        if at % 2 == 1 {
            wit += &format!(
                "interface e{at} {{ use i{at}.{{entry}}; changed: func(entry: entry) -> u32; }} "
            );
            imports += &format!("export e{at}; ");
        }
        with.push(format!("\"a:b/i{at}.bucket\" = Bucket"));
    }
    let wit = format!("package a:b; {wit} world w {{ {imports} }}");
    let with = with.join(", ");
    let text = format!("world = \"a:b/w\", lifecycle, inline = {wit:?}, with({with})");
    text.parse().expect("these are tokens")
}

fn time(attribute: &TokenStream) -> f64 {
    let item: TokenStream = "struct Plugin;".parse().expect("these are tokens");
    let start = Instant::now();
    let tokens = black_box(hostplug_codegen::host_plugin(attribute.clone(), item));
    let time = start.elapsed().as_secs_f64();
    let text = tokens.to_string();
    assert!(!text.contains("compile_error"), "{text}");
    time
}

/// Printing the whole code does what the attribute does, and then what `bindgen!` does.
#[cfg(feature = "whole")]
fn share(attribute: &TokenStream, rounds: usize) {
    let item: TokenStream = "struct Plugin;".parse().expect("these are tokens");
    let root = std::path::Path::new("");
    let whole = || {
        let start = Instant::now();
        let text = hostplug_codegen::whole::plugin(attribute.clone(), item.clone(), root);
        black_box(text).expect("the attribute is right");
        start.elapsed().as_secs_f64()
    };
    let shares = (0..rounds).map(|_| time(attribute) / whole());
    let [low, median, high] = quartiles(shares.collect());
    println!("\nOf all that is generated for one interface, the attribute's own work takes");
    println!(
        "{median:.2} of the time ({low:.2} to {high:.2}); the rest is `bindgen!` and printing."
    );
}

fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}
