//! Names of containers and objects.

use crate::blobstore::store::Blobs;
use crate::expect::Checked;

/// Writes its own name into each object of each container.
async fn each_has_its_own(blobs: &Blobs, containers: &[&str], names: &[&str]) -> Checked {
    let store = blobs.store().await?;
    for container in containers {
        store.create(container).await?;
        for name in names {
            store
                .put((container, name), format!("{container} {name}"))
                .await?;
        }
    }
    for container in containers {
        store.exists(container, true).await?;
        store.lists(container, names).await?;
        for name in names {
            store
                .holds((container, name), format!("{container} {name}"))
                .await?;
        }
    }
    for container in containers {
        store.delete_container(container).await?;
        store.exists(container, false).await?;
    }
    Ok(())
}

pub(super) async fn names_may_be_of_any_script(blobs: Blobs) -> Checked {
    let names = [
        "ключ",
        "鍵",
        "مفتاح",
        "clé",
        "🗝️",
        "a b",
        "a.b",
        "%41",
        "\"a\"",
    ];
    each_has_its_own(&blobs, &["короб", "箱"], &names).await
}

/// No name is folded or normalised: `é` can be one character or two.
pub(super) async fn names_differ_byte_by_byte(blobs: Blobs) -> Checked {
    let alike = ["name", "Name", "NAME", "name ", "\u{e9}", "e\u{301}"];
    each_has_its_own(&blobs, &alike, &alike).await
}

/// A slash and two dots mean nothing, so nobody gets out of a container.
pub(super) async fn names_may_look_like_paths(blobs: Blobs) -> Checked {
    let strange = [
        "..", ".", "../../up", "/etc", "a/b", "a", "%2F", "a\\b", "a b\0", "a\nb",
    ];
    each_has_its_own(&blobs, &["..", "a/b", "/"], &strange).await
}
