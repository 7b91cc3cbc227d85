//! Handles, which end when the guest drops them, and with its instance at the latest.

use crate::expect::{Checked, equal};
use crate::secrets::{Store, said};

fn text() -> String {
    "text".to_owned()
}

pub(super) async fn a_secret_need_not_be_revealed(store: Store) -> Checked {
    let asker = store.asker().await?;
    asker.0.ok("find", (text(),)).await
}

pub(super) async fn a_secret_can_be_revealed_again(store: Store) -> Checked {
    let asker = store.asker().await?;
    let often = (text(), 3_u32);
    asker
        .0
        .answers("reveal-often", often, vec![said("text")])
        .await
}

pub(super) async fn two_secrets_at_once_are_apart(store: Store) -> Checked {
    let asker = store.asker().await?;
    for (first, second) in [("key", "Key"), ("bytes", "text")] {
        let both = ((first.to_owned(), second.to_owned()),);
        let expected = vec![said(first), said(second)];
        asker.0.answers("reveal-both", both, expected).await?;
    }
    Ok(())
}

pub(super) async fn a_handle_works_when_another_is_dropped(store: Store) -> Checked {
    let asker = store.asker().await?;
    let revealed = asker
        .0
        .answers("reveal-beside-dropped", (text(),), said("text"));
    revealed.await
}

pub(super) async fn handles_are_given_back(store: Store) -> Checked {
    let asker = store.asker().await?;
    let (before, after): (u32, u32) = asker.0.ok("find-and-drop", (text(), 300_u32)).await?;
    equal(
        "resources of the host after 300 handles were dropped",
        &after,
        &before,
    )
}

pub(super) async fn many_handles_may_be_open_at_once(store: Store) -> Checked {
    let asker = store.asker().await?;
    let (before, after): (u32, u32) = asker.0.ok("hold", (text(), 100_u32)).await?;
    equal(
        "resources of the host after 100 handles were open at once",
        &after,
        &before,
    )
}

pub(super) async fn an_instance_that_traps_harms_no_other(store: Store) -> Checked {
    let asker = store.asker().await?;
    for _ in 0..20 {
        asker.0.trap("reveal-and-trap", (text(),)).await?;
    }
    asker.reveals("text").await
}
