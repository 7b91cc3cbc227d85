//! What components of one workload do not share.

use std::fs;

use hostplug_config::Config;
use hostplug_guests::{COMMAND, GREETER};
use hostplug_logging::Logging;
use hostplug_runtime::{Access, Component, Value, Volume, Workload};

use crate::support::output::Printed;
use crate::support::probe::{Log, Probe, probing};
use crate::support::{alone, builder};

fn command(args: &[&str]) -> Component {
    Component::bytes(COMMAND).args(args.iter().copied())
}

#[tokio::test]
async fn a_volume_is_seen_only_where_it_is_mounted_and_written_only_where_it_may_be() {
    let directory = tempfile::tempdir().unwrap();
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    let workload = Workload::new("test")
        .volume("data", Volume::Path(directory.path().to_owned()))
        .component(
            "writer",
            command(&["write", "/data/x", "hello"]).mount("data", "/data", Access::ReadWrite),
        )
        .component(
            "reader",
            command(&["cat", "/else/x"]).mount("data", "/else", Access::ReadOnly),
        )
        .component(
            "locked",
            command(&["write", "/data/y", "no"]).mount("data", "/data", Access::ReadOnly),
        )
        .component("stranger", command(&["cat", "/data/x"]))
        .component(
            "climber",
            command(&["cat", "/data/../x"]).mount("data", "/data", Access::ReadWrite),
        );
    let running = host.start(workload).await.unwrap();
    for (name, code) in [
        ("writer", 0),
        ("reader", 0),
        ("locked", 1),
        ("stranger", 1),
        ("climber", 1),
    ] {
        assert_eq!(running.run(name).await.unwrap(), code, "{name}");
    }
    assert_eq!(printed.take("reader"), ["hello"]);
    let names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["x"]);
}

/// Handles of the workload live on, and once kept the directory alive with them.
#[tokio::test]
async fn an_empty_volume_is_shared_by_its_mounts_and_deleted_after_the_stop() {
    let printed = Printed::default();
    let host = builder().stdio(printed.stdio()).start().await.unwrap();
    let workload = Workload::new("test")
        .volume("scratch", Volume::Empty)
        .volume("other", Volume::Empty)
        .component(
            "writer",
            command(&["write", "/s/x", "hello"]).mount("scratch", "/s", Access::ReadWrite),
        )
        .component(
            "reader",
            command(&["cat", "/s/x"]).mount("scratch", "/s", Access::ReadOnly),
        )
        .component(
            "other",
            command(&["ls", "/s"]).mount("other", "/s", Access::ReadOnly),
        );
    let before = temporary();
    let running = host.start(workload).await.unwrap();
    for name in ["writer", "reader", "other"] {
        assert_eq!(running.run(name).await.unwrap(), 0, "{name}");
    }
    assert_eq!(printed.take("reader"), ["hello"]);
    assert_eq!(printed.take("other"), [""; 0]);
    let ours: Vec<_> = temporary()
        .into_iter()
        .filter(|path| !before.contains(path) && path.join("x").exists())
        .collect();
    assert_eq!(ours.len(), 1, "{ours:?}");
    host.stop("default/test").await.unwrap();
    assert!(
        !ours[0].exists(),
        "deleted although `running` is still there"
    );
    drop(running);
}

/// Directories of empty volumes, of this and of other tests.
fn temporary() -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(std::env::temp_dir())
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    entries
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("hostplug-")
        })
        .collect()
}

#[tokio::test]
async fn each_component_has_its_own_configuration() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "from a file\n").unwrap();
    let host = builder()
        .plugin(Config)
        .plugin(Logging)
        .start()
        .await
        .unwrap();
    let mut first = Component::bytes(GREETER).config("greeting", "hoi");
    first
        .config
        .insert("motd".to_owned(), Value::File(file.path().to_owned()));
    first.config.insert(
        "root".to_owned(),
        Value::Env("CARGO_MANIFEST_DIR".to_owned()),
    );
    let workload = Workload::new("test")
        .component("first", first)
        .component("second", Component::bytes(GREETER));
    let running = host.start(workload).await.unwrap();
    let settings = async |component: &str| {
        let (settings,): (Vec<(String, String)>,) = running
            .call(component, "test:greet/greet@0.1.0#settings", ())
            .await
            .unwrap();
        settings
    };
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let expected = [
        ("greeting", "hoi"),
        ("motd", "from a file"),
        ("root", root.as_str()),
    ];
    let expected: Vec<_> = expected
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    assert_eq!(settings("first").await, expected);
    assert_eq!(settings("second").await, []);
}

#[tokio::test]
async fn each_call_has_a_fresh_instance() {
    let host = builder()
        .plugin(Probe::new(&Log::default()))
        .start()
        .await
        .unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    for _ in 0..3 {
        let (count,): (u32,) = running.call("web", "count", ()).await.unwrap();
        assert_eq!(
            count, 21,
            "the plugin's state of the instance says 2, the guest's own says 1"
        );
    }
}
