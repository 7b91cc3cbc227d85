//! `get-all`.

use crate::config::Store;
use crate::expect::{Checked, equal};

fn owned(values: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |&(key, value): &(&str, &str)| (key.to_owned(), value.to_owned());
    values.iter().map(owned).collect()
}

/// That these values are listed, in any order.
async fn lists(store: &Store, values: &[(&str, &str)]) -> Checked {
    let (mut listed, mut expected) = (store.with(values).await?.all().await?, owned(values));
    listed.sort();
    expected.sort();
    equal("what is listed, sorted", &listed, &expected)
}

pub(super) async fn all_values_are_listed_with_their_keys(store: Store) -> Checked {
    lists(
        &store,
        &[
            ("b", "2"),
            ("a", "1"),
            ("empty", ""),
            ("Key", "0"),
            ("ключ", "да"),
        ],
    )
    .await
}

pub(super) async fn nothing_is_listed_without_configuration(store: Store) -> Checked {
    lists(&store, &[]).await
}

pub(super) async fn the_list_has_a_thousand_keys_once(store: Store) -> Checked {
    let keys: Vec<String> = (0..1000).map(|n| format!("key-{n}")).collect();
    let values: Vec<_> = keys.iter().map(|key| (key.as_str(), "value")).collect();
    lists(&store, &values).await
}

pub(super) async fn what_is_listed_can_be_read(store: Store) -> Checked {
    let guest = store.with(&[("a", "1"), ("B", ""), ("c d", "3")]).await?;
    for (key, value) in guest.all().await? {
        guest.reads(&key, Some(&value)).await?;
    }
    Ok(())
}

pub(super) async fn the_list_is_sorted_by_key(store: Store) -> Checked {
    let guest = store
        .with(&[("b", "2"), ("a", "1"), ("B", "3"), ("", "0")])
        .await?;
    let expected = owned(&[("", "0"), ("B", "3"), ("a", "1"), ("b", "2")]);
    equal("what is listed", &guest.all().await?, &expected)
}
