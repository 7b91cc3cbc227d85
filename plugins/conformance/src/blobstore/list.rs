//! Listing.

use crate::blobstore::store::{Blobs, Store};
use crate::expect::{Checked, equal, holds};

async fn filled(blobs: &Blobs, names: &[&str]) -> Checked<Store> {
    let store = blobs.boxed().await?;
    for name in names {
        store.put(("box", name), "").await?;
    }
    Ok(store)
}

pub(super) async fn all_names_are_listed_once_in_pages(blobs: Blobs) -> Checked {
    let names: Vec<_> = (0..50).map(|n| format!("name-{n:02}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let store = filled(&blobs, &names).await?;
    for most in [1, 7, 50, 51, u64::MAX] {
        let mut listed = store.pages("box", most).await?.concat();
        listed.sort();
        let what = format!("names in pages of {most}, sorted");
        let expected: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        equal(&what, &listed, &expected)?;
    }
    Ok(())
}

pub(super) async fn pages_are_no_longer_than_was_asked_for(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["a", "b", "c", "d", "e"]).await?;
    for most in [1, 2, 3, 4] {
        let pages = store.pages("box", most).await?;
        let longest = pages.iter().map(Vec::len).max().unwrap_or_default() as u64;
        holds(
            "the longest page",
            &longest,
            &format!("at most {most}"),
            longest <= most,
        )?;
    }
    Ok(())
}

pub(super) async fn an_empty_container_has_one_empty_page(blobs: Blobs) -> Checked {
    let pages = blobs.boxed().await?.pages("box", 3).await?;
    equal("the pages of an empty container", &pages, &vec![Vec::new()])
}

/// How many were skipped, whether that was the end, and how many come then.
async fn skips(store: &Store, count: u64, expected: (u64, Option<bool>, usize)) -> Checked {
    let skipped = store.guest.ok("skip", (store.name("box"), count));
    let (skipped, end, rest): (u64, bool, Vec<String>) = skipped.await?;
    let what = format!("skipped, end and rest after {count} were to be skipped");
    let end = expected.1.map(|_| end);
    equal(&what, &(skipped, end, rest.len()), &expected)
}

pub(super) async fn names_can_be_skipped(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["a", "b", "c"]).await?;
    skips(&store, 0, (0, Some(false), 3)).await?;
    skips(&store, 2, (2, Some(false), 1)).await?;
    // A plugin need not look ahead.
    skips(&store, 3, (3, None, 0)).await?;
    skips(&store, 4, (3, Some(true), 0)).await?;
    skips(&store, u64::MAX, (3, Some(true), 0)).await
}

pub(super) async fn names_are_listed_in_order(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["d", "b", "A", "c"]).await?;
    let listed = store.pages("box", 1000).await?.concat();
    let expected = ["A", "b", "c", "d"].map(str::to_owned).to_vec();
    equal("the names that are listed", &listed, &expected)?;
    let skipped = store.guest.ok("skip", (store.name("box"), 2_u64));
    let (_, _, rest): (u64, bool, Vec<String>) = skipped.await?;
    equal(
        "the names behind the first two",
        &rest,
        &expected[2..].to_vec(),
    )
}

pub(super) async fn a_listing_survives_deletions(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["a", "b", "c"]).await?;
    let expected = ["a", "b", "c"].map(str::to_owned).to_vec();
    let container = (store.name("box"),);
    store
        .guest
        .answers("list-and-delete", container, expected)
        .await?;
    store.lists("box", &[]).await
}
