//! Keys, which are compared byte by byte.

use crate::config::Store;
use crate::expect::Checked;

pub(super) async fn a_key_that_is_not_set_is_none(store: Store) -> Checked {
    store
        .with(&[("key", "value")])
        .await?
        .reads("other", None)
        .await
}

pub(super) async fn no_key_is_set_without_configuration(store: Store) -> Checked {
    let guest = store.with(&[]).await?;
    for key in ["key", "PATH", "HOME", "USER"] {
        guest.reads(key, None).await?;
    }
    Ok(())
}

pub(super) async fn keys_differ_by_case(store: Store) -> Checked {
    let values = [("key", "1"), ("Key", "2")];
    let guest = store.with(&values).await?;
    guest.reads_all(&values).await?;
    guest.reads("KEY", None).await
}

pub(super) async fn keys_are_not_trimmed(store: Store) -> Checked {
    let values = [("key", "1"), (" key", "2")];
    let guest = store.with(&values).await?;
    guest.reads_all(&values).await?;
    guest.reads("key ", None).await
}

/// `é` can be one character or two.
pub(super) async fn keys_are_not_normalised(store: Store) -> Checked {
    let values = [("\u{e9}", "one"), ("e\u{301}", "two")];
    store.with(&values).await?.reads_all(&values).await
}

pub(super) async fn a_prefix_of_a_key_is_another_key(store: Store) -> Checked {
    let guest = store
        .with(&[("database.host", "1"), ("database.host.name", "2")])
        .await?;
    guest.reads("database.host", Some("1")).await?;
    for key in [
        "database",
        "database.",
        "database.host.",
        "host",
        "database.host.name.x",
    ] {
        guest.reads(key, None).await?;
    }
    Ok(())
}

pub(super) async fn a_key_may_be_of_any_script(store: Store) -> Checked {
    let values = [("ключ", "1"), ("鍵", "2"), ("مفتاح", "3"), ("🗝️", "4")];
    store.with(&values).await?.reads_all(&values).await
}

pub(super) async fn a_key_may_look_like_a_path(store: Store) -> Checked {
    let values = [
        ("..", "1"),
        ("a/b", "2"),
        ("a.b", "3"),
        ("a_b", "4"),
        ("a=b", "5"),
        ("a b", "6"),
    ];
    store.with(&values).await?.reads_all(&values).await
}

pub(super) async fn a_key_may_be_long(store: Store) -> Checked {
    let (long, other) = ("x".repeat(1000), "x".repeat(999));
    let guest = store.with(&[(&long, "1")]).await?;
    guest.reads(&long, Some("1")).await?;
    guest.reads(&other, None).await
}

pub(super) async fn the_empty_key_is_not_set(store: Store) -> Checked {
    store.with(&[("key", "value")]).await?.reads("", None).await
}
