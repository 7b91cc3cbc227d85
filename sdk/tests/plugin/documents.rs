//! The documents for authors, compared with what is compiled. The snippets of `docs/writing-a-plugin.md`, taken in order,
//! make the crate `examples/quota`, which is tested as every crate is, and the steps on the way to it, which are tested
//! here. `BLESS=1` writes those files.

#![allow(
    missing_debug_implementations,
    unreachable_pub,
    reason = "the steps are libraries, with lints of their own"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[path = "../../../examples/quota/steps/2/src/lib.rs"]
mod functions;

#[path = "../../../examples/quota/steps/3/src/lib.rs"]
mod settings;

#[path = "../../../examples/quota/steps/4/src/lib.rs"]
mod lifecycle;

const GUIDE: &str = include_str!("../../../docs/writing-a-plugin.md");
const QUOTA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/quota");
const STEPS: usize = 4;

/// Files by their path in the crate.
type Files<'a> = BTreeMap<&'a str, String>;

#[test]
fn the_snippets_of_the_guide_make_what_is_compiled() {
    let mut files = Files::new();
    for (number, section) in GUIDE.split("\n## ").enumerate() {
        for (file, snippet) in snippets(section) {
            let text = files.entry(file).or_default();
            *text = match file.ends_with(".rs") && !snippet.starts_with("//!") {
                true => edited(text, snippet),
                false => format!("{snippet}\n"),
            };
        }
        if (1..=STEPS).contains(&number) {
            check(&files, &Path::new(QUOTA).join(format!("steps/{number}")));
        }
    }
    for text in files.values_mut() {
        // The guide has the crate beside a checkout, not in it.
        *text = text.replace("\"../hostplug/", "\"../../");
    }
    check(&files, Path::new(QUOTA));
}

/// What the compiler says of the first step is a case of the UI tests, whose text leaves out the numbers of lines.
#[test]
fn the_guide_quotes_the_compiler() {
    let project = Path::new(QUOTA).join("../..");
    let read = |path: &str| fs::read_to_string(project.join(path)).unwrap();
    let source = read("examples/quota/steps/1/src/lib.rs");
    let message = read("ui-tests/tests/ui/guide/first_step.stderr");
    let (line, code) = (1..)
        .zip(source.lines())
        .find(|(_, code)| code.starts_with("pub struct"))
        .unwrap();
    let column = code.find("Quota").unwrap() + 1;
    let message = message.split("\nnote: ").next().unwrap().trim_end();
    let message = message
        .replace("tests/ui/guide/../../../../examples/quota/steps/1/", "")
        .replace("lib.rs\n", &format!("lib.rs:{line}:{column}\n"))
        .replace(&format!("  | {code}"), &format!("{line} | {code}"));
    let quoted = format!("```text\n{message}\n```\n");
    assert!(
        GUIDE.contains(&quoted),
        "the guide does not quote\n{quoted}"
    );
}

/// The code of the READMEs is that of the examples in the documentation of the crates.
#[test]
fn the_readmes_show_code_that_is_compiled() {
    let sdk = include_str!("../../src/lib.rs");
    let runtime = include_str!("../../../runtime-core/src/lib.rs");
    let compiled = shown(sdk) + &shown(runtime);
    let readmes = [
        include_str!("../../../README.md"),
        include_str!("../../README.md"),
        include_str!("../../../runtime-core/README.md"),
    ];
    for readme in readmes {
        for block in readme.split("\n```rust\n").skip(1) {
            let (code, _) = block.split_once("```").unwrap();
            assert!(compiled.contains(code), "nothing compiles\n{code}");
        }
    }
}

/// What rustdoc shows of the documentation at the head of a crate.
fn shown(source: &str) -> String {
    let docs = source.lines().filter_map(|line| line.strip_prefix("//!"));
    let docs = docs.map(|line| line.strip_prefix(' ').unwrap_or(line));
    docs.filter(|line| !line.starts_with("# "))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The blocks of code that name a file, with it. Readers do not see that name, so the text above it has it as well.
fn snippets(section: &str) -> Vec<(&str, &str)> {
    let pieces: Vec<_> = section.split("\n```").collect();
    let mut snippets = Vec::new();
    for (above, block) in pieces.iter().zip(&pieces[1..]).step_by(2) {
        let (language_and_file, code) = block.split_once('\n').unwrap();
        let Some((_, file)) = language_and_file.split_once(' ') else {
            continue;
        };
        let paragraph = above.trim_end().rsplit("\n\n").next().unwrap();
        let named = paragraph.contains(&format!("`{file}`"));
        assert!(named, "`{file}` is not named in\n{paragraph}");
        snippets.push((file, code));
    }
    snippets
}

/// Each item of the snippet replaces the one that begins alike, or stands behind the one before it.
fn edited(text: &str, snippet: &str) -> String {
    let mut items = items(text);
    let mut next = items.len();
    for item in self::items(snippet) {
        match items.iter().position(|old| head(old) == head(&item)) {
            Some(place) => {
                items[place] = item;
                next = place + 1;
            }
            None => {
                items.insert(next, item);
                next += 1;
            }
        }
    }
    items.join("\n\n") + "\n"
}

/// Items and what stands above them, as rustfmt leaves them: with an empty line between two that begin at the margin.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for paragraph in text
        .trim_end()
        .split("\n\n")
        .filter(|text| !text.is_empty())
    {
        match items.last_mut().filter(|_| paragraph.starts_with(' ')) {
            Some(item) => *item += &format!("\n\n{paragraph}"),
            None => items.push(paragraph.to_owned()),
        }
    }
    items
}

/// How an item begins, without its attributes and what is in it. Imports are told apart by where they come from.
fn head(item: &str) -> &str {
    let is_head = |line: &&str| !line.starts_with(['/', '#', ' ', ')']);
    let line = item.lines().find(is_head).unwrap_or(item);
    let end = match line.starts_with("use ") {
        true => line.find("::"),
        false => line.find([';', '{', '(']),
    };
    line[..end.unwrap_or(line.len())].trim_end()
}

fn check(files: &Files<'_>, directory: &Path) {
    let bless = std::env::var_os("BLESS").is_some();
    for (file, text) in files {
        let path = directory.join(file);
        if bless {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            found,
            *text,
            "{} is not what the guide says",
            path.display()
        );
    }
    let named: BTreeSet<String> = files.keys().map(|&file| file.to_owned()).collect();
    assert_eq!(files_in(directory, ""), named, "in {}", directory.display());
}

/// Every file below a directory but those of the steps, which have a look at their own.
fn files_in(directory: &Path, prefix: &str) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().display());
        match entry.path() {
            path if path.is_file() => drop(files.insert(name)),
            _ if name == "steps" => {}
            path => files.extend(files_in(&path, &format!("{name}/"))),
        }
    }
    files
}
