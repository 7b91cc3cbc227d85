//! The store of a check, through a guest.

use crate::bench::Bench;
use crate::expect::Checked;
use crate::guest::Guest;

use super::Options;

pub(super) type Blobs = Bench<Options>;
/// A container and an object.
pub(super) type Place<'a> = (&'a str, &'a str);

/// Containers have a prefix that no other check uses, because all workloads may share one store.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) guest: Guest,
    prefix: String,
}

impl Blobs {
    /// The store, in a fresh workload.
    pub(super) async fn store(&self) -> Checked<Store> {
        Ok(self.store_of(&self.start().await?))
    }

    pub(super) fn store_of(&self, guest: &Guest) -> Store {
        Store {
            guest: guest.clone(),
            prefix: format!("c{}-", self.number),
        }
    }

    /// With the container `box`.
    pub(super) async fn boxed(&self) -> Checked<Store> {
        let store = self.store().await?;
        store.create("box").await?;
        Ok(store)
    }
}

impl Store {
    /// A container as the plugin sees it.
    pub(super) fn name(&self, container: &str) -> String {
        format!("{}{container}", self.prefix)
    }

    pub(super) fn at(&self, (container, name): Place<'_>) -> (String, String) {
        (self.name(container), name.to_owned())
    }

    pub(super) async fn create(&self, container: &str) -> Checked {
        self.guest.ok("create", (self.name(container),)).await
    }

    pub(super) async fn delete_container(&self, container: &str) -> Checked {
        let deleted = self.guest.ok("delete-container", (self.name(container),));
        deleted.await
    }

    /// That a container is there, or not.
    pub(super) async fn exists(&self, container: &str, exists: bool) -> Checked {
        let asked = self
            .guest
            .answers("exists", (self.name(container),), exists);
        asked.await
    }

    pub(super) async fn put(&self, place: Place<'_>, value: impl Into<Vec<u8>>) -> Checked {
        let (container, name) = self.at(place);
        self.guest.ok("put", (container, name, value.into())).await
    }

    pub(super) async fn fill(&self, place: Place<'_>, size: u64) -> Checked {
        let (container, name) = self.at(place);
        self.guest.ok("fill", (container, name, size)).await
    }

    pub(super) async fn delete(&self, place: Place<'_>) -> Checked {
        self.guest.ok("delete", self.at(place)).await
    }

    pub(super) async fn clear(&self, container: &str) -> Checked {
        self.guest.ok("clear", (self.name(container),)).await
    }

    /// That an object is there and holds this.
    pub(super) async fn holds(&self, place: Place<'_>, value: impl Into<Vec<u8>>) -> Checked {
        self.guest.answers("has", self.at(place), true).await?;
        let value = value.into();
        let info = self
            .guest
            .ok::<_, (String, String, u64, u64)>("info", self.at(place));
        let (.., size) = info.await?;
        crate::expect::equal("the size that `info` tells", &size, &(value.len() as u64))?;
        let Some(last) = size.checked_sub(1) else {
            return Ok(());
        };
        self.part(place, (0, last), value).await
    }

    /// That a part of an object is this.
    pub(super) async fn part(
        &self,
        place: Place<'_>,
        (first, last): (u64, u64),
        value: impl Into<Vec<u8>>,
    ) -> Checked {
        let (container, name) = self.at(place);
        let range = (container, name, first, last);
        self.guest.answers("get", range, value.into()).await
    }

    /// That so many bytes are streamed, each as `fill` has written it.
    pub(super) async fn streams(
        &self,
        place: Place<'_>,
        (first, last): (u64, u64),
        count: u64,
    ) -> Checked {
        let (container, name) = self.at(place);
        let range = (container, name, first, last);
        self.guest.answers("read", range, count).await
    }

    /// That an object cannot be read.
    pub(super) async fn unreadable(&self, place: Place<'_>, (first, last): (u64, u64)) -> Checked {
        let (container, name) = self.at(place);
        let range = (container, name, first, last);
        let error = self.guest.error::<_, Vec<u8>>("get", range);
        error.await.map(drop)
    }

    pub(super) async fn transfer(
        &self,
        how: &'static str,
        from: Place<'_>,
        to: Place<'_>,
    ) -> Checked {
        self.guest.ok(how, (self.at(from), self.at(to))).await
    }

    /// That a copy or a move fails.
    pub(super) async fn no_transfer(
        &self,
        how: &'static str,
        from: Place<'_>,
        to: Place<'_>,
    ) -> Checked {
        let error = self.guest.error::<_, ()>(how, (self.at(from), self.at(to)));
        error.await.map(drop)
    }

    /// Names page by page.
    pub(super) async fn pages(&self, container: &str, most: u64) -> Checked<Vec<Vec<String>>> {
        self.guest.ok("names", (self.name(container), most)).await
    }

    /// That these names are listed, in any order.
    pub(super) async fn lists(&self, container: &str, names: &[&str]) -> Checked {
        let mut listed = self.pages(container, 1000).await?.concat();
        let mut expected: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        listed.sort();
        expected.sort();
        crate::expect::equal("the names that are listed, sorted", &listed, &expected)
    }
}
