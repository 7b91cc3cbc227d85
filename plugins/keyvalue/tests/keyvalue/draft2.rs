//! What `0.2.0-draft2` adds: cursors that are text, signed numbers, and swaps of a value that is still the one that was
//! read. Both versions see the same data.

use hostplug::Fail;
use hostplug::wasmtime::component::Resource;
use hostplug_keyvalue::Bucket;
use hostplug_keyvalue::keyvalue::atomics_0_2_0_draft2::{Cas, CasError, Host as Atomics, HostCas};
use hostplug_keyvalue::keyvalue::store_0_2_0_draft2::{Error, Host, HostBucket, KeyResponse};

use crate::rig::{Guest, Rig};

type Result<T, E = Error> = std::result::Result<T, Fail<E>>;

over_both_backends! {
    both_versions_see_the_same_data
    keys_are_listed_page_by_page
    a_cursor_outlives_its_key
    numbers_are_signed
    a_value_is_swapped_if_nobody_has_written_it
    a_swap_that_fails_holds_the_newer_value
    a_key_that_does_not_exist_can_be_swapped_in
    of_many_swaps_none_is_lost
}

impl Guest {
    fn bucket(&self) -> Resource<Bucket> {
        Resource::new_borrow(self.bucket)
    }

    async fn list_from(&mut self, cursor: Option<&str>) -> KeyResponse {
        let (bucket, cursor) = (self.bucket(), cursor.map(str::to_owned));
        let page = HostBucket::list_keys(&mut self.harness.caller(), bucket, cursor).await;
        page.unwrap()
    }

    async fn add(&mut self, key: &str, delta: i64) -> Result<i64> {
        let bucket = self.bucket();
        Atomics::increment(&mut self.harness.caller(), bucket, key.into(), delta).await
    }

    async fn cas(&mut self, key: &str) -> Resource<Cas> {
        let bucket = self.bucket();
        let cas = HostCas::new(&mut self.harness.caller(), bucket, key.into()).await;
        cas.unwrap()
    }

    async fn current(&mut self, cas: &Resource<Cas>) -> Option<Vec<u8>> {
        let cas = Resource::new_borrow(cas.rep());
        HostCas::current(&mut self.harness.caller(), cas)
            .await
            .unwrap()
    }

    async fn swap(&mut self, cas: Resource<Cas>, value: &str) -> Result<(), CasError> {
        Atomics::swap(&mut self.harness.caller(), cas, value.into()).await
    }
}

/// The handle for another attempt.
#[track_caller]
fn failed(swapped: Result<(), CasError>) -> Resource<Cas> {
    match swapped {
        Err(Fail::Wit(CasError::CasFailed(again))) => again,
        unexpected => panic!("{unexpected:?}"),
    }
}

#[track_caller]
fn text<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Fail::Wit(Error::Other(text))) => text,
        unexpected => panic!("{unexpected:?}"),
    }
}

async fn both_versions_see_the_same_data(rig: Rig) {
    let mut guest = rig.guest().await;
    guest.set("a", "first").await.unwrap();
    let opened = Host::open(&mut guest.harness.caller(), String::new()).await;
    guest.bucket = opened.unwrap().rep();
    let (bucket, again) = (guest.bucket(), guest.bucket());
    let mut caller = guest.harness.caller();
    let value = HostBucket::get(&mut caller, bucket, "a".into()).await;
    assert_eq!(value.unwrap().unwrap(), b"first");
    let set = HostBucket::set(&mut caller, again, "a".into(), b"second".to_vec());
    set.await.unwrap();
    assert_eq!(guest.get("a").await.unwrap().unwrap(), b"second");
    let bucket = guest.bucket();
    let mut caller = guest.harness.caller();
    let exists = HostBucket::exists(&mut caller, bucket, "a".into()).await;
    assert!(exists.unwrap());
    let bucket = guest.bucket();
    let mut caller = guest.harness.caller();
    let deleted = HostBucket::delete(&mut caller, bucket, "a".into()).await;
    deleted.unwrap();
    assert!(!guest.exists("a").await.unwrap());
}

async fn keys_are_listed_page_by_page(rig: Rig) {
    let mut guest = rig.guest().await;
    let keys: Vec<String> = (0..1500).map(|n| format!("key-{n:04}")).collect();
    let pairs = keys.iter().map(|key| (key.clone(), vec![]));
    guest.set_many(pairs.collect()).await.unwrap();
    let first = guest.list_from(None).await;
    assert_eq!(first.cursor.as_deref(), Some("key-0999"));
    let second = guest.list_from(first.cursor.as_deref()).await;
    assert_eq!([first.keys, second.keys].concat(), keys);
    assert_eq!(second.cursor, None);
}

