//! Keys and values one at a time, and the handles through which they are reached.

use tokio::task::JoinSet;

use crate::expect::{Checked, equal};
use crate::keyvalue::bucket::Keys;

pub(super) async fn a_key_holds_what_was_set_last(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "the first, which is longer").await?;
    bucket.set("a", "second").await?;
    bucket.has("a", "second").await
}

pub(super) async fn a_missing_key_is_no_error(keys: Keys) -> Checked {
    keys.bucket().await?.lacks("missing").await
}

pub(super) async fn a_deleted_key_is_gone(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "1").await?;
    bucket.set("b", "2").await?;
    bucket.delete("a").await?;
    bucket.lacks("a").await?;
    bucket.has("b", "2").await?;
    bucket.set("a", "again").await?;
    bucket.has("a", "again").await
}

pub(super) async fn a_key_can_be_deleted_again(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.delete("a").await?;
    bucket.set("a", "1").await?;
    bucket.delete("a").await?;
    bucket.delete("a").await
}

pub(super) async fn a_value_may_be_empty(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "").await?;
    bucket.has("a", "").await?;
    bucket.set("a", "1").await?;
    bucket.set("a", "").await?;
    bucket.has("a", "").await
}

pub(super) async fn a_value_may_be_any_bytes(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let all: Vec<u8> = (0..=u8::MAX).collect();
    bucket.set("all", all.clone()).await?;
    bucket.set("no-text", [0xff, 0, 0xc3, 0x28]).await?;
    bucket.has("all", all).await?;
    bucket.has("no-text", [0xff, 0, 0xc3, 0x28]).await
}

pub(super) async fn a_value_of_a_megabyte_comes_back_whole(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let large: Vec<u8> = (0..1 << 20).map(|i: u32| (i % 251) as u8).collect();
    bucket.set("a", large.clone()).await?;
    bucket.has("a", large).await?;
    bucket.set("a", "small").await?;
    bucket.has("a", "small").await
}

pub(super) async fn another_handle_reads_what_was_written(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "old").await?;
    let (name, key) = (bucket.name.clone(), bucket.key("a"));
    let (guest, new) = (bucket.guest, b"new".to_vec());
    let written = (name, key, new.clone());
    guest.answers("set-and-get", written, Some(new)).await
}

pub(super) async fn data_outlives_the_instance(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "1").await?;
    for _ in 0..20 {
        bucket.has("a", "1").await?;
    }
    Ok(())
}

pub(super) async fn a_handle_works_when_another_is_dropped(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.set("a", "1").await?;
    let read = (bucket.name.clone(), bucket.key("a"));
    let guest = bucket.guest;
    guest
        .answers("get-beside-dropped", read, Some(b"1".to_vec()))
        .await
}

pub(super) async fn handles_are_given_back(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let (before, after): (u32, u32) = bucket
        .guest
        .ok("open-and-drop", (bucket.name, 300_u32))
        .await?;
    equal(
        "resources of the host after 300 handles were dropped",
        &after,
        &before,
    )
}

pub(super) async fn many_handles_may_be_open_at_once(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let (before, after): (u32, u32) = bucket.guest.ok("hold", (bucket.name, 100_u32)).await?;
    equal(
        "resources of the host after 100 handles were open at once",
        &after,
        &before,
    )
}

pub(super) async fn an_instance_that_traps_harms_no_other(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let written = (bucket.name.clone(), bucket.key("a"), b"1".to_vec());
    for _ in 0..20 {
        bucket.guest.trap("set-and-trap", written.clone()).await?;
    }
    bucket.has("a", "1").await?;
    bucket.set("a", "2").await?;
    bucket.has("a", "2").await
}

pub(super) async fn writers_at_once_lose_nothing(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let mut writers = JoinSet::new();
    for writer in 0..8 {
        let (bucket, own) = (bucket.clone(), format!("own-{writer}"));
        writers.spawn(async move {
            for value in ["first", "second"] {
                bucket.set(&own, value).await?;
                bucket.set("all", format!("{own} {value}")).await?;
            }
            bucket.has(&own, "second").await
        });
    }
    writers.join_all().await.into_iter().collect::<Checked>()?;
    for writer in 0..8 {
        bucket.has(&format!("own-{writer}"), "second").await?;
    }
    let last = bucket.get("all").await?.ok().flatten().unwrap_or_default();
    let last = String::from_utf8_lossy(&last).into_owned();
    crate::expect::holds(
        "the value that eight have written at once",
        &last,
        "one of the values that were written last",
        last.starts_with("own-") && last.ends_with(" second"),
    )
}
