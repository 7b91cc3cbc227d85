//! `batch`.

use crate::expect::{Checked, equal};
use crate::keyvalue::bucket::Keys;

pub(super) async fn a_batch_reads_in_the_order_of_its_keys(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("x", "1").await?;
    bucket.set("y", "2").await?;
    let read = [("y", Some(&b"2"[..])), ("missing", None), ("x", Some(b"1"))];
    bucket.has_many(&read).await
}

pub(super) async fn a_batch_reads_a_key_as_often_as_it_is_asked_for(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("x", "1").await?;
    bucket
        .has_many(&[("x", Some(b"1")), ("x", Some(b"1"))])
        .await?;
    bucket.has_many(&[("y", None), ("y", None)]).await
}

pub(super) async fn a_batch_writes_all_its_keys(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("x", "old").await?;
    bucket
        .set_many(&[("x", b"1"), ("y", b""), ("z", b"\xff")])
        .await?;
    bucket.has("x", "1").await?;
    bucket.has("y", "").await?;
    bucket.has("z", b"\xff".to_vec()).await
}

pub(super) async fn the_last_value_of_a_key_in_a_batch_stays(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket
        .set_many(&[("x", b"1"), ("y", b"2"), ("x", b"3")])
        .await?;
    bucket.has("x", "3").await?;
    bucket.has("y", "2").await
}

pub(super) async fn a_batch_deletes_what_is_there(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket
        .set_many(&[("x", b"1"), ("y", b"2"), ("z", b"3")])
        .await?;
    bucket.delete_many(&["x", "missing", "z", "x"]).await?;
    bucket.lacks("x").await?;
    bucket.has("y", "2").await?;
    bucket.lacks("z").await
}

pub(super) async fn an_empty_batch_is_no_error(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "1").await?;
    bucket.set_many(&[]).await?;
    bucket.delete_many(&[]).await?;
    bucket.has_many(&[]).await?;
    bucket.has("a", "1").await
}

pub(super) async fn a_batch_of_a_thousand_keys_is_whole(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let names: Vec<String> = (0..1000).map(|n| format!("key-{n:03}")).collect();
    let pairs: Vec<_> = names
        .iter()
        .map(|key| (key.as_str(), key.as_bytes()))
        .collect();
    bucket.set_many(&pairs).await?;
    let read: Vec<_> = pairs
        .iter()
        .map(|&(key, value)| (key, Some(value)))
        .collect();
    bucket.has_many(&read).await?;
    let all: Vec<_> = names.iter().map(String::as_str).collect();
    bucket.delete_many(&all).await?;
    equal(
        "the keys after all were deleted",
        &bucket.keys().await?,
        &Vec::new(),
    )
}