async fn a_cursor_outlives_its_key(rig: Rig) {
    let mut guest = rig.guest().await;
    let pairs = (0..1002).map(|n| (format!("key-{n:04}"), vec![]));
    guest.set_many(pairs.collect()).await.unwrap();
    let cursor = guest.list_from(None).await.cursor;
    guest.delete("key-0999").await.unwrap();
    guest.delete("key-1000").await.unwrap();
    let rest = guest.list_from(cursor.as_deref()).await;
    assert_eq!(rest.keys, ["key-1001"]);
}

async fn numbers_are_signed(rig: Rig) {
    let mut guest = rig.guest().await;
    assert_eq!(guest.add("n", 2).await.unwrap(), 2);
    assert_eq!(guest.add("n", -5).await.unwrap(), -3);
    assert_eq!(guest.get("n").await.unwrap().unwrap(), b"-3");
    let unsigned = crate::rig::other(guest.increment("n", 1).await);
    assert_eq!(unsigned, "the value is not a number below 2^64");
    assert_eq!(guest.add("n", 3).await.unwrap(), 0);
    assert_eq!(guest.increment("n", u64::MAX).await.unwrap(), u64::MAX);
    let range = "from -2^63 to 2^63 - 1";
    let refused = text(guest.add("n", 1).await);
    assert_eq!(refused, format!("the value is not a number {range}"));
    assert_eq!(guest.add("m", i64::MIN).await.unwrap(), i64::MIN);
    let refused = text(guest.add("m", -1).await);
    assert_eq!(
        refused,
        format!("the sum is not {range}, the value is unchanged")
    );
}

async fn a_value_is_swapped_if_nobody_has_written_it(rig: Rig) {
    let mut guest = rig.guest().await;
    guest.set("a", "first").await.unwrap();
    let cas = guest.cas("a").await;
    assert_eq!(guest.current(&cas).await.unwrap(), b"first");
    guest.set("b", "another key").await.unwrap();
    guest.swap(cas, "second").await.unwrap();
    assert_eq!(guest.get("a").await.unwrap().unwrap(), b"second");
}

async fn a_swap_that_fails_holds_the_newer_value(rig: Rig) {
    let mut guest = rig.guest().await;
    guest.set("a", "first").await.unwrap();
    let cas = guest.cas("a").await;
    guest.set("a", "newer").await.unwrap();
    assert_eq!(guest.current(&cas).await.unwrap(), b"first");
    let again = failed(guest.swap(cas, "second").await);
    assert_eq!(guest.get("a").await.unwrap().unwrap(), b"newer");
    assert_eq!(guest.current(&again).await.unwrap(), b"newer");
    guest.delete("a").await.unwrap();
    let again = failed(guest.swap(again, "second").await);
    assert_eq!(guest.current(&again).await, None);
    guest.swap(again, "second").await.unwrap();
    assert_eq!(guest.get("a").await.unwrap().unwrap(), b"second");
}

async fn a_key_that_does_not_exist_can_be_swapped_in(rig: Rig) {
    let mut guest = rig.guest().await;
    let (one, two) = (guest.cas("a").await, guest.cas("a").await);
    assert_eq!(guest.current(&one).await, None);
    guest.swap(one, "").await.unwrap();
    let again = failed(guest.swap(two, "second").await);
    assert_eq!(guest.current(&again).await, Some(vec![]));
    // A handle that is used up is gone, and one that is dropped, too.
    let used = Resource::new_borrow(again.rep());
    HostCas::drop(&mut guest.harness.caller(), again)
        .await
        .unwrap();
    let current = HostCas::current(&mut guest.harness.caller(), used).await;
    assert!(matches!(current, Err(Fail::Trap(_))));
}

async fn of_many_swaps_none_is_lost(rig: Rig) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let mut guest = rig.guest().await;
        tasks.spawn(async move {
            for _ in 0..5 {
                let mut cas = guest.cas("list").await;
                loop {
                    let mut list = guest.current(&cas).await.unwrap_or_default();
                    list.push(b'x');
                    let list = String::from_utf8(list).unwrap();
                    match guest.swap(cas, &list).await {
                        Ok(()) => break,
                        swapped => cas = failed(swapped),
                    }
                }
                guest.add("n", -1).await.unwrap();
            }
            guest
        });
    }
    let mut guests = tasks.join_all().await;
    assert_eq!(guests[0].get("list").await.unwrap().unwrap(), [b'x'; 15]);
    assert_eq!(guests[0].add("n", 0).await.unwrap(), -15);
}
