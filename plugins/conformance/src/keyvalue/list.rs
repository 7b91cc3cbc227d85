//! Listing. How many keys a page has is for the plugin to say.

use crate::expect::{Checked, equal, holds};
use crate::keyvalue::bucket::{Bucket, Keys};

/// More than fit on one page of most stores.
const MANY: usize = 2500;

async fn filled(keys: &Keys) -> Checked<(Bucket, Vec<String>)> {
    let bucket = keys.bucket().await?;
    let names: Vec<String> = (0..MANY).map(|n| format!("key-{n:04}")).collect();
    for chunk in names.chunks(500) {
        let pairs: Vec<_> = chunk
            .iter()
            .rev()
            .map(|key| (key.as_str(), &b""[..]))
            .collect();
        bucket.set_many(&pairs).await?;
    }
    Ok((bucket, names))
}

pub(super) async fn a_listing_has_each_key_once(keys: Keys) -> Checked {
    let (bucket, names) = filled(&keys).await?;
    let mut listed = bucket.keys().await?;
    listed.sort();
    equal("the keys that are listed, sorted", &listed, &names)
}

pub(super) async fn a_listing_of_nothing_has_no_keys(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    equal(
        "the keys of a fresh bucket",
        &bucket.keys().await?,
        &Vec::new(),
    )?;
    bucket.set("a", "1").await?;
    bucket.delete("a").await?;
    equal(
        "the keys after the only one was deleted",
        &bucket.keys().await?,
        &Vec::new(),
    )
}

/// Each page is asked for by another instance: a cursor is a number or a text, and belongs to none.
pub(super) async fn pages_follow_each_other_across_instances(keys: Keys) -> Checked {
    let (bucket, names) = filled(&keys).await?;
    let (mut listed, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let from = (bucket.name.clone(), cursor.clone());
        let (page, next): (Vec<String>, Option<String>) = bucket.guest.ok("page", from).await?;
        listed.extend(bucket.ours(&page));
        let advanced = next.is_none() || next != cursor;
        holds(
            "the cursor of a page",
            &next,
            "another one than before",
            advanced,
        )?;
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    listed.sort();
    equal("the keys that are listed, sorted", &listed, &names)
}

pub(super) async fn a_deleted_key_is_not_listed(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    for key in ["a", "b", "c"] {
        bucket.set(key, "1").await?;
    }
    bucket.delete("b").await?;
    let mut listed = bucket.keys().await?;
    listed.sort();
    let expected = vec!["a".to_owned(), "c".to_owned()];
    equal("the keys that are listed, sorted", &listed, &expected)
}

pub(super) async fn keys_are_listed_in_order(keys: Keys) -> Checked {
    let (bucket, names) = filled(&keys).await?;
    equal("the keys that are listed", &bucket.keys().await?, &names)
}
