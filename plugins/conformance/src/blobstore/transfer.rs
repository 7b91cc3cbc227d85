//! Copies and moves.

use crate::blobstore::store::{Blobs, Store};
use crate::expect::Checked;

async fn two(blobs: &Blobs) -> Checked<Store> {
    let store = blobs.boxed().await?;
    store.create("other").await?;
    store.put(("box", "a"), "new").await?;
    store.put(("other", "b"), "old, and longer").await?;
    Ok(store)
}

pub(super) async fn copies_and_moves_replace_what_is_there(blobs: Blobs) -> Checked {
    let store = two(&blobs).await?;
    store.transfer("copy", ("box", "a"), ("other", "b")).await?;
    store.holds(("other", "b"), "new").await?;
    store.holds(("box", "a"), "new").await?;
    store.put(("box", "a"), "newer").await?;
    store.transfer("move", ("box", "a"), ("other", "b")).await?;
    store.holds(("other", "b"), "newer").await?;
    store.lists("box", &[]).await
}

pub(super) async fn copies_are_apart(blobs: Blobs) -> Checked {
    let store = two(&blobs).await?;
    store.transfer("copy", ("box", "a"), ("other", "b")).await?;
    store.put(("other", "b"), "changed").await?;
    store.holds(("box", "a"), "new").await?;
    store.delete(("box", "a")).await?;
    store.holds(("other", "b"), "changed").await
}

/// Objects are lost here when the error of a copy is dropped, and the source with it.
pub(super) async fn a_move_that_fails_leaves_the_source(blobs: Blobs) -> Checked {
    let store = two(&blobs).await?;
    store
        .no_transfer("move", ("box", "a"), ("none", "a"))
        .await?;
    store.holds(("box", "a"), "new").await
}

pub(super) async fn a_copy_that_fails_changes_nothing(blobs: Blobs) -> Checked {
    let store = two(&blobs).await?;
    for how in ["copy", "move"] {
        store
            .no_transfer(how, ("box", "missing"), ("other", "b"))
            .await?;
        store
            .no_transfer(how, ("none", "a"), ("other", "b"))
            .await?;
    }
    store
        .no_transfer("copy", ("box", "a"), ("none", "a"))
        .await?;
    store.exists("none", false).await?;
    store.holds(("box", "a"), "new").await?;
    store.holds(("other", "b"), "old, and longer").await
}

pub(super) async fn a_move_to_itself_changes_nothing(blobs: Blobs) -> Checked {
    let store = two(&blobs).await?;
    for how in ["move", "copy"] {
        store.transfer(how, ("box", "a"), ("box", "a")).await?;
        store.holds(("box", "a"), "new").await?;
    }
    store.lists("box", &["a"]).await
}
