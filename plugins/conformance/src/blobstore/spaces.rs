//! Who sees whose objects.

use crate::blobstore::store::{Blobs, Store};
use crate::expect::Checked;

pub(super) async fn components_of_a_workload_share(blobs: Blobs) -> Checked {
    let workload = blobs.workload().component("jobs", blobs.probe());
    let guest = blobs.start_as(workload).await?;
    let (web, jobs) = (
        blobs.store_of(&guest),
        blobs.store_of(&guest.component("jobs")),
    );
    web.create("box").await?;
    web.put(("box", "a"), "1").await?;
    jobs.holds(("box", "a"), "1").await?;
    jobs.delete_container("box").await?;
    web.exists("box", false).await
}

pub(super) async fn workloads_are_apart(blobs: Blobs) -> Checked {
    let shop = blobs.boxed().await?;
    let mut other = blobs.workload();
    other.name.push_str("-other");
    let blog = blobs.store_of(&blobs.start_as(other).await?);
    is_apart(&shop, &blog).await
}

pub(super) async fn namespaces_are_apart(blobs: Blobs) -> Checked {
    let shop = blobs.boxed().await?;
    let other = blobs.workload().namespace("other");
    let other = blobs.store_of(&blobs.start_as(other).await?);
    is_apart(&shop, &other).await
}

async fn is_apart(own: &Store, other: &Store) -> Checked {
    own.put(("box", "a"), "1").await?;
    other.exists("box", false).await?;
    other.create("box").await?;
    other.lists("box", &[]).await?;
    other.delete_container("box").await?;
    own.holds(("box", "a"), "1").await
}

pub(super) async fn all_workloads_share(blobs: Blobs) -> Checked {
    let shop = blobs.boxed().await?;
    shop.put(("box", "a"), "1").await?;
    let mut other = blobs.workload().namespace("other");
    other.name.push_str("-other");
    let blog = blobs.store_of(&blobs.start_as(other).await?);
    blog.holds(("box", "a"), "1").await
}
