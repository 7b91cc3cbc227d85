//! How arguments and answers are printed: as one writes them, and cut short where they are long.

use std::fmt::Write as _;

/// What is printed of a text or of bytes.
const MOST_TEXT: usize = 60;
/// What is printed of a list.
const MOST_ITEMS: usize = 8;

/// A value of a call.
pub(crate) trait Show {
    fn write(&self, to: &mut String);

    fn show(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }
}

impl<T: Show + ?Sized> Show for &T {
    fn write(&self, to: &mut String) {
        (**self).write(to);
    }
}

impl Show for str {
    fn write(&self, to: &mut String) {
        cut(self.escape_debug(), self.len(), to);
    }
}

impl Show for String {
    fn write(&self, to: &mut String) {
        self.as_str().write(to);
    }
}

/// Between quotes, and with its whole size if it is cut.
fn cut(text: impl Iterator<Item = char>, size: usize, to: &mut String) {
    let mut text = text.peekable();
    to.push('"');
    to.extend(text.by_ref().take(MOST_TEXT));
    to.push('"');
    if text.peek().is_some() {
        let _ = write!(to, ".. ({size} bytes)");
    }
}

macro_rules! plain {
    ($($ty:ty)*) => {
        $(impl Show for $ty {
            fn write(&self, to: &mut String) {
                let _ = write!(to, "{self}");
            }
        })*
    };
}

plain!(bool u32 u64 i64 usize);

impl Show for () {
    fn write(&self, to: &mut String) {
        to.push_str("()");
    }
}

/// Bytes, which are far more often text than not.
impl Show for [u8] {
    fn write(&self, to: &mut String) {
        to.push('b');
        let escaped = self.iter().flat_map(|byte| byte.escape_ascii());
        cut(escaped.map(char::from), self.len(), to);
    }
}

impl Show for Vec<u8> {
    fn write(&self, to: &mut String) {
        self.as_slice().write(to);
    }
}

impl<T: Show> Show for Vec<T> {
    fn write(&self, to: &mut String) {
        to.push('[');
        separated(self.iter().take(MOST_ITEMS), to);
        if self.len() > MOST_ITEMS {
            let _ = write!(to, ", .. ({} in all)", self.len());
        }
        to.push(']');
    }
}

fn separated<'a, T: Show + 'a>(items: impl Iterator<Item = &'a T>, to: &mut String) {
    for (index, item) in items.enumerate() {
        if index > 0 {
            to.push_str(", ");
        }
        item.write(to);
    }
}

impl<T: Show> Show for Option<T> {
    fn write(&self, to: &mut String) {
        match self {
            None => to.push_str("none"),
            Some(value) => wrapped("some", value, to),
        }
    }
}

impl<T: Show, E: Show> Show for Result<T, E> {
    fn write(&self, to: &mut String) {
        match self {
            Ok(value) => wrapped("ok", value, to),
            Err(error) => wrapped("error", error, to),
        }
    }
}

/// `ok`, or `ok("value")`.
fn wrapped(case: &str, value: &impl Show, to: &mut String) {
    to.push_str(case);
    let shown = value.show();
    if shown != "()" {
        let _ = write!(to, "({shown})");
    }
}

macro_rules! tuples {
    ($(($first:ident $($rest:ident)*))*) => {
        $(impl<$first: Show, $($rest: Show),*> Show for ($first, $($rest,)*) {
            fn write(&self, to: &mut String) {
                #[allow(non_snake_case, reason = "the types name the fields")]
                let ($first, $($rest,)*) = self;
                to.push('(');
                $first.write(to);
                $(
                    to.push_str(", ");
                    $rest.write(to);
                )*
                to.push(')');
            }
        })*
    };
}

tuples! { (A) (A B) (A B C) (A B C D) }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_printed_as_they_are_written() {
        let pair = ("a\n".to_owned(), vec![0_u8, b'x']);
        assert_eq!(pair.show(), r#"("a\n", b"\x00x")"#);
        let answer: Result<Option<Vec<String>>, String> = Ok(Some(vec!["a".to_owned()]));
        assert_eq!(answer.show(), r#"ok(some(["a"]))"#);
        let nothing: Result<(), String> = Ok(());
        assert_eq!(nothing.show(), "ok");
        assert_eq!(Result::<(), _>::Err("no").show(), r#"error("no")"#);
    }

    #[test]
    fn what_is_long_is_cut_and_tells_its_size() {
        let long = "x".repeat(61);
        assert_eq!(long.show(), format!("\"{}\".. (61 bytes)", "x".repeat(60)));
        let list: Vec<u64> = (0..9).collect();
        assert_eq!(list.show(), "[0, 1, 2, 3, 4, 5, 6, 7, .. (9 in all)]");
    }
}
