//! Components that were built against different versions of one package, and one that was built against two of them.

use hostplug_config::Config;
use hostplug_keyvalue::Keyvalue;
use hostplug_runtime::hostplug::Settings;
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, Host, Workload};

use crate::support::{alone, builder, text, wat};

/// `wasi:keyvalue/{store,atomics,batch}` in one version, as far as they are used here.
const KEYVALUE: &str = r#"
    (import "wasi:keyvalue/store@{VERSION}" (instance ${NAME}
        (type $variant (variant (case "no-such-store") (case "access-denied") (case "other" string)))
        (export "error" (type $error (eq $variant)))
        (export "bucket" (type $bucket (sub resource)))
        (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $error)))))
        (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string)
            (param "value" (list u8)) (result (result (error $error)))))
        (export "[method]bucket.exists" (func (param "self" (borrow $bucket)) (param "key" string)
            (result (result bool (error $error)))))))
    (alias export ${NAME} "error" (type ${NAME}-error))
    (alias export ${NAME} "bucket" (type ${NAME}-bucket))
    (import "wasi:keyvalue/atomics@{VERSION}" (instance ${NAME}-atomics
        (alias outer 1 ${NAME}-error (type $error'))
        (export "error" (type $error (eq $error')))
        (alias outer 1 ${NAME}-bucket (type $bucket'))
        (export "bucket" (type $bucket (eq $bucket')))
        (export "increment" (func (param "bucket" (borrow $bucket)) (param "key" string)
            (param "delta" {NUMBER}) (result (result {NUMBER} (error $error)))))))
    (import "wasi:keyvalue/batch@{VERSION}" (instance ${NAME}-batch
        (alias outer 1 ${NAME}-error (type $error'))
        (export "error" (type $error (eq $error')))
        (alias outer 1 ${NAME}-bucket (type $bucket'))
        (export "bucket" (type $bucket (eq $bucket')))
        (export "delete-many" (func (param "bucket" (borrow $bucket)) (param "keys" (list string))
            (result (result (error $error)))))))
    (core func ${NAME}-open (canon lower (func ${NAME} "open") (memory $mem) (realloc $realloc)))
    (core func ${NAME}-set (canon lower (func ${NAME} "[method]bucket.set") (memory $mem) (realloc $realloc)))
    (core func ${NAME}-exists (canon lower (func ${NAME} "[method]bucket.exists") (memory $mem) (realloc $realloc)))
    (core func ${NAME}-increment (canon lower (func ${NAME}-atomics "increment") (memory $mem) (realloc $realloc)))
    (core func ${NAME}-delete (canon lower (func ${NAME}-batch "delete-many") (memory $mem) (realloc $realloc)))
    (core instance ${NAME}-functions
        (export "open" (func ${NAME}-open)) (export "set" (func ${NAME}-set)) (export "exists" (func ${NAME}-exists))
        (export "increment" (func ${NAME}-increment)) (export "delete" (func ${NAME}-delete)))
    (core instance ${NAME}-calls (instantiate $calls
        (with "host" (instance ${NAME}-functions)) (with "memory" (instance $memory))))
    (func (export "write-{NAME}") (canon lift (core func ${NAME}-calls "write")))
    (func (export "has-{NAME}") (result bool) (canon lift (core func ${NAME}-calls "has")))
    (func (export "delete-{NAME}") (canon lift (core func ${NAME}-calls "delete")))
    (func (export "add-{NAME}") (param "n" {NUMBER}) (result {NUMBER}) (canon lift (core func ${NAME}-calls "add")))
"#;

/// Imports each of these versions, and exports `write`, `has`, `delete` and `add` for each, behind which its name
/// stands. They are about the keys `k` and `n` of the bucket `k`.
fn storing(versions: &[(&str, &str, &str)]) -> Component {
    let imports = versions.iter().map(|(name, version, number)| {
        let text = KEYVALUE.replace("{NAME}", name);
        text.replace("{VERSION}", version)
            .replace("{NUMBER}", number)
    });
    wat(&format!(
        r#"(component
            (core module $memory-module
                (memory (export "memory") 1)
                (data (i32.const 0) "kn")
                (data (i32.const 16) "\00\00\00\00\01\00\00\00")
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
            (core instance $memory (instantiate $memory-module))
            (alias core export $memory "memory" (core memory $mem))
            (alias core export $memory "realloc" (core func $realloc))
            (core module $calls
                (import "memory" "memory" (memory 1))
                (import "host" "open" (func $open (param i32 i32 i32)))
                (import "host" "set" (func $set (param i32 i32 i32 i32 i32 i32)))
                (import "host" "exists" (func $exists (param i32 i32 i32 i32)))
                (import "host" "increment" (func $increment (param i32 i32 i32 i64 i32)))
                (import "host" "delete" (func $delete (param i32 i32 i32 i32)))
                (func $bucket (result i32)
                    (call $open (i32.const 0) (i32.const 1) (i32.const 64))
                    (i32.load offset=4 (i32.const 64)))
                (func (export "write")
                    (call $set (call $bucket) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 128)))
                (func (export "has") (result i32)
                    (call $exists (call $bucket) (i32.const 0) (i32.const 1) (i32.const 192))
                    (i32.load8_u offset=4 (i32.const 192)))
                (func (export "delete")
                    (call $delete (call $bucket) (i32.const 16) (i32.const 1) (i32.const 192)))
                (func (export "add") (param i64) (result i64)
                    (call $increment (call $bucket) (i32.const 1) (i32.const 1) (local.get 0) (i32.const 256))
                    (if (i32.load8_u (i32.const 256)) (then (unreachable)))
                    (i64.load offset=8 (i32.const 256))))
            {})"#,
        imports.collect::<String>()
    ))
}

const OLD: (&str, &str, &str) = ("old", "0.2.0-draft", "u64");
const NEW: (&str, &str, &str) = ("new", "0.2.0-draft2", "s64");

async fn host() -> Host {
    builder()
        .plugin(Config)
        .plugin(Keyvalue::default())
        .instance("keyvalue", "default", Settings::default())
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn what_one_version_writes_the_other_reads() {
    let host = host().await;
    let running = host
        .start(alone("web", storing(&[OLD, NEW])))
        .await
        .unwrap();
    let (): () = running.call("web", "write-old", ()).await.unwrap();
    let (has,): (bool,) = running.call("web", "has-new", ()).await.unwrap();
    assert!(has);
    let (sum,): (u64,) = running.call("web", "add-old", (5u64,)).await.unwrap();
    assert_eq!(sum, 5);
    let (sum,): (i64,) = running.call("web", "add-new", (-7i64,)).await.unwrap();
    assert_eq!(sum, -2);
    // Both are answered by one implementation.
    let (): () = running.call("web", "delete-new", ()).await.unwrap();
    let (has,): (bool,) = running.call("web", "has-old", ()).await.unwrap();
    assert!(!has);
    let (): () = running.call("web", "write-new", ()).await.unwrap();
    let (has,): (bool,) = running.call("web", "has-old", ()).await.unwrap();
    assert!(has);
    let (): () = running.call("web", "delete-old", ()).await.unwrap();
    let (has,): (bool,) = running.call("web", "has-new", ()).await.unwrap();
    assert!(!has);
}

#[tokio::test]
async fn components_of_two_versions_share_the_data_of_a_workload() {
    let host = host().await;
    let workload = Workload::new("test")
        .component("old", storing(&[OLD]))
        .component("new", storing(&[NEW]));
    let running = host.start(workload).await.unwrap();
    let (): () = running.call("new", "write-new", ()).await.unwrap();
    let (has,): (bool,) = running.call("old", "has-old", ()).await.unwrap();
    assert!(has);
}

/// The name of a version does not say which text it is: increments of this one are those of the other.
#[tokio::test]
async fn a_component_of_another_text_is_refused_before_it_runs() {
    let confused = storing(&[("old", "0.2.0-draft", "s64")]);
    let refused = text(host().await.start(alone("web", confused)).await);
    assert!(
        refused.contains("`wasi:keyvalue/atomics@0.2.0-draft`") && refused.contains("s64"),
        "{refused}"
    );
}

/// Exports `get` of the interface, for the key `greeting`.
fn reading(interface: &str, error: &str) -> Component {
    wat(&format!(
        r#"(component
            (import "wasi:config/{interface}" (instance $config
                (type $variant (variant (case "upstream" string) (case "io" string)))
                (export "{error}" (type $error (eq $variant)))
                (export "get" (func (param "key" string) (result (result (option string) (error $error)))))))
            (core module $libc
                (memory (export "memory") 1)
                (data (i32.const 0) "greeting")
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
            (core instance $libc (instantiate $libc))
            (alias core export $libc "memory" (core memory $memory))
            (alias core export $libc "realloc" (core func $realloc))
            (core func $get (canon lower (func $config "get") (memory $memory) (realloc $realloc)))
            (core module $main
                (import "" "get" (func $get (param i32 i32 i32)))
                (func (export "run") (result i32)
                    (call $get (i32.const 0) (i32.const 8) (i32.const 64))
                    (i32.const 68)))
            (core instance $main (instantiate $main (with "" (instance (export "get" (func $get))))))
            (func (export "run") (result (option string))
                (canon lift (core func $main "run") (memory $memory) (realloc $realloc))))"#
    ))
}

#[tokio::test]
async fn each_draft_of_the_configuration_is_served() {
    for (interface, error) in [
        ("store@0.2.0-rc.1", "error"),
        ("store@0.2.0-draft-2024-09-27", "error"),
        ("store@0.2.0-draft", "error"),
        ("runtime@0.2.0-draft", "config-error"),
    ] {
        let component = reading(interface, error).config("greeting", "hello");
        let running = host().await.start(alone("web", component)).await.unwrap();
        let answer = running.invoke("web", "run", &[]).await.unwrap();
        let hello = Val::Option(Some(Box::new(Val::String("hello".to_owned()))));
        assert_eq!(answer, [hello], "{interface}");
    }
}
