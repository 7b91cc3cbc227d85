//! How much the backend `memory` takes.

use hostplug::Settings;

use crate::rig::{Answer, Guest, host, limited, of, start, with_plugin};

#[tokio::test]
async fn the_defaults_leave_room() {
    let guest = start(&host(Settings::default()).await, with_plugin("test")).await;
    guest.create("box").await;
    guest.fill("box", "a", 60 << 20).await.unwrap();
    let more = guest.fill("box", "b", (64 << 20) + 1).await;
    assert_eq!(more.unwrap_err(), "the object has more than 67108864 bytes");
    assert_eq!(guest.names("box").await, ["a"]);
}

#[tokio::test]
async fn an_object_that_is_too_large_is_refused_while_it_is_written() {
    let guest = limited("max-object-bytes", 5).await;
    guest.create("box").await;
    guest.put("box", "a", b"12345").await.unwrap();
    let refused = guest.put("box", "b", b"123456").await;
    assert_eq!(refused.unwrap_err(), "the object has more than 5 bytes");
    assert_eq!(guest.names("box").await, ["a"]);
}

#[tokio::test]
async fn a_store_that_is_full_has_room_when_something_goes() {
    let guest = limited("max-bytes", 10).await;
    guest.create("box").await;
    guest.put("box", "a", b"123456").await.unwrap();
    let full = "the store has no room: it holds up to 10 bytes";
    assert_eq!(guest.put("box", "b", b"12345").await.unwrap_err(), full);
    assert_eq!(
        guest.put("box", "a", b"12345").await.unwrap_err(),
        full,
        "both are there at once"
    );
    assert_eq!(guest.get("box", "a").await.unwrap(), b"123456");
    guest.run("delete", of("box", "a")).await.unwrap();
    guest.put("box", "b", b"1234567890").await.unwrap();
    guest.run("clear", ("box".to_owned(),)).await.unwrap();
    guest.put("box", "c", b"1234567890").await.unwrap();
    guest
        .run("delete-container", ("box".to_owned(),))
        .await
        .unwrap();
    guest.create("box").await;
    guest.put("box", "d", b"1234567890").await.unwrap();
}

#[tokio::test]
async fn values_that_were_not_finished_take_no_room() {
    let guest = limited("max-bytes", 10).await;
    guest.create("box").await;
    for _ in 0..3 {
        let value = ("box".to_owned(), "a".to_owned(), b"12345678".to_vec());
        guest.run("abandon", value).await.unwrap();
        guest.run("finish-unnamed", ()).await.unwrap_err();
    }
    guest.put("box", "a", b"1234567890").await.unwrap();
}

/// Bytes are counted as long as somebody can read them.
#[tokio::test]
async fn what_is_still_read_takes_room() {
    let guest = limited("max-bytes", 10).await;
    guest.create("box").await;
    guest.put("box", "a", b"123456").await.unwrap();
    let replaced = ("box".to_owned(), "a".to_owned(), b"12345".to_vec());
    let read: Answer<Vec<u8>> = guest.call("read-replaced", replaced).await;
    assert_eq!(
        read.unwrap_err(),
        "the store has no room: it holds up to 10 bytes"
    );
}

#[tokio::test]
async fn copies_take_no_room_but_count() {
    let guest = limited("max-bytes", 10).await;
    guest.create("box").await;
    guest.put("box", "a", b"1234567890").await.unwrap();
    guest
        .transfer("copy", ("box", "a"), ("box", "b"))
        .await
        .unwrap();
    assert_eq!(guest.get("box", "b").await.unwrap(), b"1234567890");

    let guest = limited("max-objects", 2).await;
    guest.create("box").await;
    guest.put("box", "a", b"1").await.unwrap();
    guest
        .transfer("copy", ("box", "a"), ("box", "b"))
        .await
        .unwrap();
    let third = guest.transfer("copy", ("box", "a"), ("box", "c")).await;
    assert_eq!(third.unwrap_err(), "there are 2 objects already");
}

#[tokio::test]
async fn objects_are_counted_over_all_containers() {
    let guest = limited("max-objects", 2).await;
    guest.create("box").await;
    guest.create("other").await;
    guest.put("box", "a", b"1").await.unwrap();
    guest.put("other", "a", b"1").await.unwrap();
    let third = guest.put("box", "b", b"1").await;
    assert_eq!(third.unwrap_err(), "there are 2 objects already");
    // Neither of these makes a third.
    guest.put("box", "a", b"2").await.unwrap();
    guest
        .transfer("move", ("box", "a"), ("other", "b"))
        .await
        .unwrap();
    assert_eq!(guest.names("other").await, ["a", "b"]);
}

#[tokio::test]
async fn containers_are_counted() {
    let guest = limited("max-containers", 1).await;
    guest.create("box").await;
    let second = guest.run("create", ("other".to_owned(),)).await;
    assert_eq!(second.unwrap_err(), "there are 1 containers already");
    guest
        .run("delete-container", ("box".to_owned(),))
        .await
        .unwrap();
    guest.create("other").await;
}

#[tokio::test]
async fn names_have_up_to_1024_bytes() {
    let guest = limited("max-bytes", 10).await;
    let (longest, longer) = ("x".repeat(1024), "x".repeat(1025));
    guest.create(&longest).await;
    guest.put(&longest, &longest, b"1").await.unwrap();
    let refused = "the name has 1025 bytes, more than 1024";
    assert_eq!(
        guest.put(&longest, &longer, b"1").await.unwrap_err(),
        refused
    );
    let container = guest.run("create", (longer.clone(),)).await;
    assert_eq!(container.unwrap_err(), refused);
    for how in ["copy", "move"] {
        let done = guest
            .transfer(how, (&longest, &longest), (&longest, &longer))
            .await;
        assert_eq!(done.unwrap_err(), refused);
    }
    assert_eq!(guest.get(&longest, &longest).await.unwrap(), b"1");
}

/// The stream belongs to the value, which cannot end before it.
#[tokio::test]
async fn a_value_that_is_finished_before_its_stream_traps() {
    let guest: Guest = limited("max-bytes", 10).await;
    guest.create("box").await;
    let early = guest
        .try_call::<_, Answer<()>>("finish-early", of("box", "a"))
        .await;
    let text = early.unwrap_err().to_string();
    assert!(text.contains("component `probe` trapped"), "{text}");
    assert!(guest.names("box").await.is_empty());
}
