//! The bucket of a check, through a guest.

use crate::bench::Bench;
use crate::expect::Checked;
use crate::guest::{Answer, Guest};

use super::Options;

pub(super) type Keys = Bench<Options>;

/// One bucket. Keys have a prefix that no other check uses, because all workloads may share one store.
#[derive(Clone)]
pub(super) struct Bucket {
    pub(super) guest: Guest,
    pub(super) name: String,
    prefix: String,
}

impl Keys {
    /// The bucket, in a fresh workload.
    pub(super) async fn bucket(&self) -> Checked<Bucket> {
        let guest = self.start().await?;
        Ok(self.bucket_of(&guest, &self.options.bucket))
    }

    pub(super) fn bucket_of(&self, guest: &Guest, name: &str) -> Bucket {
        Bucket {
            guest: guest.clone(),
            name: name.to_owned(),
            prefix: format!("c{}-", self.number),
        }
    }
}

impl Bucket {
    /// The key as the plugin sees it.
    pub(super) fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn of(&self, key: &str) -> (String, String) {
        (self.name.clone(), self.key(key))
    }

    pub(super) async fn set(&self, key: &str, value: impl Into<Vec<u8>>) -> Checked {
        let (bucket, key) = self.of(key);
        self.guest.ok("set", (bucket, key, value.into())).await
    }

    pub(super) async fn delete(&self, key: &str) -> Checked {
        self.guest.ok("delete", self.of(key)).await
    }

    /// That a key has this value.
    pub(super) async fn has(&self, key: &str, value: impl Into<Vec<u8>>) -> Checked {
        self.answers(key, Some(value.into())).await?;
        self.guest.answers("exists", self.of(key), true).await
    }

    /// That there is no such key.
    pub(super) async fn lacks(&self, key: &str) -> Checked {
        self.answers(key, None).await?;
        self.guest.answers("exists", self.of(key), false).await
    }

    async fn answers(&self, key: &str, value: Option<Vec<u8>>) -> Checked {
        self.guest.answers("get", self.of(key), value).await
    }

    pub(super) async fn get(&self, key: &str) -> Checked<Answer<Option<Vec<u8>>>> {
        self.guest.call("get", self.of(key)).await
    }

    /// That the sum is this.
    pub(super) async fn counts(&self, key: &str, by: i64, sum: i64) -> Checked {
        let (bucket, key) = self.of(key);
        let increment = (bucket, key, by);
        self.guest.answers("increment", increment, sum).await
    }

    pub(super) async fn set_many(&self, pairs: &[(&str, &[u8])]) -> Checked {
        let pair = |(key, value): &(&str, &[u8])| (self.key(key), value.to_vec());
        let pairs: Vec<_> = pairs.iter().map(pair).collect();
        self.guest.ok("set-many", (self.name.clone(), pairs)).await
    }

    pub(super) async fn delete_many(&self, keys: &[&str]) -> Checked {
        let keys: Vec<_> = keys.iter().map(|key| self.key(key)).collect();
        let batch = (self.name.clone(), keys);
        self.guest.ok("delete-many", batch).await
    }

    /// That `get-many` answers this.
    pub(super) async fn has_many(&self, pairs: &[(&str, Option<&[u8]>)]) -> Checked {
        let keys: Vec<_> = pairs.iter().map(|(key, _)| self.key(key)).collect();
        let entry =
            |(key, value): &(&str, Option<&[u8]>)| Some((self.key(key), (*value)?.to_vec()));
        let expected: Vec<_> = pairs.iter().map(entry).collect();
        let batch = (self.name.clone(), keys);
        self.guest.answers("get-many", batch, expected).await
    }

    /// The keys of this check, page by page, as the plugin lists them.
    pub(super) async fn pages(&self) -> Checked<Vec<Vec<String>>> {
        let pages: Vec<Vec<String>> = self.guest.ok("pages", (self.name.clone(),)).await?;
        Ok(pages.iter().map(|page| self.ours(page)).collect())
    }

    pub(super) async fn keys(&self) -> Checked<Vec<String>> {
        Ok(self.pages().await?.concat())
    }

    /// The keys among these that are of this check, without their prefix.
    pub(super) fn ours(&self, keys: &[String]) -> Vec<String> {
        let ours = keys.iter().filter_map(|key| key.strip_prefix(&self.prefix));
        ours.map(str::to_owned).collect()
    }
}
