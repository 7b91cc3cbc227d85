//! What this plugin promises and the conformance suite does not ask for, whatever the backend is: sizes of pages, what
//! becomes of stale cursors and of sums that are too large, texts of errors, handles that are none.

use crate::rig::{Rig, other};
use hostplug::Fail;

over_both_backends! {
    keys_are_listed_page_by_page_in_order
    a_listing_survives_changes_elsewhere
    a_stale_cursor_is_an_error
    a_value_that_is_no_number_stays_as_it_is
    a_sum_that_does_not_fit_changes_nothing
    a_closed_handle_traps
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
