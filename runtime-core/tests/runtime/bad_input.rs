//! Input that no user should have to debug: each is refused with what to do.

use std::fs;

use hostplug_config::Config;
use hostplug_guests::{CALLS_CALLEE, CALLS_CALLER, GREETER};
use hostplug_runtime::{Access, Component, Error, Host, Problem, Value, Volume, Workload};

use crate::support::{alone, builder, host, text, wat};

async fn refusal(workload: Workload) -> String {
    let host = builder().plugin(Config).start().await.unwrap();
    let text = text(host.start(workload).await);
    assert!(
        host.heartbeat().workloads.is_empty(),
        "nothing is left behind"
    );
    text
}

#[tokio::test]
async fn bytes_that_are_no_component_are_refused() {
    let noise: Vec<u8> = (0..1000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let module = wat::parse_str("(module)").unwrap();
    for (bytes, expected) in [
        (
            Vec::new(),
            "component `web` is empty\nhelp: give the path of a file",
        ),
        (noise, "component `web` is not valid: "),
        (
            CALLS_CALLEE[..CALLS_CALLEE.len() / 2].to_vec(),
            "component `web` is not valid: unexpected end",
        ),
        (CALLS_CALLEE[..6].to_vec(), "component `web` is not valid: "),
        (
            module,
            "component `web` is a core module, not a component\nhelp: `wasm-tools component new`",
        ),
        (
            b"(component)".to_vec(),
            "component `web` is WebAssembly text, but only binaries are accepted",
        ),
    ] {
        let text = refusal(alone("web", Component::bytes(bytes))).await;
        assert!(
            text.starts_with(&format!("workload `test` has a problem\n\n{expected}")),
            "{text}"
        );
    }
}

#[tokio::test]
async fn all_broken_components_are_reported_together() {
    let workload = Workload::new("test")
        .component("good", Component::bytes(CALLS_CALLEE))
        .component("empty", Component::bytes([]))
        .component("text", Component::bytes(*b"(component)"));
    let error = host().await.start(workload).await.unwrap_err();
    let Error::Unresolved(report) = error else {
        panic!("{error:?}")
    };
    assert!(
        matches!(
            report.problems.as_slice(),
            [Problem::Part(_), Problem::Part(_)]
        ),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_missing_file_is_reported_with_what_else_is_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("web.wasm");
    let expected = format!(
        "workload `test` has problems\n\n\
         component `job` is empty\n\
         help: give the path of a file that `cargo build --target wasm32-wasip2` wrote\n\n\
         component `web`: cannot read `{}`: No such file or directory (os error 2)\n\
         help: set the source of `[components.web]` to a component that is there; a relative `path` begins at the document",
        path.display()
    );
    // What `other` imports, the missing ones might export.
    let other = wat(r#"(component (import "a:b/c" (instance (export "f" (func)))))"#);
    let workload = alone("web", Component::path(&path))
        .component("job", Component::bytes([]))
        .component("other", other);
    assert_eq!(refusal(workload).await, expected);
}

#[tokio::test]
async fn an_interface_that_nobody_serves_is_named_with_what_is_near() {
    let component = wat(r#"(component
        (import "wasi:runtime-config/store@0.2.0-draft" (instance (export "f" (func))))
        (import "vendor:queue/queue@1.0.0" (instance (export "f" (func)))))"#);
    assert_eq!(
        refusal(alone("web", component)).await,
        "workload `test` has problems\n\n\
         component `web` imports `wasi:runtime-config/store@0.2.0-draft`, which no plugin and no component provides\n\
         note: plugin `config` serves `wasi:config/runtime@0.2.0-draft`\n\
         note: plugin `config` serves `wasi:config/store@0.2.0-draft-2024-09-27`\n\
         note: plugin `config` serves `wasi:config/store@0.2.0-draft`\n\
         help: add a plugin that serves it to the host, or a component that exports it to the workload\n\n\
         component `web` imports `vendor:queue/queue@1.0.0`, which no plugin and no component provides\n\
         help: add a plugin that serves it to the host, or a component that exports it to the workload"
    );
    let greeter = refusal(alone("greeter", Component::bytes(GREETER))).await;
    assert!(
        greeter.contains("`wasi:logging/logging@0.1.0-draft`, which no plugin"),
        "{greeter}"
    );
    let caller = refusal(alone("caller", Component::bytes(CALLS_CALLER))).await;
    assert!(
        caller
            .contains("imports `test:calls/api@0.1.0`, which no plugin and no component provides"),
        "{caller}"
    );
}

/// The name fits, the types do not.
#[tokio::test]
async fn a_plugin_with_other_types_is_refused() {
    let component = wat(r#"(component
        (import "wasi:config/store@0.2.0-rc.1" (instance (export "get" (func (param "key" string) (result string))))))"#);
    let text = refusal(alone("web", component)).await;
    assert_eq!(
        text,
        "workload `test` has a problem\n\n\
         component `web` imports `wasi:config/store@0.2.0-rc.1`, but `get` of plugin `config` differs\n\
         expected: get: func(key: string) -> string\n\
         found: get: func(key: string) -> result<option<string>, error>\n\
         help: build `web` and plugin `config` against one version of the WIT"
    );
}

#[tokio::test]
async fn values_that_cannot_be_had_are_named_and_not_printed() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("motd.txt");
    let binary = directory.path().join("binary");
    fs::write(&binary, [0xff, 0xfe]).unwrap();
    for (value, expected) in [
        (
            Value::Env("HOSTPLUG_NO_SUCH_VARIABLE".to_owned()),
            "the environment variable `HOSTPLUG_NO_SUCH_VARIABLE` of the host is not set"
                .to_owned(),
        ),
        (
            Value::File(missing.clone()),
            format!(
                "cannot read `{}`: No such file or directory (os error 2)",
                missing.display()
            ),
        ),
        (
            Value::File(binary.clone()),
            format!(
                "cannot read `{}`: stream did not contain valid UTF-8",
                binary.display()
            ),
        ),
    ] {
        let expected = format!("`key` of component `web`: {expected}");
        let mut config = Component::bytes(CALLS_CALLEE);
        config.config.insert("key".to_owned(), value.clone());
        assert_eq!(refusal(alone("web", config)).await, expected);
        let mut environment = Component::bytes(CALLS_CALLEE);
        environment.environment.insert("key".to_owned(), value);
        assert_eq!(refusal(alone("web", environment)).await, expected);
    }
}

#[tokio::test]
async fn a_volume_must_be_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file, directory.path().join("missing")] {
        let component = Component::bytes(CALLS_CALLEE).mount("data", "/data", Access::ReadOnly);
        let workload = alone("web", component).volume("data", Volume::Path(path.clone()));
        assert_eq!(
            refusal(workload).await,
            format!("volume `data`: `{}` is not a directory", path.display())
        );
    }
}

