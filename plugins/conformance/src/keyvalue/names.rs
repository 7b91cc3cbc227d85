//! Names of keys and of buckets.

use crate::expect::{Checked, equal};
use crate::keyvalue::bucket::{Bucket, Keys};

pub(super) async fn keys_of_any_script_are_apart(keys: Keys) -> Checked {
    let keys_in_use = [
        "ключ",
        "鍵",
        "مفتاح",
        "clé",
        "🗝️",
        "a b",
        "a.b",
        "a%2Fb",
        "\"a\"",
    ];
    each_has_its_own(&keys.bucket().await?, &keys_in_use).await
}

/// No name is folded or normalised: `é` can be one character or two.
pub(super) async fn keys_differ_byte_by_byte(keys: Keys) -> Checked {
    let alike = ["key", "Key", "KEY", "key ", "\u{e9}", "e\u{301}", "ﬁ", "fi"];
    each_has_its_own(&keys.bucket().await?, &alike).await
}

pub(super) async fn a_long_key_is_a_key(keys: Keys) -> Checked {
    let (long, other) = ("x".repeat(200), "x".repeat(199));
    each_has_its_own(&keys.bucket().await?, &[&long, &other]).await
}

pub(super) async fn keys_may_be_empty_or_look_like_paths(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let strange = [
        "..", "../../up", "/etc", "a/b", "a//b", "a\\b", "a\0b", "a\nb", "*", "%",
    ];
    each_has_its_own(&bucket, &strange).await?;
    let empty = (bucket.name.clone(), String::new());
    let value = (bucket.name.clone(), String::new(), b"empty".to_vec());
    bucket.guest.ok::<_, ()>("set", value).await?;
    let read = bucket
        .guest
        .answers("get", empty.clone(), Some(b"empty".to_vec()));
    read.await?;
    bucket.guest.ok("delete", empty).await
}

/// Writes its own name under each key, then deletes one after the other.
async fn each_has_its_own(bucket: &Bucket, keys: &[&str]) -> Checked {
    for key in keys {
        bucket.set(key, *key).await?;
    }
    for key in keys {
        bucket.has(key, *key).await?;
    }
    let (mut listed, mut expected) = (bucket.keys().await?, owned(keys));
    listed.sort();
    expected.sort();
    equal("the keys that are listed, sorted", &listed, &expected)?;
    for (deleted, key) in keys.iter().enumerate() {
        bucket.delete(key).await?;
        bucket.lacks(key).await?;
        if let Some(next) = keys.get(deleted + 1) {
            bucket.has(next, *next).await?;
        }
    }
    Ok(())
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|&key| key.to_owned()).collect()
}

pub(super) async fn buckets_of_any_name_are_apart(keys: Keys) -> Checked {
    let guest = keys.start().await?;
    let names = ["", "other", "Other", "..", "a/b", "ведро"];
    let buckets = names.map(|name| keys.bucket_of(&guest, name));
    for bucket in &buckets {
        bucket.lacks("a").await?;
        bucket.set("a", bucket.name.clone()).await?;
    }
    for bucket in &buckets {
        bucket.has("a", bucket.name.clone()).await?;
        equal(
            "the keys of a bucket",
            &bucket.keys().await?,
            &owned(&["a"]),
        )?;
    }
    for bucket in &buckets {
        bucket.delete("a").await?;
    }
    Ok(())
}

pub(super) async fn a_bucket_that_is_not_there_is_an_error(keys: Keys) -> Checked {
    refused(&keys, keys.options.unknown.as_deref(), "no-such-store").await
}

pub(super) async fn a_bucket_that_is_denied_is_an_error(keys: Keys) -> Checked {
    refused(&keys, keys.options.denied.as_deref(), "access-denied").await
}

/// A store may be asked for its bucket only when it is used.
async fn refused(keys: &Keys, name: Option<&str>, expected: &str) -> Checked {
    let Some(name) = name else { return Ok(()) };
    let bucket = keys.bucket_of(&keys.start().await?, name);
    let read = (bucket.name.clone(), bucket.key("a"));
    let error = bucket
        .guest
        .error::<_, Option<Vec<u8>>>("get", read)
        .await?;
    equal("the error of a read", &error, &expected.to_owned())
}
