#![no_main]

#[path = "../bodies/expansion.rs"]
#[allow(dead_code, reason = "the tests expand tokens")]
mod expansion;

// Attribute and item stand apart like two files in one.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let (attribute, item) = text.split_once("\n---\n").unwrap_or((text, "struct Plugin;"));
    expansion::expand_text(attribute, item);
});
