//! Whose values are read.

use crate::bench::PROBE;
use crate::config::{Configured, Store};
use crate::expect::Checked;

/// A workload with two components and their values.
async fn pair(
    store: &Store,
    first: &[(&str, &str)],
    second: &[(&str, &str)],
) -> Checked<(Configured, Configured)> {
    let workload = store.workload();
    let workload = workload.component(PROBE, store.component_with(first));
    let workload = workload.component("second", store.component_with(second));
    let guest = store.start_as(workload).await?;
    Ok((
        Configured(guest.clone()),
        Configured(guest.component("second")),
    ))
}

pub(super) async fn components_have_values_of_their_own(store: Store) -> Checked {
    let (first, second) = pair(&store, &[("key", "1"), ("own", "x")], &[("key", "2")]).await?;
    first.reads("key", Some("1")).await?;
    second.reads("key", Some("2")).await?;
    second.reads("own", None).await
}

pub(super) async fn a_component_without_values_sees_none(store: Store) -> Checked {
    let (first, second) = pair(&store, &[("key", "1")], &[]).await?;
    first.reads("key", Some("1")).await?;
    second.reads("key", None).await?;
    let listed = second.all().await?.len();
    crate::expect::equal("the number of values of the other component", &listed, &0)
}

pub(super) async fn workloads_have_values_of_their_own(store: Store) -> Checked {
    let first = store.with(&[("key", "1"), ("own", "x")]).await?;
    let mut other = store
        .workload()
        .component(PROBE, store.component_with(&[("key", "2")]));
    other.name.push_str("-other");
    let second = Configured(store.start_as(other).await?);
    second.reads("key", Some("2")).await?;
    second.reads("own", None).await?;
    first.reads("key", Some("1")).await
}

pub(super) async fn namespaces_have_values_of_their_own(store: Store) -> Checked {
    let first = store.with(&[("key", "1"), ("own", "x")]).await?;
    let other = store
        .workload()
        .component(PROBE, store.component_with(&[("key", "2")]));
    let second = Configured(store.start_as(other.namespace("other")).await?);
    second.reads("key", Some("2")).await?;
    second.reads("own", None).await?;
    first.reads("key", Some("1")).await
}

pub(super) async fn a_workload_that_starts_again_reads_its_new_values(store: Store) -> Checked {
    let before = store.with(&[("key", "before"), ("old", "x")]).await?;
    before.reads("key", Some("before")).await?;
    store.stop(before.0).await?;
    let after = store.with(&[("key", "after")]).await?;
    after.reads("key", Some("after")).await?;
    after.reads("old", None).await
}
