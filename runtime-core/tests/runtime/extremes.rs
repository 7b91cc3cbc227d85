//! Guests, documents and clocks that go too far.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use hostplug_runtime::{Component, DocumentError, Error, Exceeded, OwnLimits, Running, Workload};

use crate::support::{alone, builder, host, text, wat};

/// Exports `open`, which opens as many sockets of WASI 0.2 as it is told, and keeps them.
fn sockets() -> Component {
    sockets_of(
        r#"(import "wasi:sockets/network@0.2.0" (instance $network
            (type $code (enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory" "timeout"
                "concurrency-conflict" "not-in-progress" "would-block" "invalid-state" "new-socket-limit"
                "address-not-bindable" "address-in-use" "remote-unreachable" "connection-refused" "connection-reset"
                "connection-aborted" "datagram-too-large" "name-unresolvable" "temporary-resolver-failure"
                "permanent-resolver-failure"))
            (export "error-code" (type (eq $code)))
            (type $family (enum "ipv4" "ipv6"))
            (export "ip-address-family" (type (eq $family)))))
        (alias export $network "error-code" (type $code))
        (alias export $network "ip-address-family" (type $family))
        (import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
        (alias export $tcp "tcp-socket" (type $socket))
        (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $host
            (export "error-code" (type $c (eq $code)))
            (export "ip-address-family" (type $f (eq $family)))
            (export "tcp-socket" (type $s (eq $socket)))
            (export "create-tcp-socket"
                (func (param "address-family" $f) (result (result (own $s) (error $c)))))))"#,
        "create-tcp-socket",
    )
}

/// The same with sockets of WASI 0.3.
fn sockets_p3() -> Component {
    sockets_of(
        r#"(import "wasi:sockets/types@0.3.0" (instance $host
            (type $code' (variant (case "access-denied") (case "not-supported") (case "invalid-argument")
                (case "out-of-memory") (case "timeout") (case "invalid-state") (case "address-not-bindable")
                (case "address-in-use") (case "remote-unreachable") (case "connection-refused")
                (case "connection-broken") (case "connection-reset") (case "connection-aborted")
                (case "datagram-too-large") (case "other" (option string))))
            (export "error-code" (type $code (eq $code')))
            (type $family' (enum "ipv4" "ipv6"))
            (export "ip-address-family" (type $family (eq $family')))
            (export "tcp-socket" (type $socket (sub resource)))
            (export "[static]tcp-socket.create"
                (func (param "address-family" $family) (result (result (own $socket) (error $code)))))))"#,
        "[static]tcp-socket.create",
    )
}

fn sockets_of(import: &str, create: &str) -> Component {
    let guest = wat(&format!(
        r#"(component
        {import}
        (core module $memory (memory (export "memory") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
        (core instance $memory (instantiate $memory))
        (core func $create (canon lower (func $host "{create}")
            (memory $memory "memory") (realloc (func $memory "realloc"))))
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "create" (func $create (param i32 i32)))
            ;; How many of them were opened.
            (func (export "open") (param $n i32) (result i32) (local $opened i32)
                (loop $again
                    (call $create (i32.const 0) (i32.const 16))
                    (local.set $opened (i32.add (local.get $opened) (i32.eqz (i32.load8_u (i32.const 16)))))
                    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                    (br_if $again (local.get $n)))
                (local.get $opened)))
        (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $memory "memory")) (export "create" (func $create))))))
        (func (export "open") (param "n" u32) (result u32) (canon lift (core func $i "open"))))"#
    ));
    guest.allow_address("127.0.0.1:80")
}

#[tokio::test]
async fn a_guest_that_opens_ten_thousand_sockets_is_stopped() {
    for guest in [sockets(), sockets_p3()] {
        let limits = OwnLimits::default().handles(500);
        let workload = alone("guest", guest.limits(limits));
        let running = host().await.start(workload).await.unwrap();
        let open = async |n: u32| running.call::<_, (u32,)>("guest", "open", (n,)).await;
        match open(10_000).await {
            Err(Error::Limit { limit, .. }) => assert_eq!(limit, Exceeded::Handles(500)),
            opened => panic!("{opened:?}"),
        }
        assert_eq!(open(10).await.unwrap(), (10,), "the next call is served");
    }
}

