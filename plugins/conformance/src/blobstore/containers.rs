//! Containers.

use crate::blobstore::store::Blobs;
use crate::expect::{Checked, equal, holds};

/// What is younger was made by this suite. Seconds since 1970.
pub(super) const LONG_AGO: u64 = 1_600_000_000;

pub(super) async fn a_container_is_there_until_it_is_deleted(blobs: Blobs) -> Checked {
    let store = blobs.store().await?;
    store.exists("box", false).await?;
    store.create("box").await?;
    store.exists("box", true).await?;
    store.lists("box", &[]).await?;
    store.delete_container("box").await?;
    store.exists("box", false).await
}

pub(super) async fn a_container_tells_its_name_and_age(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    let name = store.name("box");
    let (told, of_info, age): (String, String, u64) =
        store.guest.ok("describe", (name.clone(),)).await?;
    equal("the name of a container", &told, &name)?;
    equal("the name in the info of a container", &of_info, &name)?;
    holds(
        "when a container was made",
        &age,
        "seconds since 1970",
        age > LONG_AGO,
    )
}

pub(super) async fn a_deleted_container_takes_its_objects_along(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "1").await?;
    store.delete_container("box").await?;
    store.unreadable(("box", "a"), (0, 0)).await?;
    store.create("box").await?;
    store.lists("box", &[]).await
}

pub(super) async fn a_container_is_made_once(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "1").await?;
    let again = store.guest.error::<_, ()>("create", (store.name("box"),));
    again.await?;
    store.holds(("box", "a"), "1").await
}

pub(super) async fn a_missing_container_is_an_error_everywhere(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "1").await?;
    store.unreadable(("none", "a"), (0, 0)).await?;
    let none = (store.name("none"),);
    store
        .guest
        .error::<_, ()>("delete-container", none.clone())
        .await?;
    store.guest.error::<_, ()>("clear", none.clone()).await?;
    store
        .guest
        .error::<_, (String, String, u64)>("describe", none)
        .await?;
    store
        .guest
        .error::<_, bool>("has", store.at(("none", "a")))
        .await?;
    for how in ["copy", "move"] {
        store.no_transfer(how, ("box", "a"), ("none", "a")).await?;
        store.no_transfer(how, ("none", "a"), ("box", "b")).await?;
    }
    store.lists("box", &["a"]).await
}

pub(super) async fn a_container_that_was_deleted_is_an_error_for_who_holds_it(
    blobs: Blobs,
) -> Checked {
    let store = blobs.boxed().await?;
    let used = store
        .guest
        .error::<_, bool>("use-deleted", (store.name("box"),));
    used.await.map(drop)
}

pub(super) async fn containers_are_apart(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.create("other").await?;
    store.put(("box", "a"), "1").await?;
    store.lists("other", &[]).await?;
    store.put(("other", "a"), "2").await?;
    store.clear("other").await?;
    store.holds(("box", "a"), "1").await?;
    store.delete_container("other").await?;
    store.holds(("box", "a"), "1").await
}