#[tokio::test]
async fn a_document_is_read_from_a_file_with_its_paths_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("callee.wasm"), CALLS_CALLEE).unwrap();
    let write = |name: &str, text: &str| {
        let path = directory.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let good = write(
        "good.toml",
        "name = \"shop\"\n[components.callee]\npath = \"callee.wasm\"\n",
    );
    let host = host().await;
    let running = host
        .start(Workload::from_file(good).unwrap())
        .await
        .unwrap();
    assert_eq!(running.id(), "default/shop");

    let unknown = write(
        "unknown.toml",
        "name = \"shop\"\n[components.callee]\npath = \"callee.wasm\"\nmemory = 1\n",
    );
    let refused = text(Workload::from_file(&unknown));
    assert!(
        refused.starts_with(&format!(
            "`{}` is not a workload: TOML parse error at line 4",
            unknown.display()
        )),
        "{refused}"
    );
    assert!(
        refused.contains("unknown field `memory`, expected one of `path`"),
        "{refused}"
    );

    let yaml = write("shop.yaml", "name: shop");
    assert_eq!(
        text(Workload::from_file(&yaml)),
        format!(
            "workload `{}` is neither `.toml` nor `.json`\nhelp: rename it after its format",
            yaml.display()
        )
    );
    let missing = directory.path().join("missing.toml");
    assert_eq!(
        text(Workload::from_file(&missing)),
        format!(
            "cannot read workload `{}`: No such file or directory (os error 2)",
            missing.display()
        )
    );
}

#[tokio::test]
async fn what_failed_once_can_be_started_afterwards() {
    let host: Host = host().await;
    assert!(
        host.start(alone("callee", Component::bytes([])))
            .await
            .is_err()
    );
    assert!(
        host.start(alone("callee", Component::path("no-such-file")))
            .await
            .is_err()
    );
    host.start(alone("callee", Component::bytes(CALLS_CALLEE)))
        .await
        .unwrap();
}
