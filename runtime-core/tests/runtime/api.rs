//! A host as an adapter drives it.

use std::sync::Arc;
use std::time::Duration;

use hostplug_config::Config;
use hostplug_guests::CALLS_CALLEE;
use hostplug_runtime::{Change, Component, Error, Heartbeat, HostApi, WorkloadState};

use crate::support::{alone, builder, host};

fn callee() -> hostplug_runtime::Workload {
    alone("callee", Component::bytes(CALLS_CALLEE))
}

#[tokio::test]
async fn an_adapter_drives_a_host_without_its_type() {
    let host: Arc<dyn HostApi> = Arc::new(host().await);
    let mut watch = host.watch();
    let started = host.start(None, callee()).await.unwrap();
    assert_eq!(
        (started.id.as_str(), started.state),
        ("default/test", WorkloadState::Running)
    );
    let Some(Change::Workload(first)) = watch.next().await else {
        panic!("it was started");
    };
    assert_eq!(first.state, WorkloadState::Starting);
    assert_eq!(host.update(None, callee()).await.unwrap().revision, 2);
    let other = host
        .start(Some("job-7".to_owned()), callee())
        .await
        .unwrap();
    assert_eq!(other.id, "job-7");
    assert_eq!((host.list().len(), host.heartbeat().components), (2, 2));
    host.stop("default/test").await.unwrap();
    host.stop_within("job-7", Duration::from_secs(30))
        .await
        .unwrap();
    assert_eq!(host.status("job-7").unwrap().state, WorkloadState::Stopped);
    assert!(matches!(
        host.stop("none").await,
        Err(Error::UnknownWorkload { .. })
    ));
}

#[tokio::test]
async fn labels_name_the_packages_that_plugins_serve() {
    let heartbeat = builder()
        .plugin(Config)
        .label("region", "eu")
        .start()
        .await
        .unwrap()
        .heartbeat();
    assert_eq!(
        heartbeat.labels["plugin.wasi.config"],
        "0.2.0-draft,0.2.0-draft-2024-09-27,0.2.0-rc.1"
    );
    assert_eq!(heartbeat.labels["region"], "eu");
}

#[tokio::test]
async fn a_label_of_ones_own_goes_before_one_of_a_plugin() {
    let host = builder().plugin(Config).label("plugin.wasi.config", "mine");
    let heartbeat: Heartbeat = host.start().await.unwrap().heartbeat();
    assert_eq!(heartbeat.labels["plugin.wasi.config"], "mine");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_heartbeat_says_what_the_process_uses() {
    let heartbeat = host().await.heartbeat();
    assert!(heartbeat.memory > 1 << 20, "{}", heartbeat.memory);
    assert!(heartbeat.cpu > Duration::ZERO);
    assert!(!heartbeat.hostname.is_empty());
}
