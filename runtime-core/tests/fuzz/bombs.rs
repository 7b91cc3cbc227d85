//! Small inputs that stand for something large.

use std::fmt::Write;

use crate::bodies;

/// What an input may be.
const INPUT: usize = 1 << 20;
/// What a process may need for it, with everything else that these tests have in memory.
const MEMORY: usize = 400 << 20;

/// All in one test, as the memory is that of the process.
#[test]
fn inputs_that_stand_for_more_need_no_more_memory() {
    for (name, bytes) in bombs() {
        assert!(
            bytes.len() <= INPUT + INPUT / 8,
            "{name} has {} bytes",
            bytes.len()
        );
        bodies::part::parse(&bytes);
        if let Some(peak) = peak() {
            assert!(peak < MEMORY, "{peak} bytes after {name}");
        }
    }
}

fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a type that doubles", component(&doubling(90, 2))),
        (
            "a type that doubles as often as it may",
            component(&doubling(18, 2)),
        ),
        (
            "a type of ten times ten times ten",
            component(&doubling(5, 10)),
        ),
        (
            "functions with a long name in their type",
            component(&long_parameter()),
        ),
        ("names of a long type", component(&long_cases())),
        (
            "an instance with long names that is imported often",
            component(&imported_often(4_000, 60)),
        ),
        (
            "an instance with many names that is imported often",
            component(&imported_often(1, 12_000)),
        ),
        (
            "an instance with much that nobody sees",
            component(&hidden()),
        ),
        (
            "instances in instances in instances",
            component(&instances_in_instances()),
        ),
        ("modules of a large type", component(&large_modules())),
        (
            "functions",
            component(&"(import \"f{n}\" (func (type 0)))".numbered(30_000, "(type (func))")),
        ),
        ("components in components", nested_components(&HEADER)),
        (
            "components around an annotated name",
            nested_components(&component(
                r#"(import "a" (implements "t:t/a") (instance))"#,
            )),
        ),
        (
            "types of components in types of components",
            nested_types(INPUT / 4),
        ),
        (
            "types that are nested as deep as they may be",
            nested_types(250),
        ),
    ]
}

fn component(text: &str) -> Vec<u8> {
    wat::parse_str(format!("(component {text})")).unwrap_or_else(|error| panic!("{error}"))
}

trait Numbered {
    fn numbered(&self, count: usize, before: &str) -> String;
}

impl Numbered for str {
    fn numbered(&self, count: usize, before: &str) -> String {
        (0..count).fold(before.to_owned(), |text, n| {
            text + &self.replace("{n}", &n.to_string())
        })
    }
}

/// Each type has the one before it as often as `times` says.
fn doubling(depth: usize, times: usize) -> String {
    let mut text = "(type $t0 (tuple u8 u8))".to_owned();
    for n in 1..depth {
        let before = format!(" $t{}", n - 1).repeat(times);
        let _ = write!(text, "(type $t{n} (tuple {before}))");
    }
    let _ = write!(text, r#"(import "f" (func (param "x" $t{})))"#, depth - 1);
    text
}

fn long_parameter() -> String {
    let name = "x".repeat(90_000);
    let func = format!("(type (func (param \"{name}\" u8)))");
    r#"(import "f{n}" (func (type 0)))"#.numbered(5_000, &func)
}

fn long_cases() -> String {
    let cases: Vec<_> = (0..20)
        .map(|n| format!("\"{}{n}\"", "x".repeat(1_000)))
        .collect();
    let ty = format!("(type (enum {}))", cases.join(" "));
    let exports = r#"(export "t{n}" (type (eq 0)))"#.numbered(10_000, &ty);
    format!("(import \"i\" (instance {exports}))")
}

fn imported_often(length: usize, exports: usize) -> String {
    let name = "x".repeat(length);
    let exports =
        format!("(export \"{name}{{n}}\" (func (type 0)))").numbered(exports, "(type (func))");
    r#"(import "i{n}" (instance (type 0)))"#.numbered(900, &format!("(type (instance {exports}))"))
}

/// Types in an instance type that are not exported count for nothing but bytes.
fn hidden() -> String {
    let types = r#"(type (func (param "{n}abcdefgh" u8)))"#
        .replace("{n}", "a")
        .numbered(30_000, "");
    r#"(import "i{n}" (instance (type 0)))"#.numbered(900, &format!("(type (instance {types}))"))
}

fn instances_in_instances() -> String {
    let mut text = r#"(type $i0 (instance (export "f" (func))))"#.to_owned();
    for depth in 1..6 {
        let inner = format!("(alias outer 1 $i{} (type))", depth - 1);
        let exports = r#"(export "i{n}" (instance (type 0)))"#.numbered(10, &inner);
        let _ = write!(text, "(type $i{depth} (instance {exports}))");
    }
    text + r#"(import "i" (instance (type $i5)))"#
}

fn large_modules() -> String {
    let exports = r#"(export "f{n}" (func (type 0)))"#.numbered(30_000, "(type (func))");
    r#"(import "m{n}" (core module (type 0)))"#
        .numbered(900, &format!("(core type (module {exports}))"))
}

/// Written by hand: no text is that deep. The innermost component is `inner`.
fn nested_components(inner: &[u8]) -> Vec<u8> {
    let mut sizes = vec![inner.len()];
    // The length of the one inside stands in front of it, and takes up to three bytes.
    while let Some(size) = sizes.last().filter(|size| **size < INPUT - 12) {
        let mut length = Vec::new();
        leb(&mut length, *size);
        sizes.push(HEADER.len() + 1 + length.len() + size);
    }
    let mut bytes = Vec::with_capacity(INPUT);
    for size in sizes.iter().rev().skip(1) {
        bytes.extend(HEADER);
        bytes.push(4);
        leb(&mut bytes, *size);
    }
    bytes.extend(inner);
    bytes
}

fn nested_types(depth: usize) -> Vec<u8> {
    // One type, which is that of a component with one declaration: a type, which is..
    let mut body = vec![1];
    body.extend([0x41, 1, 1].repeat(depth));
    body.extend([0x41, 0]);
    let mut bytes = HEADER.to_vec();
    bytes.push(7);
    leb(&mut bytes, body.len());
    bytes.extend(body);
    bytes
}

const HEADER: [u8; 8] = *b"\0asm\x0d\0\x01\0";

fn leb(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
}

/// The greatest amount of memory that this process has had, where the system tells.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim()
        .strip_suffix(" kB")?
        .parse()
        .ok()
        .map(|kilobytes: usize| kilobytes * 1024)
}
