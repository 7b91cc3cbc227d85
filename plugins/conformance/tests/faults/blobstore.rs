use std::sync::Arc;

use hostplug::{BackendSettings, Backends, Scope, Settings};
use hostplug_blobstore::Blobstore;
use hostplug_blobstore::backend::{Backend, Blob, Id, Info, Result, Upload, async_trait};
use hostplug_conformance::blobstore::Suite;

use crate::finds;

/// What is wrong with a backend.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    LosesWhatItMoves,
    ClearsForEver,
    FoldsCase,
    IsOpenToAll,
}

/// The backend `memory` with a fault.
struct Faulty(Arc<dyn Backend>, Fault);

#[async_trait]
impl Backend for Faulty {
    async fn create_container(&self, name: &str) -> Result<()> {
        self.0.create_container(name).await
    }

    async fn container(&self, name: &str) -> Result<Option<u64>> {
        self.0.container(name).await
    }

    async fn delete_container(&self, name: &str) -> Result<()> {
        self.0.delete_container(name).await
    }

    async fn list(&self, container: &str, after: Option<&str>, most: usize) -> Result<Vec<String>> {
        self.0.list(container, after, most).await
    }

    async fn object(&self, id: &Id) -> Result<Option<Info>> {
        self.0.object(&self.id(id)).await
    }

    async fn open(&self, id: &Id) -> Result<Arc<dyn Blob>> {
        self.0.open(&self.id(id)).await
    }

    async fn upload(&self) -> Result<Box<dyn Upload>> {
        self.0.upload().await
    }

    async fn delete(&self, container: &str, names: &[String]) -> Result<()> {
        self.0.delete(container, names).await
    }

    async fn clear(&self, container: &str) -> Result<()> {
        self.0.clear(container).await?;
        match self.1 {
            Fault::ClearsForEver => self.0.delete_container(container).await,
            _ => Ok(()),
        }
    }

    async fn copy(&self, from: &Id, to: &Id) -> Result<()> {
        self.0.copy(from, to).await
    }

    /// The error of the copy is that of the move, but the source is gone all the same.
    async fn rename(&self, from: &Id, to: &Id) -> Result<()> {
        if self.1 != Fault::LosesWhatItMoves {
            return self.0.rename(from, to).await;
        }
        let copied = self.0.copy(from, to).await;
        let source = [from.object.clone()];
        self.0.delete(&from.container, &source).await.and(copied)
    }
}

impl Faulty {
    /// What is read instead of an object.
    fn id(&self, id: &Id) -> Id {
        let mut id = id.clone();
        if self.1 == Fault::FoldsCase {
            id.object = id.object.to_lowercase();
        }
        id
    }
}

fn plugin(fault: Fault) -> Blobstore {
    let memory = Blobstore::default().0;
    let open = move |space: String, (): ()| {
        let memory = memory.clone();
        async move {
            let space = if fault == Fault::IsOpenToAll {
                "one".to_owned()
            } else {
                space
            };
            let scope = Scope::new(space, "faulty");
            let memory = memory.open(&scope, BackendSettings::default()).await?;
            Ok(Arc::new(Faulty(memory, fault)) as Arc<dyn Backend>)
        }
    };
    Blobstore(Backends::default().with("faulty", open))
}

async fn found(fault: Fault, checks: &[&str]) {
    let suite = Suite::new(move || plugin(fault));
    let suite = suite.settings(Settings::default().with("backend", "faulty"));
    finds(&suite.check().await, checks);
}

#[tokio::test]
async fn a_plugin_without_fault_keeps_the_contract() {
    found(Fault::None, &[]).await;
}

#[tokio::test]
async fn a_move_that_loses_its_source_is_found() {
    let checks = [
        "a_missing_container_is_an_error_everywhere",
        "a_move_that_fails_leaves_the_source",
        "a_move_to_itself_changes_nothing",
    ];
    found(Fault::LosesWhatItMoves, &checks).await;
}

#[tokio::test]
async fn a_container_that_is_cleared_away_is_found() {
    let checks = ["containers_are_apart", "a_container_can_be_cleared"];
    found(Fault::ClearsForEver, &checks).await;
}

#[tokio::test]
async fn names_that_are_folded_are_found() {
    found(Fault::FoldsCase, &["names_differ_byte_by_byte"]).await;
}

#[tokio::test]
async fn data_that_all_workloads_see_is_found() {
    let checks = ["workloads_are_apart", "namespaces_are_apart"];
    found(Fault::IsOpenToAll, &checks).await;
}
