//! Handles, which end when the guest drops them, and with its instance at the latest.

use crate::blobstore::store::{Blobs, Store};
use crate::expect::{Checked, equal};

async fn filled(blobs: &Blobs) -> Checked<Store> {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "kept").await?;
    Ok(store)
}

pub(super) async fn handles_are_given_back(blobs: Blobs) -> Checked {
    let store = filled(&blobs).await?;
    let rounds = (store.name("box"), "a".to_owned(), 300_u32);
    let (before, after): (u32, u32) = store.guest.ok("handles", rounds).await?;
    equal(
        "resources of the host after 300 of each kind were dropped",
        &after,
        &before,
    )?;
    store.lists("box", &["a"]).await
}

pub(super) async fn many_handles_may_be_open_at_once(blobs: Blobs) -> Checked {
    let store = filled(&blobs).await?;
    let (before, after): (u32, u32) = store.guest.ok("hold", (store.name("box"), 100_u32)).await?;
    equal(
        "resources of the host after 100 containers were open at once",
        &after,
        &before,
    )
}

pub(super) async fn what_was_opened_outlives_the_handle_of_its_container(blobs: Blobs) -> Checked {
    let store = filled(&blobs).await?;
    let expected = (vec!["a".to_owned()], b"kept".to_vec());
    store
        .guest
        .answers("outlive", store.at(("box", "a")), expected)
        .await
}

pub(super) async fn an_instance_that_traps_harms_no_other(blobs: Blobs) -> Checked {
    let store = filled(&blobs).await?;
    for _ in 0..20 {
        store.guest.trap("trap", store.at(("box", "a"))).await?;
    }
    store.holds(("box", "a"), "kept").await?;
    store.put(("box", "b"), "new").await?;
    store.holds(("box", "b"), "new").await
}
