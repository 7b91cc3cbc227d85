//! Token trees that are damaged: attributes and items that were valid, with tokens gone, doubled, swapped, added, or
//! put into groups. That groups are balanced is all that a macro can rely on.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::cases;
use crate::random::Random;
use crate::tally::Tally;
use crate::tokens::{ITEMS, OPTIONS};
use crate::wit::WIT;

const DELIMITERS: [Delimiter; 4] = [
    Delimiter::Parenthesis,
    Delimiter::Brace,
    Delimiter::Bracket,
    // What `macro_rules!` puts around a `$fragment`.
    Delimiter::None,
];

/// A few changes anywhere in the tree. `pool` has what is put in.
fn mutate(tokens: TokenStream, pool: &[TokenTree], random: &mut Random) -> TokenStream {
    let mut trees: Vec<_> = tokens.into_iter().collect();
    for _ in 0..=random.next(3) {
        change_anywhere(&mut trees, pool, random);
    }
    trees.into_iter().collect()
}

fn change_anywhere(trees: &mut Vec<TokenTree>, pool: &[TokenTree], random: &mut Random) {
    let groups: Vec<usize> = (0..trees.len())
        .filter(|at| matches!(trees[*at], TokenTree::Group(_)))
        .collect();
    if groups.is_empty() || random.next(3) == 0 {
        return change(trees, pool, random);
    }
    let at = groups[random.next(groups.len())];
    if let TokenTree::Group(group) = &trees[at] {
        let mut inner: Vec<_> = group.stream().into_iter().collect();
        change_anywhere(&mut inner, pool, random);
        trees[at] = Group::new(group.delimiter(), inner.into_iter().collect()).into();
    }
}

fn change(trees: &mut Vec<TokenTree>, pool: &[TokenTree], random: &mut Random) {
    let new = pool[random.next(pool.len())].clone();
    if trees.is_empty() {
        return trees.push(new);
    }
    let (at, other) = (random.next(trees.len()), random.next(trees.len()));
    match random.next(7) {
        0 => drop(trees.remove(at)),
        1 => trees.insert(other, trees[at].clone()),
        2 => trees.swap(at, other),
        3 => trees.insert(at, new),
        4 => trees[at] = new,
        5 => trees[at] = group(random, [trees[at].clone()]),
        _ => trees.insert(at, group(random, [])),
    }
}

fn group<const N: usize>(random: &mut Random, content: [TokenTree; N]) -> TokenTree {
    let delimiter = DELIMITERS[random.next(DELIMITERS.len())];
    Group::new(delimiter, content.into_iter().collect()).into()
}

fn lex(text: &str) -> TokenStream {
    text.parse().unwrap()
}

/// Every token that stands in an option or an item.
fn pool() -> Vec<TokenTree> {
    let texts = OPTIONS.iter().chain(ITEMS);
    texts.flat_map(|text| lex(text)).collect()
}

fn attribute() -> TokenStream {
    lex(&format!(
        "inline = {WIT:?}, world = \"w\", with(\"a:b/store.bucket\" = Bucket), config = Settings<u8>, \
         binding = (u8, [Vec<u8>; 3]), sync(\"store.swap\", \"store.bucket.get\"), skip = [\"a:b/other\"], \
         name = \"n\", bindings = generated, crate = ::hostplug"
    ))
}

#[test]
fn any_change_to_an_attribute() {
    let (mut random, mut tally, pool) = (Random(4), Tally::default(), pool());
    for _ in 0..cases(800) {
        tally.tokens(mutate(attribute(), &pool, &mut random), lex(ITEMS[0]));
    }
    tally.assert(50, 300);
}

#[test]
fn any_change_to_an_item() {
    let (mut random, mut tally, pool) = (Random(5), Tally::default(), pool());
    let attribute = lex("inline = \"package a:b; interface i {} world w { import i; }\"");
    for _ in 0..cases(4000) {
        let item = lex(random.pick(ITEMS));
        tally.tokens(attribute.clone(), mutate(item, &pool, &mut random));
    }
    tally.assert(50, 1000);
}

/// The fragments of a `macro_rules!` that writes plugins arrive in groups without delimiters.
#[test]
fn every_part_may_stand_in_a_group_without_delimiters() {
    let mut tally = Tally::default();
    let wrap = |tokens: TokenStream, at: usize| {
        let tokens = tokens.into_iter().enumerate();
        let wrapped = tokens.map(|(index, tree)| match index == at && !is_mark(&tree) {
            true => Group::new(Delimiter::None, tree.into()).into(),
            false => tree,
        });
        wrapped.collect::<TokenStream>()
    };
    for at in 0..attribute().into_iter().count() {
        tally.tokens(wrap(attribute(), at), lex(ITEMS[0]));
    }
    let item = lex("pub struct Plugin { field: u8 }");
    for at in 0..item.clone().into_iter().count() {
        tally.tokens(attribute(), wrap(item.clone(), at));
    }
    tally.assert(20, 0);
}

fn is_mark(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(_) | TokenTree::Group(_))
}
