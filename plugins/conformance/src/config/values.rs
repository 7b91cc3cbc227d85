//! Values.

use tokio::task::JoinSet;

use crate::config::{Store, Value};
use crate::expect::{Checked, equal};

async fn round_trip(store: &Store, value: &str) -> Checked {
    store
        .with(&[("key", value)])
        .await?
        .reads("key", Some(value))
        .await
}

pub(super) async fn a_value_is_read_by_its_key(store: Store) -> Checked {
    let values = [("greeting", "hello"), ("colour", "red")];
    store.with(&values).await?.reads_all(&values).await
}

pub(super) async fn an_empty_value_is_a_value(store: Store) -> Checked {
    round_trip(&store, "").await
}

pub(super) async fn a_value_may_be_of_any_script(store: Store) -> Checked {
    let values = [
        ("a", "привет"),
        ("b", "こんにちは"),
        ("c", "مرحبا"),
        ("d", "e\u{301} \u{e9} 🦀"),
    ];
    store.with(&values).await?.reads_all(&values).await
}

pub(super) async fn a_value_may_have_lines_and_controls(store: Store) -> Checked {
    round_trip(&store, " first\r\n\tsecond\0\u{7f}\n ").await
}

pub(super) async fn a_value_of_a_megabyte_comes_back_whole(store: Store) -> Checked {
    round_trip(&store, &"0123456789abcdef".repeat(1 << 16)).await
}

pub(super) async fn a_value_is_text_and_not_a_number(store: Store) -> Checked {
    let values = [
        ("a", "007"),
        ("b", "1e3"),
        ("c", "true"),
        ("d", "null"),
        ("e", "\"x\""),
        ("f", "${a}"),
    ];
    store.with(&values).await?.reads_all(&values).await
}

pub(super) async fn a_value_stays_the_same_while_the_workload_runs(store: Store) -> Checked {
    let guest = store.with(&[("key", "value")]).await?;
    for _ in 0..5 {
        let often = ("key".to_owned(), 100_u32);
        let expected: Vec<Value> = vec![Some("value".to_owned())];
        guest.0.answers("get-often", often, expected).await?;
    }
    Ok(())
}

pub(super) async fn readers_at_once_read_the_same(store: Store) -> Checked {
    let values = [("a", "1"), ("b", "2"), ("c", "3")];
    let guest = store.with(&values).await?;
    let mut readers = JoinSet::new();
    for _ in 0..8 {
        let guest = guest.clone();
        readers.spawn(async move {
            guest.reads_all(&values).await?;
            guest.reads("d", None).await
        });
    }
    readers.join_all().await.into_iter().collect()
}

pub(super) async fn an_instance_that_traps_harms_no_other(store: Store) -> Checked {
    let guest = store.with(&[("key", "value")]).await?;
    for _ in 0..20 {
        guest.0.trap("get-and-trap", ("key".to_owned(),)).await?;
    }
    guest.reads("key", Some("value")).await?;
    equal("the number of values", &guest.all().await?.len(), &1)
}
