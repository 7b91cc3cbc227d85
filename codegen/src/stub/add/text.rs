//! Finds and changes places in a text of WIT, and leaves the rest of it alone.

use crate::wit::escaped;

/// The id of the package that a text declares.
pub(super) fn package(text: &str) -> Option<String> {
    let words = words(text);
    let mut words = words.iter().map(|(_, word)| *word);
    words.find(|word| *word == "package")?;
    // A version has characters that a word has not.
    let begin = words.next()?.as_ptr() as usize - text.as_ptr() as usize;
    let id: String = text[begin..]
        .chars()
        .take_while(|char| *char != ';')
        .collect();
    Some(
        id.chars()
            .filter(|char| !char.is_whitespace() && *char != '%')
            .collect(),
    )
}

/// Where the brace is that closes a world.
pub(super) fn end_of_world(text: &str, world: &str) -> Option<usize> {
    let words = words(text);
    let begin = words.windows(2).find(|pair| match pair {
        [(_, keyword), (_, name)] => *keyword == "world" && name.trim_start_matches('%') == world,
        _ => false,
    })?;
    let mut depth = 0;
    let behind = words.iter().skip_while(|(at, _)| *at <= begin[1].0);
    for (at, word) in behind {
        match *word {
            "{" => depth += 1,
            "}" if depth == 1 => return Some(*at),
            "}" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The text with more imports in a world, behind all that is there.
pub(super) fn with_imports(text: &str, world: &str, ids: &[String]) -> Option<String> {
    let close = end_of_world(text, world)?;
    let line = text[..close].rfind('\n').map_or(0, |end| end + 1);
    let is_alone = text[line..close].trim().is_empty();
    let outer: String = text[line..]
        .chars()
        .take_while(|char| " \t".contains(*char))
        .collect();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let imports = ids
        .iter()
        .map(|id| format!("{outer}    import {};{newline}", plain(id)));
    let imports: String = imports.collect();
    let (at, inserted) = match is_alone {
        true => (line, imports),
        false => (close, format!("{newline}{imports}{outer}")),
    };
    Some(format!("{}{inserted}{}", &text[..at], &text[at..]))
}

/// The id as people write it, or with a mark in front of each name if one of them is a keyword.
fn plain(id: &str) -> String {
    let text = format!("package a:b; world w {{ import {id}; }}");
    let parsed = wit_parser::UnresolvedPackageGroup::parse("world.wit", &text);
    if parsed.is_ok() {
        id.to_owned()
    } else {
        escaped(id)
    }
}

/// Names, keywords and single other characters, with their places, without comments.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if let Some(length) = comment(rest) {
            length
        } else if is_name(char) {
            let length = rest.find(|char| !is_name(char)).unwrap_or(rest.len());
            words.push((at, &rest[..length]));
            length
        } else {
            if !char.is_whitespace() {
                words.push((at, &rest[..char.len_utf8()]));
            }
            char.len_utf8()
        };
        at += length;
    }
    words
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '-' | '_' | '%')
}

/// The length of the comment with which a text begins. Those between `/*` and `*/` stand in each other.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    let mut rest = text.strip_prefix("/*")?;
    let mut depth = 1;
    while depth > 0 {
        let next = [rest.find("/*"), rest.find("*/")]
            .into_iter()
            .flatten()
            .min();
        let Some(next) = next else {
            return Some(text.len());
        };
        match rest[next..].starts_with("/*") {
            true => depth += 1,
            false => depth -= 1,
        }
        rest = &rest[next + 2..];
    }
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_of_a_text_is_found_behind_its_comments() {
        let id = |text| package(text).unwrap_or_default();
        assert_eq!(
            id("// package x:y;\n/* a /* b */ package z:z; */ package a:b@1.0.0-rc.1;"),
            "a:b@1.0.0-rc.1"
        );
        assert_eq!(id("package %type:b ;\ninterface i {}"), "type:b");
        assert_eq!(package("interface i {}"), None);
    }

    #[test]
    fn imports_are_added_behind_those_that_are_there() {
        let ids = ["a:b/i@1.0.0".to_owned()];
        let with = |text| with_imports(text, "w", &ids);
        assert_eq!(
            with("world v {}\nworld w {\n    // }\n    import x: interface { f: func(); }\n}\n")
                .unwrap(),
            "world v {}\nworld w {\n    // }\n    import x: interface { f: func(); }\n    import a:b/i@1.0.0;\n}\n"
        );
        assert_eq!(
            with("world w { }").unwrap(),
            "world w { \n    import a:b/i@1.0.0;\n}"
        );
        assert_eq!(
            with("world %w {\r\n}\r\n").unwrap(),
            "world %w {\r\n    import a:b/i@1.0.0;\r\n}\r\n"
        );
        assert_eq!(with("world other {}"), None);
    }

    #[test]
    fn a_keyword_among_the_names_is_marked() {
        assert_eq!(
            plain("wasi:keyvalue/store@0.2.0-draft"),
            "wasi:keyvalue/store@0.2.0-draft"
        );
        assert_eq!(plain("a:type/record"), "%a:%type/%record");
    }
}
