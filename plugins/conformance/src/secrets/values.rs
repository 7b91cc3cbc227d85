//! What secrets say.

use tokio::task::JoinSet;

use crate::expect::Checked;
use crate::secrets::{Store, said};

pub(super) async fn a_secret_is_revealed(store: Store) -> Checked {
    store.asker().await?.reveals("text").await
}

pub(super) async fn a_secret_may_be_empty(store: Store) -> Checked {
    store.asker().await?.reveals("empty").await
}

pub(super) async fn a_secret_may_be_of_any_script(store: Store) -> Checked {
    store.asker().await?.reveals("script").await
}

pub(super) async fn a_secret_may_have_lines(store: Store) -> Checked {
    store.asker().await?.reveals("lines").await
}

pub(super) async fn a_secret_is_text_and_not_a_number(store: Store) -> Checked {
    store.asker().await?.reveals("number").await
}

pub(super) async fn a_long_secret_comes_back_whole(store: Store) -> Checked {
    store.asker().await?.reveals("long").await
}

pub(super) async fn bytes_come_back_as_bytes(store: Store) -> Checked {
    store.asker().await?.reveals("bytes").await
}

pub(super) async fn a_secret_stays_the_same_while_the_workload_runs(store: Store) -> Checked {
    let asker = store.asker().await?;
    for _ in 0..5 {
        let often = ("text".to_owned(), 20_u32);
        asker
            .0
            .answers("reveal-often", often, vec![said("text")])
            .await?;
    }
    Ok(())
}

pub(super) async fn readers_at_once_read_the_same(store: Store) -> Checked {
    let asker = store.asker().await?;
    let mut readers = JoinSet::new();
    for _ in 0..8 {
        let asker = asker.clone();
        readers.spawn(async move {
            asker.reveals_all(&["text", "bytes", "empty"]).await?;
            asker.lacks("missing").await
        });
    }
    readers.join_all().await.into_iter().collect()
}