/// Exports `now`, the time of day as WASI 0.2 tells it, and `spin`.
fn clock(interface: &str, seconds: &str) -> Component {
    wat(&format!(
        r#"(component
        (import "{interface}" (instance $clock
            (type $time' (record (field "seconds" {seconds}) (field "nanoseconds" u32)))
            (export "{}" (type $time (eq $time')))
            (export "now" (func (result $time)))))
        (core module $memory (memory (export "memory") 1))
        (core instance $memory (instantiate $memory))
        (core func $now (canon lower (func $clock "now") (memory $memory "memory")))
        (core module $m
            (import "" "memory" (memory 1))
            (import "" "now" (func $now (param i32)))
            (func (export "now") (result i64) (call $now (i32.const 8)) (i64.load (i32.const 8)))
            (func (export "spin") (loop $l (br $l))))
        (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $memory "memory")) (export "now" (func $now))))))
        (func (export "now") (result s64) (canon lift (core func $i "now")))
        (func (export "spin") (canon lift (core func $i "spin"))))"#,
        if seconds == "u64" {
            "datetime"
        } else {
            "instant"
        },
    ))
}

/// What a guest sees goes an hour forwards and back; what limits it does not.
#[tokio::test]
async fn a_clock_that_jumps_is_seen_by_guests_and_by_nothing_else() {
    const HOUR: i64 = 3600;
    let seconds = Arc::new(AtomicI64::new(1_000_000_000));
    let now = seconds.clone();
    let host = builder().wall_clock(move || {
        let seconds = u64::try_from(now.load(Ordering::Relaxed)).unwrap();
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    });
    let host = host.start().await.unwrap();
    let short = Duration::from_millis(50);
    for guest in [
        clock("wasi:clocks/wall-clock@0.2.0", "u64"),
        clock("wasi:clocks/system-clock@0.3.0", "s64"),
    ] {
        let limits = OwnLimits::default().time(short);
        let workload = alone("guest", guest.limits(limits));
        let running = host.start(workload).await.unwrap();
        for jump in [0, HOUR, -2 * HOUR] {
            let expected = seconds.fetch_add(jump, Ordering::Relaxed) + jump;
            assert_eq!(time(&running).await, expected);
            match running.call::<(), ()>("guest", "spin", ()).await {
                Err(Error::Limit { limit, .. }) => assert_eq!(limit, Exceeded::Time(short)),
                called => panic!("{called:?}"),
            }
        }
        host.stop("default/test").await.unwrap();
    }
}

async fn time(running: &Running) -> i64 {
    let (now,) = running.call("guest", "now", ()).await.unwrap();
    now
}

#[test]
fn a_document_of_ten_megabytes_is_refused_with_the_limit() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("workload.toml");
    let value = "x".repeat(10 << 20);
    let text = format!("name = \"a\"\n[components]\n[annotations]\nk = \"{value}\"\n");
    std::fs::write(&path, &text).unwrap();
    for (read, name) in [
        (Workload::from_toml(&text, ""), "workload".to_owned()),
        (Workload::from_json(&text, ""), "workload".to_owned()),
        (Workload::from_file(&path), format!("`{}`", path.display())),
    ] {
        let error = read.unwrap_err();
        assert!(matches!(error, DocumentError::TooLarge { .. }), "{error}");
        let expected = format!("{name} has 10 MiB, and a workload has at most 4 MiB\nhelp: ");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
}

#[test]
fn a_document_below_the_limit_is_read() {
    let keys: String = (0..100_000)
        .map(|n| format!("key-{n} = \"value\"\n"))
        .collect();
    let text = format!("name = \"a\"\n[components]\n[annotations]\n{keys}");
    let workload = Workload::from_toml(&text, "").unwrap();
    assert_eq!(workload.annotations.len(), 100_000);
}

/// A component with one function, and a section that is not for the host.
fn padded(bytes: usize) -> Vec<u8> {
    let text = r#"(component
        (core module $m (func (export "f")))
        (core instance $i (instantiate $m))
        (func (export "call") (canon lift (core func $i "f"))))"#;
    let mut component = wat::parse_str(text).unwrap();
    let mut size = bytes + 4;
    component.push(0);
    while size > 0x7f {
        component.push((size & 0x7f) as u8 | 0x80);
        size >>= 7;
    }
    component.push(size as u8);
    component.extend([3, b'p', b'a', b'd']);
    component.resize(component.len() + bytes, 0);
    component
}

#[tokio::test]
async fn a_component_of_a_hundred_megabytes_starts() {
    let component = Component::bytes(padded(100 << 20));
    let running = host().await.start(alone("guest", component)).await.unwrap();
    running.call::<(), ()>("guest", "call", ()).await.unwrap();
}

#[tokio::test]
async fn a_component_that_is_larger_than_the_host_takes_is_refused() {
    let host = builder()
        .component_size_limit(1 << 20)
        .start()
        .await
        .unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), padded(2 << 20)).unwrap();
    for component in [
        Component::path(file.path()),
        Component::bytes(padded(2 << 20)),
    ] {
        let text = text(host.start(alone("guest", component)).await);
        let expected = "component `guest`: it has 2 MiB, and this host takes at most 1 MiB";
        assert!(text.contains(expected), "{text}");
    }
    let small = Component::bytes(padded(1 << 10));
    host.start(alone("guest", small)).await.unwrap();
}
