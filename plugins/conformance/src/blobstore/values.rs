//! Values on their way into an object and out of it.

use hostplug_runtime::Error;
use tokio::task::JoinSet;

use crate::blobstore::store::{Blobs, Store};
use crate::expect::{Checked, equal, holds};

async fn put_as(store: &Store, how: &'static str, name: &str, value: &str) -> Checked {
    let value = value.as_bytes().to_vec();
    store
        .guest
        .ok(how, (store.name("box"), name.to_owned(), value))
        .await
}

pub(super) async fn a_body_may_be_written_before_it_has_a_name(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    put_as(&store, "put-late", "a", "late").await?;
    store.holds(("box", "a"), "late").await
}

pub(super) async fn values_may_be_empty(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "").await?;
    store
        .guest
        .ok::<_, ()>("put-nothing", store.at(("box", "b")))
        .await?;
    store.holds(("box", "a"), "").await?;
    store.holds(("box", "b"), "").await?;
    store.lists("box", &["a", "b"]).await?;
    store.put(("box", "a"), "1").await?;
    store.holds(("box", "a"), "1").await
}

pub(super) async fn large_values_are_streamed_in_and_out(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    // Not a multiple of anything.
    let (large, size) = (("box", "large"), (8 << 20) + 4321);
    store.fill(large, size).await?;
    store.streams(large, (0, size - 1), size).await?;
    store.streams(large, (size - 7, size - 1), 7).await?;
    store.streams(large, (65_535, 200_000), 134_466).await?;
    let whole = (store.name("box"), "large".to_owned(), 0_u64, size - 1);
    let whole: Vec<u8> = store.guest.ok("get", whole).await?;
    equal(
        "bytes of a value that is read at once",
        &(whole.len() as u64),
        &size,
    )
}

pub(super) async fn ranges_include_both_ends(blobs: Blobs) -> Checked {
    let (store, object) = (blobs.boxed().await?, ("box", "a"));
    store.put(object, "0123456789").await?;
    for (range, expected) in [
        ((0, 0), "0"),
        ((0, 9), "0123456789"),
        ((3, 5), "345"),
        ((9, 9), "9"),
    ] {
        store.part(object, range, expected).await?;
    }
    Ok(())
}

pub(super) async fn a_range_may_end_behind_the_object(blobs: Blobs) -> Checked {
    let (store, object) = (blobs.boxed().await?, ("box", "a"));
    store.put(object, "0123456789").await?;
    store.part(object, (8, 100), "89").await?;
    store.part(object, (8, u64::MAX), "89").await?;
    store.part(object, (10, 10), "").await?;
    store.put(("box", "empty"), "").await?;
    store.part(("box", "empty"), (0, u64::MAX), "").await?;
    store.streams(("box", "empty"), (0, 0), 0).await
}

pub(super) async fn a_range_that_is_none_is_an_error(blobs: Blobs) -> Checked {
    let (store, object) = (blobs.boxed().await?, ("box", "a"));
    store.put(object, "0123456789").await?;
    for range in [(5, 4), (11, 11), (u64::MAX, 0), (u64::MAX, u64::MAX)] {
        store.unreadable(object, range).await?;
    }
    Ok(())
}

pub(super) async fn what_is_open_outlives_its_object(blobs: Blobs) -> Checked {
    let (store, object) = (blobs.boxed().await?, ("box", "a"));
    store.put(object, "before").await?;
    let (container, name) = store.at(object);
    let by = (container, name, b"after".to_vec());
    store
        .guest
        .answers("read-replaced", by, b"before".to_vec())
        .await?;
    store.holds(object, "after").await?;
    let deleted = store
        .guest
        .answers("read-deleted", store.at(object), b"after".to_vec());
    deleted.await?;
    store.lists("box", &[]).await
}

pub(super) async fn a_value_that_is_not_finished_is_no_object(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.put(("box", "a"), "kept").await?;
    put_as(&store, "abandon", "a", "abandoned").await?;
    put_as(&store, "abandon", "b", "abandoned").await?;
    store.holds(("box", "a"), "kept").await?;
    store.lists("box", &["a"]).await
}

pub(super) async fn a_value_needs_a_name_to_be_finished(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    store.guest.error::<_, ()>("finish-unnamed", ()).await?;
    store.lists("box", &[]).await
}

pub(super) async fn a_value_has_one_body(blobs: Blobs) -> Checked {
    let guest = blobs.boxed().await?.guest;
    let refused: bool = guest.call("body-twice", ()).await?;
    equal(
        "whether a second stream for one value is refused",
        &refused,
        &true,
    )
}

pub(super) async fn what_was_written_is_stored_although_nobody_waited_for_it(
    blobs: Blobs,
) -> Checked {
    let store = blobs.boxed().await?;
    put_as(&store, "put-unflushed", "a", "kept").await?;
    store.holds(("box", "a"), "kept").await
}

/// The stream must be dropped first. Whoever does not gets an error or a trap.
pub(super) async fn a_value_that_is_finished_before_its_stream_makes_no_object(
    blobs: Blobs,
) -> Checked {
    let store = blobs.boxed().await?;
    let finished = store
        .guest
        .outcome::<_, ()>("finish-early", store.at(("box", "a")))
        .await;
    let refused = matches!(finished, Err(Error::Trap { .. }) | Ok(Err(_)));
    let what = "whether a value that is finished before its stream is refused";
    holds(what, &refused, "true", refused)?;
    store.lists("box", &[]).await
}

pub(super) async fn writers_at_once_lose_nothing(blobs: Blobs) -> Checked {
    let store = blobs.boxed().await?;
    let mut writers = JoinSet::new();
    for writer in 0..8_u64 {
        let (store, own) = (store.clone(), format!("own-{writer}"));
        writers.spawn(async move {
            store.fill(("box", &own), 100_000 + writer).await?;
            store.fill(("box", "all"), 200_000 + writer).await
        });
    }
    writers.join_all().await.into_iter().collect::<Checked>()?;
    for writer in 0..8 {
        let (own, size) = (format!("own-{writer}"), 100_000 + writer);
        store.streams(("box", &own), (0, size - 1), size).await?;
    }
    // Whoever was last, the object is whole.
    let all = store
        .guest
        .ok::<_, (String, String, u64, u64)>("info", store.at(("box", "all")));
    let (.., size) = all.await?;
    let known = (200_000..200_008).contains(&size);
    holds(
        "the size of what eight have written at once",
        &size,
        "one of 200000 to 200007",
        known,
    )?;
    store.streams(("box", "all"), (0, size - 1), size).await?;
    equal(
        "the number of objects",
        &store.pages("box", 1000).await?.concat().len(),
        &9,
    )
}
