//! Who sees whose data.

use crate::expect::Checked;
use crate::guest::Guest;
use crate::keyvalue::bucket::{Bucket, Keys};

fn own(keys: &Keys, guest: &Guest) -> Bucket {
    keys.bucket_of(guest, &keys.options.bucket)
}

pub(super) async fn components_of_a_workload_share(keys: Keys) -> Checked {
    let workload = keys.workload().component("jobs", keys.probe());
    let web = keys.start_as(workload).await?;
    let jobs = web.component("jobs");
    own(&keys, &web).set("a", "1").await?;
    own(&keys, &jobs).has("a", "1").await?;
    own(&keys, &jobs).delete("a").await?;
    own(&keys, &web).lacks("a").await
}

pub(super) async fn workloads_are_apart(keys: Keys) -> Checked {
    let shop = own(&keys, &keys.start().await?);
    shop.set("a", "1").await?;
    let mut other = keys.workload();
    other.name.push_str("-other");
    let blog = own(&keys, &keys.start_as(other).await?);
    is_apart(&shop, &blog).await
}

pub(super) async fn namespaces_are_apart(keys: Keys) -> Checked {
    let shop = own(&keys, &keys.start().await?);
    shop.set("a", "1").await?;
    let other = keys.workload().namespace("other");
    let other = own(&keys, &keys.start_as(other).await?);
    is_apart(&shop, &other).await
}

async fn is_apart(own: &Bucket, other: &Bucket) -> Checked {
    other.lacks("a").await?;
    other.set("a", "2").await?;
    own.has("a", "1").await?;
    other.delete("a").await?;
    own.has("a", "1").await
}

pub(super) async fn all_workloads_share(keys: Keys) -> Checked {
    let shop = own(&keys, &keys.start().await?);
    let mut other = keys.workload().namespace("other");
    other.name.push_str("-other");
    let blog = own(&keys, &keys.start_as(other).await?);
    shop.set("a", "1").await?;
    blog.has("a", "1").await
}
