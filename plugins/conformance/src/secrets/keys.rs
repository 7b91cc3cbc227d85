//! Names of secrets, which are compared byte by byte.

use crate::expect::Checked;
use crate::secrets::Store;

pub(super) async fn what_is_not_there_is_not_found(store: Store) -> Checked {
    store.asker().await?.lacks("missing").await
}

pub(super) async fn the_empty_key_is_not_found(store: Store) -> Checked {
    store.asker().await?.lacks("").await
}

pub(super) async fn the_environment_of_the_host_is_not_found(store: Store) -> Checked {
    let asker = store.asker().await?;
    for key in ["PATH", "HOME", "USER", "/etc/passwd", "../../etc/passwd"] {
        asker.lacks(key).await?;
    }
    Ok(())
}

pub(super) async fn what_is_not_found_can_be_asked_for_again(store: Store) -> Checked {
    let asker = store.asker().await?;
    for _ in 0..20 {
        asker.lacks("missing").await?;
    }
    Ok(())
}

pub(super) async fn keys_differ_by_case(store: Store) -> Checked {
    let asker = store.asker().await?;
    asker.reveals_all(&["key", "Key"]).await?;
    asker.lacks("KEY").await
}

pub(super) async fn keys_are_not_trimmed(store: Store) -> Checked {
    let asker = store.asker().await?;
    for key in [" key", "key ", "key\n"] {
        asker.lacks(key).await?;
    }
    Ok(())
}

pub(super) async fn a_prefix_of_a_key_is_another_key(store: Store) -> Checked {
    let asker = store.asker().await?;
    asker
        .reveals_all(&["database", "database.password"])
        .await?;
    for key in ["data", "database.", "password", "database.password.x"] {
        asker.lacks(key).await?;
    }
    Ok(())
}

pub(super) async fn a_key_may_be_of_any_script(store: Store) -> Checked {
    store.asker().await?.reveals_all(&["ключ", "鍵"]).await
}

pub(super) async fn a_key_may_look_like_a_path(store: Store) -> Checked {
    store.asker().await?.reveals_all(&["a/b", "a b"]).await
}
