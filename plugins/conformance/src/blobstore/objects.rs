//! Objects.

use crate::blobstore::containers::LONG_AGO;
use crate::blobstore::store::{Blobs, Store};
use crate::expect::{Checked, equal, holds};

pub(super) async fn a_missing_object_is_an_error_where_it_is_needed(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    let missing = store.at(("box", "a"));
    store.unreadable(("box", "a"), (0, 0)).await?;
    let info = store
        .guest
        .error::<_, (String, String, u64, u64)>("info", missing.clone());
    info.await?;
    for how in ["copy", "move"] {
        store.no_transfer(how, ("box", "a"), ("box", "b")).await?;
    }
    store.guest.answers("has", missing, false).await?;
    store.lists("box", &[]).await
}

pub(super) async fn an_object_holds_what_was_written_last(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store
        .put(("box", "a"), "the first, which is longer")
        .await?;
    store.put(("box", "a"), b"\0second\xff").await?;
    store.holds(("box", "a"), b"\0second\xff").await
}

pub(super) async fn an_object_tells_its_name_container_size_and_age(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "12345678").await?;
    let (name, container, age, size): (String, String, u64, u64) =
        store.guest.ok("info", store.at(("box", "a"))).await?;
    let expected = ("a".to_owned(), store.name("box"), 8);
    equal(
        "name, container and size of an object",
        &(name, container, size),
        &expected,
    )?;
    holds(
        "when an object was made",
        &age,
        "seconds since 1970",
        age > LONG_AGO,
    )
}

async fn filled(blobs: &Blobs, names: &[&str]) -> Checked<Store> {
    let store = blobs.boxed().await?;
    for name in names {
        store.put(("box", name), "1").await?;
    }
    Ok(store)
}

async fn delete_many(store: &Store, names: &[&str]) -> Checked {
    let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
    store
        .guest
        .ok("delete-many", (store.name("box"), names))
        .await
}

pub(super) async fn objects_are_deleted_one_by_one_and_many_at_once(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["a", "b", "c", "d"]).await?;
    store.delete(("box", "a")).await?;
    store.lists("box", &["b", "c", "d"]).await?;
    delete_many(&store, &["d", "b"]).await?;
    store.lists("box", &["c"]).await?;
    store.holds(("box", "c"), "1").await
}

pub(super) async fn what_is_not_there_can_be_deleted(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["a", "b", "c"]).await?;
    store.delete(("box", "missing")).await?;
    delete_many(&store, &["c", "missing", "b", "c"]).await?;
    store.lists("box", &["a"]).await?;
    store.delete(("box", "a")).await?;
    store.delete(("box", "a")).await?;
    delete_many(&store, &[]).await
}

pub(super) async fn a_container_can_be_cleared(blobs: Blobs) -> Checked {
    let store = filled(&blobs, &["a", "b", "c"]).await?;
    store.clear("box").await?;
    store.lists("box", &[]).await?;
    store.clear("box").await?;
    store.exists("box", true).await?;
    store.put(("box", "a"), "2").await?;
    store.holds(("box", "a"), "2").await
}
