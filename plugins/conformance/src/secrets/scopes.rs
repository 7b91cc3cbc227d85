//! Who sees which secrets.

use crate::expect::Checked;
use crate::secrets::{Asker, Store};

pub(super) async fn components_of_a_workload_see_the_same(store: Store) -> Checked {
    let workload = store.workload().component("jobs", store.probe());
    let guest = store.start_as(workload).await?;
    for component in ["probe", "jobs"] {
        let asker = Asker(guest.component(component));
        asker.reveals_all(&["text", "bytes"]).await?;
        asker.lacks("missing").await?;
    }
    Ok(())
}

pub(super) async fn a_workload_that_starts_again_sees_them_again(store: Store) -> Checked {
    for _ in 0..3 {
        let asker = store.asker().await?;
        asker.reveals("text").await?;
        store.stop(asker.0).await?;
    }
    Ok(())
}
