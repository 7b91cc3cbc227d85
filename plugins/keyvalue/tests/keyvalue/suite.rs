//! What holds whatever the backend is.

use crate::rig::{Rig, other};
use hostplug::Fail;

over_both_backends! {
    a_key_holds_what_was_set_last
    a_missing_key_is_no_error
    values_may_be_empty_or_large_and_keys_anything
    keys_are_listed_page_by_page_in_order
    a_listing_survives_changes_elsewhere
    a_stale_cursor_is_an_error
    numbers_are_decimal_text
    a_value_that_is_no_number_stays_as_it_is
    a_sum_that_does_not_fit_changes_nothing
    no_increment_of_two_instances_is_lost
    a_batch_reads_and_writes_many_keys
    buckets_are_apart
    a_closed_handle_traps
}

async fn a_key_holds_what_was_set_last(rig: Rig) {
    let mut guest = rig.guest().await;
    guest.set("a", "first").await.unwrap();
    guest.set("a", "\0second\u{ff}").await.unwrap();
    assert_eq!(
        guest.get("a").await.unwrap().unwrap(),
        "\0second\u{ff}".as_bytes()
    );
    assert!(guest.exists("a").await.unwrap());
    guest.delete("a").await.unwrap();
    assert_eq!(guest.get("a").await.unwrap(), None);
    assert!(!guest.exists("a").await.unwrap());
}

async fn a_missing_key_is_no_error(rig: Rig) {
    let mut guest = rig.guest().await;
    assert_eq!(guest.get("a").await.unwrap(), None);
    assert!(!guest.exists("a").await.unwrap());
    guest.delete("a").await.unwrap();
    let page = guest.list(None).await.unwrap();
    assert_eq!((page.keys, page.cursor), (vec![], None));
}

async fn values_may_be_empty_or_large_and_keys_anything(rig: Rig) {
    let mut guest = rig.guest().await;
    let large: Vec<u8> = (0..1 << 20).map(|i: u32| (i % 251) as u8).collect();
    let values = [("", vec![]), ("a/b\0", vec![0]), ("ключ", large)];
    for (key, value) in &values {
        guest.set(key, value.clone()).await.unwrap();
    }
    for (key, value) in &values {
        assert!(
            guest.get(key).await.unwrap().as_ref() == Some(value),
            "{key:?}"
        );
        assert!(guest.exists(key).await.unwrap(), "{key:?}");
    }
    assert_eq!(guest.keys().await, ["", "a/b\0", "ключ"]);
}

