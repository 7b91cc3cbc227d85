//! Who sees whose data.

use hostplug::Scope;

use crate::rig::Rig;

fn scope(namespace: &str, workload: &str, component: &str, instance: &str) -> Scope {
    let mut scope = Scope::new(workload, component);
    scope.namespace = namespace.into();
    scope.instance = instance.into();
    scope
}

/// Whether what the first writes is there for the second.
async fn shares(rig: Rig, writer: Scope, reader: Scope) -> bool {
    let (mut writer, mut reader) = (
        rig.bind(writer).await.unwrap(),
        rig.bind(reader).await.unwrap(),
    );
    writer.set("a", "1").await.unwrap();
    reader.exists("a").await.unwrap()
}

fn rigs() -> Vec<Rig> {
    let mut rigs = vec![Rig::memory()];
    if cfg!(feature = "redb") {
        rigs.push(Rig::redb());
    }
    rigs
}

#[tokio::test]
async fn components_of_one_workload_share() {
    for rig in rigs() {
        let (web, jobs) = (
            scope("n", "shop", "web", "i"),
            scope("n", "shop", "jobs", "i"),
        );
        assert!(shares(rig, web, jobs).await);
    }
}

#[tokio::test]
async fn workloads_namespaces_and_instances_are_apart() {
    let others = [("n", "blog", "i"), ("m", "shop", "i"), ("n", "shop", "j")];
    for (namespace, workload, instance) in others {
        for rig in rigs() {
            let other = scope(namespace, workload, "web", instance);
            assert!(
                !shares(rig, scope("n", "shop", "web", "i"), other.clone()).await,
                "{other:?}"
            );
        }
    }
}

#[tokio::test]
async fn names_that_look_alike_when_joined_are_apart() {
    for rig in rigs() {
        assert!(
            !shares(
                rig,
                scope("a/b", "c", "web", "i"),
                scope("a", "b/c", "web", "i")
            )
            .await
        );
    }
    for rig in rigs() {
        assert!(
            !shares(
                rig,
                scope("a%2Fb", "c", "web", "i"),
                scope("a/b", "c", "web", "i")
            )
            .await
        );
    }
}

#[tokio::test]
async fn shared_instances_are_open_to_all_workloads() {
    for rig in rigs() {
        let (shop, blog) = (
            scope("n", "shop", "web", "i"),
            scope("m", "blog", "web", "i"),
        );
        assert!(shares(rig.with("shared", true), shop, blog).await);
    }
    for rig in rigs() {
        let (one, other) = (
            scope("n", "shop", "web", "i"),
            scope("n", "shop", "web", "j"),
        );
        assert!(!shares(rig.with("shared", true), one, other).await);
    }
}

#[tokio::test]
async fn memory_is_gone_with_its_last_binding() {
    let rig = Rig::memory();
    let mut first = rig.guest().await;
    first.set("a", "1").await.unwrap();
    let mut second = rig.guest().await;
    drop(first);
    assert!(second.exists("a").await.unwrap());
    drop(second);
    assert!(!rig.guest().await.exists("a").await.unwrap());
}
