//! What is compiled, how often, and where it comes from else.

use std::path::Path;

use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER, COMMAND};
use hostplug_runtime::{CacheStatistics, Component, Host, Workload};

use crate::support::{alone, builder, quick_engine, text, until_gone, wat};

/// A command, whose core module is large enough to be shared.
fn command(name: &str) -> Workload {
    Workload::new(name).component("command", Component::bytes(COMMAND).args(["exit", "0"]))
}

/// Two components, which are composed into one.
fn pair() -> Workload {
    Workload::new("pair")
        .component("caller", Component::bytes(CALLS_CALLER))
        .component("callee", Component::bytes(CALLS_CALLEE))
}

/// How many modules and how many components were compiled.
fn compiled(host: &Host) -> (u64, u64) {
    let CacheStatistics {
        modules,
        components,
        ..
    } = host.cache_statistics();
    (modules.compiled, components.compiled)
}

async fn start_and_stop(host: &Host, workload: Workload) {
    let running = host.start(workload).await.unwrap();
    host.stop(running.id()).await.unwrap();
}

/// A host of another process, as far as its caches know.
async fn other_process(directory: &Path) -> Host {
    builder()
        .engine(quick_engine())
        .cache_dir(directory)
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_module_used_in_a_hundred_workloads_is_compiled_once() {
    let host = builder().start().await.unwrap();
    for number in 0..100 {
        host.start(command(&format!("c{number}"))).await.unwrap();
    }
    let statistics = host.cache_statistics();
    assert_eq!(compiled(&host), (1, 1), "{statistics:?}");
    assert_eq!(statistics.modules.from_memory, 99);
    assert_eq!(statistics.components.from_memory, 99);
    assert_eq!(
        (statistics.parts_parsed, statistics.parts_from_memory),
        (1, 99)
    );
    let last = host.workload("default/c99").unwrap();
    assert_eq!(last.run("command").await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workloads_that_start_at_once_compile_once() {
    let host = builder().start().await.unwrap();
    let mut starts = tokio::task::JoinSet::new();
    for number in 0..16 {
        let host = host.clone();
        starts.spawn(async move { host.start(command(&format!("c{number}"))).await.map(drop) });
    }
    for started in starts.join_all().await {
        started.unwrap();
    }
    assert_eq!(compiled(&host), (1, 1), "{:?}", host.cache_statistics());
    assert_eq!(host.cache_statistics().parts_parsed, 1);
}

/// The name is in the messages, so it must be that of the workload at hand.
#[tokio::test]
async fn a_component_that_is_known_under_another_name_keeps_its_own() {
    let host = builder().start().await.unwrap();
    host.start(alone("first", Component::bytes(CALLS_CALLEE)))
        .await
        .unwrap();
    let workload = Workload::new("other")
        .component("caller", Component::bytes(CALLS_CALLER))
        .component("second", Component::bytes(CALLS_CALLEE))
        .component("third", Component::bytes(CALLS_CALLEE));
    let text = text(host.start(workload).await);
    assert!(
        text.contains("component `second` and component `third`"),
        "{text}"
    );
    assert_eq!(host.cache_statistics().parts_parsed, 2);
}

const ONE_OF: &str = r#"(component
    (core module $m (func (export "f") (result i32) i32.const NUMBER))
    (core instance $i (instantiate $m))
    (func $f (result u32) (canon lift (core func $i "f")))
    (instance $e (export "f" (func $f)))
    (export "a:b/number@1.0.0" (instance $e)))"#;

const ASKS: &str = r#"(component
    (import "a:b/number@1.0.0" (instance $i (export "f" (func (result u32)))))
    (alias export $i "f" (func $f))
    (export "asked" (func $f)))"#;

/// The same components with another link are another composition.
#[tokio::test]
async fn a_known_composition_is_not_taken_for_another() {
    let host = builder().start().await.unwrap();
    for expected in ["one", "two", "one"] {
        let import = "a:b/number@1.0.0";
        let workload = Workload::new("test")
            .component("asks", wat(ASKS))
            .component("one", wat(&ONE_OF.replace("NUMBER", "1")))
            .component("two", wat(&ONE_OF.replace("NUMBER", "2")))
            .link("asks", import, expected, import);
        let running = host.start(workload).await.unwrap();
        let (number,): (u32,) = running.call("asks", "asked", ()).await.unwrap();
        assert_eq!(number, if expected == "one" { 1 } else { 2 });
        host.stop(running.id()).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_stopped_starts_again_without_compiling() {
    let host = builder().start().await.unwrap();
    start_and_stop(&host, pair()).await;
    let first = host.cache_statistics();
    assert_eq!(first.idle_bytes, first.memory_bytes, "nobody uses it");
    assert!(first.idle_bytes > 0);
    start_and_stop(&host, pair()).await;
    let second = host.cache_statistics();
    assert_eq!(second.components.compiled, first.components.compiled);
    assert_eq!(second.parts_parsed, 2);
    assert_eq!(second.memory_bytes, first.memory_bytes);
}

#[tokio::test]
async fn nothing_stays_in_memory_beyond_the_limit() {
    let host = builder().memory_cache_limit(0).start().await.unwrap();
    let running = host.start(command("c")).await.unwrap();
    assert!(host.cache_statistics().memory_bytes > 0, "it is in use");
    assert_eq!(host.cache_statistics().idle_bytes, 0);
    host.stop(running.id()).await.unwrap();
    drop(running);
    assert_eq!(host.cache_statistics().memory_bytes, 0);
    start_and_stop(&host, command("c")).await;
    assert_eq!(compiled(&host), (2, 2));
}

#[tokio::test]
async fn the_next_host_finds_code_in_files() {
    let directory = tempfile::tempdir().unwrap();
    let first = other_process(directory.path()).await;
    first.start(command("c")).await.unwrap();
    first.start(pair()).await.unwrap();
    let (modules, components) = compiled(&first);
    let second = other_process(directory.path()).await;
    let running = second.start(command("c")).await.unwrap();
    assert_eq!(running.run("command").await.unwrap(), 0);
    let running = second.start(pair()).await.unwrap();
    let (sum,): (u32,) = running
        .call("caller", "test:calls/runs@0.1.0#add", (2_u32,))
        .await
        .unwrap();
    assert_eq!(sum, 3);
    let statistics = second.cache_statistics();
    assert_eq!(compiled(&second), (0, 0), "{statistics:?}");
    assert_eq!(statistics.modules.from_disk, modules);
    assert_eq!(statistics.components.from_disk, components);
    assert_eq!((statistics.rejected, statistics.disk_errors), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hosts_share_a_directory_at_the_same_time() {
    let directory = tempfile::tempdir().unwrap();
    let mut hosts = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let path = directory.path().to_owned();
        hosts.spawn(async move {
            let host = other_process(&path).await;
            let running = host.start(command("c")).await.unwrap();
            assert_eq!(running.run("command").await.unwrap(), 0);
            host.cache_statistics()
        });
    }
    for statistics in hosts.join_all().await {
        assert_eq!(
            statistics.modules.compiled + statistics.modules.from_disk,
            1
        );
        assert_eq!((statistics.rejected, statistics.disk_errors), (0, 0));
    }
    let host = other_process(directory.path()).await;
    host.start(command("c")).await.unwrap();
    assert_eq!(compiled(&host), (0, 0));
    let files = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(files, 2, "a module and a component, and nothing unfinished");
}

#[tokio::test]
async fn damaged_files_are_compiled_anew() {
    let directory = tempfile::tempdir().unwrap();
    start_and_stop(&other_process(directory.path()).await, command("c")).await;
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x80;
        std::fs::write(&path, bytes).unwrap();
    }
    let host = other_process(directory.path()).await;
    let running = host.start(command("c")).await.unwrap();
    assert_eq!(running.run("command").await.unwrap(), 0);
    assert_eq!(host.cache_statistics().rejected, 2);
    assert_eq!(compiled(&host), (1, 1));
}

#[tokio::test]
async fn files_that_cannot_be_written_fail_no_start() {
    let directory = tempfile::tempdir().unwrap();
    let host = other_process(directory.path()).await;
    drop(directory);
    let running = host.start(command("c")).await.unwrap();
    assert_eq!(running.run("command").await.unwrap(), 0);
    assert_eq!(host.cache_statistics().disk_errors, 2);
}

#[tokio::test]
async fn the_files_stay_within_their_limit() {
    let directory = tempfile::tempdir().unwrap();
    start_and_stop(&other_process(directory.path()).await, command("c")).await;
    let whole = bytes_in(directory.path());
    let host = builder()
        .cache_dir(directory.path())
        .cache_limit(whole / 2)
        .start()
        .await
        .unwrap();
    assert!(
        bytes_in(directory.path()) <= whole / 2,
        "it is tidied at the start"
    );
    start_and_stop(&host, pair()).await;
    start_and_stop(&host, command("c")).await;
    assert!(bytes_in(directory.path()) <= whole / 2);
}

fn bytes_in(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum()
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_others_can_write_is_refused_when_the_host_starts() {
    use std::os::unix::fs::PermissionsExt;

    let directory = tempfile::tempdir().unwrap();
    let open = std::fs::Permissions::from_mode(0o770);
    std::fs::set_permissions(directory.path(), open).unwrap();
    let path = directory.path().display();
    assert_eq!(
        text(builder().cache_dir(directory.path()).start().await),
        format!(
            "`{path}` cannot keep compiled code: others can write to it, since its mode is 770\n\
             help: type `chmod 700 {path}`"
        )
    );
}

/// The start is given up at each of its steps in turn. Whatever it was doing goes on or never began.
#[tokio::test]
async fn a_start_that_is_given_up_leaves_the_caches_whole() {
    let directory = tempfile::tempdir().unwrap();
    let host = other_process(directory.path()).await;
    for steps in 0..50 {
        let start = tokio::spawn({
            let host = host.clone();
            async move { host.start(command("c")).await.map(drop) }
        });
        for _ in 0..steps {
            tokio::task::yield_now().await;
        }
        start.abort();
        let _ = start.await;
        until_gone(&host, "default/c").await;
    }
    let running = host.start(command("c")).await.unwrap();
    assert_eq!(running.run("command").await.unwrap(), 0);
    let statistics = host.cache_statistics();
    assert_eq!(compiled(&host), (1, 1), "{statistics:?}");
    assert_eq!((statistics.rejected, statistics.disk_errors), (0, 0));
}