async fn keys_are_listed_page_by_page_in_order(rig: Rig) {
    let mut guest = rig.guest().await;
    let keys: Vec<String> = (0..2500).map(|n| format!("key-{n:04}")).collect();
    guest
        .set_many(keys.iter().rev().map(|key| (key.clone(), vec![])).collect())
        .await
        .unwrap();
    let (mut found, mut cursor, mut pages) = (Vec::new(), None, Vec::new());
    loop {
        let page = guest.list(cursor).await.unwrap();
        pages.push(page.keys.len());
        found.extend(page.keys);
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(pages, [1000, 1000, 500]);
    assert_eq!(found, keys);
}

async fn a_listing_survives_changes_elsewhere(rig: Rig) {
    let mut guest = rig.guest().await;
    let keys: Vec<String> = (0..1500).map(|n| format!("key-{n:04}")).collect();
    guest
        .set_many(keys.iter().map(|key| (key.clone(), vec![])).collect())
        .await
        .unwrap();
    let first = guest.list(None).await.unwrap();
    guest.delete("key-0000").await.unwrap();
    guest.set("a-new-one-in-front", "").await.unwrap();
    guest.harness.next_instance();
    guest.bucket = guest.open("").await.unwrap();
    assert_eq!(guest.list(first.cursor).await.unwrap().keys, keys[1000..]);
}

async fn a_stale_cursor_is_an_error(rig: Rig) {
    let mut guest = rig.guest().await;
    let keys = (0..1500).map(|n| (format!("key-{n:04}"), vec![]));
    guest.set_many(keys.collect()).await.unwrap();
    let stale = "stale cursor, list from the start";
    assert_eq!(other(guest.list(Some(7)).await), stale);
    let cursor = guest.list(None).await.unwrap().cursor;
    guest.delete("key-0999").await.unwrap();
    assert_eq!(other(guest.list(cursor).await), stale);
}

async fn numbers_are_decimal_text(rig: Rig) {
    let mut guest = rig.guest().await;
    assert_eq!(guest.increment("n", 5).await.unwrap(), 5);
    assert_eq!(guest.increment("n", 0).await.unwrap(), 5);
    assert_eq!(guest.get("n").await.unwrap().unwrap(), b"5");
    guest.set("n", "41").await.unwrap();
    assert_eq!(guest.increment("n", 1).await.unwrap(), 42);
}

async fn a_value_that_is_no_number_stays_as_it_is(rig: Rig) {
    let mut guest = rig.guest().await;
    for value in ["", "-1", "1.5", " 1", "18446744073709551616", "\u{ff}"] {
        guest.set("n", value).await.unwrap();
        let text = other(guest.increment("n", 1).await);
        assert_eq!(text, "the value is not a number below 2^64", "{value:?}");
        assert_eq!(guest.get("n").await.unwrap().unwrap(), value.as_bytes());
    }
}

async fn a_sum_that_does_not_fit_changes_nothing(rig: Rig) {
    let mut guest = rig.guest().await;
    assert_eq!(guest.increment("n", u64::MAX).await.unwrap(), u64::MAX);
    let text = other(guest.increment("n", 1).await);
    assert_eq!(text, "the sum is not below 2^64, the value is unchanged");
    assert_eq!(guest.increment("n", 0).await.unwrap(), u64::MAX);
}

async fn no_increment_of_two_instances_is_lost(rig: Rig) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let mut guest = rig.guest().await;
        tasks.spawn(async move {
            for _ in 0..10 {
                guest.increment("n", 1).await.unwrap();
            }
            guest
        });
    }
    let mut guests = tasks.join_all().await;
    assert_eq!(guests[0].increment("n", 0).await.unwrap(), 40);
}

async fn a_batch_reads_and_writes_many_keys(rig: Rig) {
    let mut guest = rig.guest().await;
    let pair = |key: &str, value: &str| (key.to_owned(), value.as_bytes().to_vec());
    guest
        .set_many(vec![pair("x", "1"), pair("y", "2"), pair("x", "3")])
        .await
        .unwrap();
    let found = guest.get_many(&["y", "missing", "x", "y"]).await.unwrap();
    assert_eq!(
        found,
        [
            Some(pair("y", "2")),
            None,
            Some(pair("x", "3")),
            Some(pair("y", "2"))
        ]
    );
    guest.delete_many(&["x", "missing"]).await.unwrap();
    assert_eq!(guest.keys().await, ["y"]);
    guest.set_many(vec![]).await.unwrap();
    guest.delete_many(&[]).await.unwrap();
    assert_eq!(guest.get_many(&[]).await.unwrap(), []);
}

async fn buckets_are_apart(rig: Rig) {
    let mut guest = rig.guest().await;
    guest.set("a", "default").await.unwrap();
    guest.bucket = guest.open("other").await.unwrap();
    assert_eq!(guest.get("a").await.unwrap(), None);
    guest.set("b", "other").await.unwrap();
    guest.bucket = guest.open("").await.unwrap();
    assert_eq!(guest.keys().await, ["a"]);
    guest.bucket = guest.open("other").await.unwrap();
    assert_eq!(guest.keys().await, ["b"]);
}

async fn a_closed_handle_traps(rig: Rig) {
    let mut guest = rig.guest().await;
    let (closed, open) = (guest.bucket, guest.open("").await.unwrap());
    guest.close().await.unwrap();
    assert!(matches!(guest.get("a").await, Err(Fail::Trap(_))));
    assert!(matches!(guest.increment("a", 1).await, Err(Fail::Trap(_))));
    assert!(matches!(guest.get_many(&["a"]).await, Err(Fail::Trap(_))));
    guest.close().await.unwrap_err();
    guest.bucket = open;
    guest.set("a", "").await.unwrap();
    // The place of a closed handle is free again: handles do not pile up.
    assert_eq!(guest.open("").await.unwrap(), closed);
}
