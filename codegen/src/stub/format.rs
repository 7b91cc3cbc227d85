//! Formats what is printed, as near to rustfmt as a first `cargo fmt` should find it.

use proc_macro2::TokenStream;

/// The width of rustfmt. prettyplease breaks lines earlier.
const WIDTH: usize = 100;

/// Formats functions, with a line between two.
pub(super) fn functions(functions: TokenStream) -> String {
    unparse(functions).replace("\n}\n", "\n}\n\n")
}

fn unparse(items: TokenStream) -> String {
    let file = syn::parse2(items).expect("it is printed from names and types that were checked");
    prettyplease::unparse(&file)
}

/// Formats items, with a line between two methods.
pub(super) fn items(items: TokenStream) -> String {
    let text = unparse(items);
    let lines: Vec<&str> = text.lines().collect();
    let mut formatted = String::new();
    let mut rest = lines.as_slice();
    while let [line, behind @ ..] = rest {
        let (joined, behind) = match signature(line, behind) {
            Some((joined, behind)) => (joined, behind),
            None => ((*line).to_owned(), behind),
        };
        formatted.push_str(&joined);
        formatted.push('\n');
        if *line == "    }" && behind.first().is_some_and(|next| *next != "}") {
            formatted.push('\n');
        }
        rest = behind;
    }
    formatted
}

/// A signature in one line.
pub(super) fn signature_line(signature: &TokenStream) -> String {
    let text = items(quote::quote!(trait X { #signature; }));
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let body = &lines[1..lines.len() - 1];
    let line = body.join(" ").replace("( ", "(").replace(", )", ")");
    line.trim_end_matches(';').to_owned()
}

/// A signature that was broken although it has room in one line, and the lines behind it.
fn signature<'a, 'b>(first: &str, behind: &'a [&'b str]) -> Option<(String, &'a [&'b str])> {
    if !first.starts_with("    async fn ") && !first.starts_with("    fn ") || !first.ends_with('(')
    {
        return None;
    }
    let end = behind.iter().position(|line| line.starts_with("    )"))?;
    let (params, rest) = behind.split_at(end);
    let (last, rest) = rest.split_first()?;
    let params: Vec<_> = params.iter().map(|param| param.trim()).collect();
    let joined = format!(
        "{first}{}{}",
        params.join(" ").trim_end_matches(','),
        last.trim_start()
    );
    let is_whole = params.iter().all(|param| param.ends_with(','));
    (is_whole && joined.chars().count() <= WIDTH).then_some((joined, rest))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn signatures_are_broken_only_for_want_of_room() {
        let text = items(quote! {
            impl depot::counter::HostShelf for Caller<'_, SamplePlugin> {
                async fn increment(&mut self, self_: Resource<CounterShelf>) -> hostplug::Result<u64> { x }
                async fn increment_by(&mut self, self_: Resource<CounterShelf>, by_how_much: u64) -> hostplug::Result<u64> { x }
            }
        });
        let expected = "\
impl depot::counter::HostShelf for Caller<'_, SamplePlugin> {
    async fn increment(&mut self, self_: Resource<CounterShelf>) -> hostplug::Result<u64> {
        x
    }

    async fn increment_by(
        &mut self,
        self_: Resource<CounterShelf>,
        by_how_much: u64,
    ) -> hostplug::Result<u64> {
        x
    }
}
";
        assert_eq!(text, expected);
    }
}
