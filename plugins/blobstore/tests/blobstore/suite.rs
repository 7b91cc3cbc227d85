//! What holds whoever serves `wasi:blobstore`.

use crate::rig::{Answer, Guest, of};

/// Runs each of the functions below over both backends and over the component.
macro_rules! over_all {
    ($($test:ident)*) => {
        mod plugin {
            $(#[tokio::test]
            async fn $test() {
                let host = crate::rig::host(hostplug::Settings::default()).await;
                super::$test(crate::rig::start(&host, crate::rig::with_plugin("test")).await).await;
            })*
        }

        mod slow {
            $(#[tokio::test]
            async fn $test() {
                let host = crate::slow::host().await;
                super::$test(crate::rig::start(&host, crate::rig::with_plugin("test")).await).await;
            })*
        }

        mod component {
            $(#[tokio::test]
            async fn $test() {
                let host = crate::rig::host(hostplug::Settings::default()).await;
                super::$test(crate::rig::start(&host, crate::rig::with_component("test")).await).await;
            })*
        }
    };
}

over_all! {
    a_container_is_made_once_and_deleted_with_its_objects
    a_missing_container_is_an_error_everywhere
    a_missing_object_is_an_error_where_it_is_needed
    an_object_holds_what_was_written_last
    a_body_may_be_written_before_it_has_a_name
    values_may_be_empty
    large_values_are_streamed_in_and_out
    ranges_include_both_ends
    a_range_that_is_none_is_an_error
    what_is_open_outlives_its_object
    a_value_that_is_not_finished_is_no_object
    a_value_is_finished_under_one_name_only
    names_may_be_anything_but_empty
    names_are_listed_in_order_and_in_pages
    names_can_be_skipped
    a_listing_survives_deletions
    objects_are_deleted_one_by_one_many_at_once_and_all
    copies_and_moves_replace_what_is_there
    a_move_that_fails_leaves_the_source
    a_move_to_itself_changes_nothing
    containers_are_apart
    writers_at_once_lose_nothing
    handles_are_given_back
}

async fn a_container_is_made_once_and_deleted_with_its_objects(guest: Guest) {
    let exists = async || {
        guest
            .call::<_, Answer<bool>>("exists", ("box".to_owned(),))
            .await
    };
    assert!(!exists().await.unwrap());
    guest.create("box").await;
    assert!(exists().await.unwrap());
    let again = guest.run("create", ("box".to_owned(),)).await;
    assert_eq!(again.unwrap_err(), "there is a container `box`");
    let (name, told, created): (String, String, u64) = guest
        .call::<_, Answer<_>>("describe", ("box".to_owned(),))
        .await
        .unwrap();
    assert_eq!((name.as_str(), told.as_str()), ("box", "box"));
    assert!(created > 1_600_000_000, "{created} is long ago");
    guest.put("box", "a", b"1").await.unwrap();
    guest
        .run("delete-container", ("box".to_owned(),))
        .await
        .unwrap();
    assert!(!exists().await.unwrap());
    guest.create("box").await;
    assert!(guest.names("box").await.is_empty());
}

async fn a_missing_container_is_an_error_everywhere(guest: Guest) {
    let missing = "no container `none`";
    guest.create("box").await;
    guest.put("box", "a", b"1").await.unwrap();
    for how in ["copy", "move"] {
        let to = guest.transfer(how, ("box", "a"), ("none", "a")).await;
        assert_eq!(to.unwrap_err(), missing, "{how} to");
        let from = guest.transfer(how, ("none", "a"), ("box", "b")).await;
        assert_eq!(from.unwrap_err(), missing, "{how} from");
    }
    assert_eq!(guest.names("box").await, ["a"]);
    let deleted = guest.run("delete-container", ("none".to_owned(),)).await;
    assert_eq!(deleted.unwrap_err(), missing);
    assert_eq!(guest.get("none", "a").await.unwrap_err(), missing);
    guest.create("none").await;
    let used: Answer<bool> = guest.call("use-deleted", ("none".to_owned(),)).await;
    assert_eq!(used.unwrap_err(), missing);
}

async fn a_missing_object_is_an_error_where_it_is_needed(guest: Guest) {
    guest.create("box").await;
    let missing = "no object `a` in `box`";
    assert_eq!(guest.get("box", "a").await.unwrap_err(), missing);
    let info: Answer<(String, String, u64, u64)> = guest.call("info", of("box", "a")).await;
    assert_eq!(info.unwrap_err(), missing);
    for how in ["copy", "move"] {
        let done = guest.transfer(how, ("box", "a"), ("box", "b")).await;
        assert_eq!(done.unwrap_err(), missing, "{how}");
    }
    let has: Answer<bool> = guest.call("has", of("box", "a")).await;
    assert!(!has.unwrap());
    guest.run("delete", of("box", "a")).await.unwrap();
}

async fn an_object_holds_what_was_written_last(guest: Guest) {
    guest.create("box").await;
    guest
        .put("box", "a", b"the first, which is longer")
        .await
        .unwrap();
    guest.put("box", "a", b"\0second\xff").await.unwrap();
    assert_eq!(guest.get("box", "a").await.unwrap(), b"\0second\xff");
    let (name, container, created, size): (String, String, u64, u64) = guest
        .call::<_, Answer<_>>("info", of("box", "a"))
        .await
        .unwrap();
    assert_eq!((name.as_str(), container.as_str(), size), ("a", "box", 8));
    assert!(created > 1_600_000_000, "{created} is long ago");
    let has: Answer<bool> = guest.call("has", of("box", "a")).await;
    assert!(has.unwrap());
}

async fn a_body_may_be_written_before_it_has_a_name(guest: Guest) {
    guest.create("box").await;
    let late = ("box".to_owned(), "a".to_owned(), b"late".to_vec());
    guest.run("put-late", late).await.unwrap();
    assert_eq!(guest.get("box", "a").await.unwrap(), b"late");
}

async fn values_may_be_empty(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"").await.unwrap();
    guest.run("put-nothing", of("box", "b")).await.unwrap();
    for name in ["a", "b"] {
        assert_eq!(guest.get("box", name).await.unwrap(), b"", "{name}");
        assert_eq!(guest.read("box", name, 0, 0).await.unwrap(), 0, "{name}");
    }
    assert_eq!(guest.names("box").await, ["a", "b"]);
}

async fn large_values_are_streamed_in_and_out(guest: Guest) {
    guest.create("box").await;
    // Not a multiple of anything.
    let size = (8 << 20) + 4321;
    guest.fill("box", "large", size).await.unwrap();
    assert_eq!(guest.read("box", "large", 0, u64::MAX).await.unwrap(), size);
    assert_eq!(guest.read("box", "large", size - 7, size).await.unwrap(), 7);
    assert_eq!(
        guest.read("box", "large", 65_535, 200_000).await.unwrap(),
        134_466
    );
    let whole = guest.get("box", "large").await.unwrap();
    assert_eq!(whole.len() as u64, size);
}

async fn ranges_include_both_ends(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"0123456789").await.unwrap();
    for (first, last, expected) in [
        (0, 0, "0"),
        (0, 9, "0123456789"),
        (3, 5, "345"),
        (9, 9, "9"),
        (8, 100, "89"),
        (8, u64::MAX, "89"),
        (10, 10, ""),
    ] {
        let found = guest.part("box", "a", first, last).await.unwrap();
        assert_eq!(found, expected.as_bytes(), "{first} to {last}");
    }
}

async fn a_range_that_is_none_is_an_error(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"0123456789").await.unwrap();
    for (first, last) in [(5, 4), (11, 11), (u64::MAX, 0), (u64::MAX, u64::MAX)] {
        assert_eq!(
            guest.part("box", "a", first, last).await.unwrap_err(),
            format!("no bytes {first} to {last}: the object has 10")
        );
    }
}

async fn what_is_open_outlives_its_object(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"before").await.unwrap();
    let replaced = ("box".to_owned(), "a".to_owned(), b"after".to_vec());
    let read: Answer<Vec<u8>> = guest.call("read-replaced", replaced).await;
    assert_eq!(read.unwrap(), b"before");
    assert_eq!(guest.get("box", "a").await.unwrap(), b"after");
    let read: Answer<Vec<u8>> = guest.call("read-deleted", of("box", "a")).await;
    assert_eq!(read.unwrap(), b"after");
    assert!(guest.names("box").await.is_empty());
}

async fn a_value_that_is_not_finished_is_no_object(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"kept").await.unwrap();
    for name in ["a", "b"] {
        let value = ("box".to_owned(), name.to_owned(), b"abandoned".to_vec());
        guest.run("abandon", value).await.unwrap();
    }
    assert_eq!(guest.get("box", "a").await.unwrap(), b"kept");
    assert_eq!(guest.names("box").await, ["a"]);
}

async fn a_value_is_finished_under_one_name_only(guest: Guest) {
    guest.create("box").await;
    let unnamed = guest.run("finish-unnamed", ()).await;
    assert_eq!(
        unnamed.unwrap_err(),
        "the value was not given to `write-data`"
    );
    let twice = guest.run("name-twice", of("box", "a")).await;
    assert_eq!(twice.unwrap_err(), "the value has a name already");
    assert!(guest.call::<_, bool>("body-twice", ()).await);
    assert!(guest.names("box").await.is_empty());
}

async fn names_may_be_anything_but_empty(guest: Guest) {
    let names = [
        "..", ".", "../../up", "/etc", "a/b", "%41", "A", "a b\0", "ключ",
    ];
    for container in ["..", "a/b"] {
        guest.create(container).await;
        for name in names {
            guest.put(container, name, name.as_bytes()).await.unwrap();
        }
        for name in names {
            assert_eq!(guest.get(container, name).await.unwrap(), name.as_bytes());
        }
        let mut sorted = names;
        sorted.sort_unstable();
        assert_eq!(guest.names(container).await, sorted);
    }
    let empty = guest.run("create", (String::new(),)).await;
    assert_eq!(empty.unwrap_err(), "a name must not be empty");
    let empty = guest.put("..", "", b"1").await;
    assert_eq!(empty.unwrap_err(), "a name must not be empty");
}

async fn names_are_listed_in_order_and_in_pages(guest: Guest) {
    guest.create("box").await;
    let pages = async |len: u64| -> Vec<Vec<String>> {
        let pages: Answer<_> = guest.call("names", ("box".to_owned(), len)).await;
        pages.unwrap()
    };
    assert_eq!(pages(3).await, [[""; 0]]);
    for name in ["d", "b", "a", "c"] {
        guest.put("box", name, b"").await.unwrap();
    }
    assert_eq!(pages(3).await, [vec!["a", "b", "c"], vec!["d"]]);
    assert_eq!(pages(2).await, [["a", "b"], ["c", "d"]]);
    assert_eq!(pages(4).await, [["a", "b", "c", "d"]]);
}

async fn names_can_be_skipped(guest: Guest) {
    guest.create("box").await;
    for name in ["a", "b", "c"] {
        guest.put("box", name, b"").await.unwrap();
    }
    for (count, expected) in [
        (0, (0, false, vec!["a", "b", "c"])),
        (2, (2, false, vec!["c"])),
        (3, (3, true, vec![])),
        (u64::MAX, (3, true, vec![])),
    ] {
        let (skipped, end, rest): (u64, bool, Vec<String>) = guest
            .call::<_, Answer<_>>("skip", ("box".to_owned(), count))
            .await
            .unwrap();
        let rest: Vec<_> = rest.iter().map(String::as_str).collect();
        assert_eq!((skipped, end, rest), expected, "of {count}");
    }
}

async fn a_listing_survives_deletions(guest: Guest) {
    guest.create("box").await;
    for name in ["a", "b", "c"] {
        guest.put("box", name, b"").await.unwrap();
    }
    let found: Answer<Vec<String>> = guest.call("list-and-delete", ("box".to_owned(),)).await;
    assert_eq!(found.unwrap(), ["a", "b", "c"]);
    assert!(guest.names("box").await.is_empty());
}

async fn objects_are_deleted_one_by_one_many_at_once_and_all(guest: Guest) {
    guest.create("box").await;
    for name in ["a", "b", "c", "d", "e"] {
        guest.put("box", name, b"1").await.unwrap();
    }
    guest.run("delete", of("box", "a")).await.unwrap();
    assert_eq!(guest.names("box").await, ["b", "c", "d", "e"]);
    let many = ["c", "missing", "b", "c"].map(str::to_owned).to_vec();
    guest
        .run("delete-many", ("box".to_owned(), many))
        .await
        .unwrap();
    assert_eq!(guest.names("box").await, ["d", "e"]);
    guest.run("clear", ("box".to_owned(),)).await.unwrap();
    assert!(guest.names("box").await.is_empty());
    guest.run("clear", ("box".to_owned(),)).await.unwrap();
}

async fn copies_and_moves_replace_what_is_there(guest: Guest) {
    guest.create("box").await;
    guest.create("other").await;
    guest.put("box", "a", b"new").await.unwrap();
    guest.put("other", "b", b"old").await.unwrap();
    guest
        .transfer("copy", ("box", "a"), ("other", "b"))
        .await
        .unwrap();
    assert_eq!(guest.get("other", "b").await.unwrap(), b"new");
    assert_eq!(guest.get("box", "a").await.unwrap(), b"new");
    guest.put("other", "b", b"old").await.unwrap();
    assert_eq!(
        guest.get("box", "a").await.unwrap(),
        b"new",
        "copies are apart"
    );
    guest
        .transfer("move", ("box", "a"), ("other", "b"))
        .await
        .unwrap();
    assert_eq!(guest.get("other", "b").await.unwrap(), b"new");
    assert!(guest.names("box").await.is_empty());
}

/// Others have lost objects here: the error of the copy was dropped, and the source with it.
async fn a_move_that_fails_leaves_the_source(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"kept").await.unwrap();
    let empty = guest.transfer("move", ("box", "a"), ("box", "")).await;
    assert_eq!(empty.unwrap_err(), "a name must not be empty");
    let nowhere = guest.transfer("move", ("box", "a"), ("none", "a")).await;
    assert_eq!(nowhere.unwrap_err(), "no container `none`");
    let long = "x".repeat(2000);
    guest
        .transfer("move", ("box", "a"), ("box", &long))
        .await
        .unwrap_err();
    assert_eq!(guest.get("box", "a").await.unwrap(), b"kept");
}

async fn a_move_to_itself_changes_nothing(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"kept").await.unwrap();
    for how in ["move", "copy"] {
        guest
            .transfer(how, ("box", "a"), ("box", "a"))
            .await
            .unwrap();
        assert_eq!(guest.get("box", "a").await.unwrap(), b"kept", "{how}");
    }
    assert_eq!(guest.names("box").await, ["a"]);
}

async fn containers_are_apart(guest: Guest) {
    guest.create("box").await;
    guest.create("other").await;
    guest.put("box", "a", b"1").await.unwrap();
    assert!(guest.names("other").await.is_empty());
    guest.put("other", "a", b"2").await.unwrap();
    guest.run("clear", ("other".to_owned(),)).await.unwrap();
    assert_eq!(guest.get("box", "a").await.unwrap(), b"1");
}

async fn writers_at_once_lose_nothing(guest: Guest) {
    guest.create("box").await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8_u64 {
        let guest = guest.clone();
        writers.spawn(async move {
            guest
                .fill("box", &format!("own-{writer}"), 100_000 + writer)
                .await
                .unwrap();
            guest.fill("box", "all", 200_000 + writer).await.unwrap();
        });
    }
    writers.join_all().await;
    for writer in 0..8 {
        let read = guest
            .read("box", &format!("own-{writer}"), 0, u64::MAX)
            .await;
        assert_eq!(read.unwrap(), 100_000 + writer);
    }
    // Whoever was last, the object is whole.
    let read = guest.read("box", "all", 0, u64::MAX).await.unwrap();
    assert!((200_000..200_008).contains(&read), "{read}");
    assert_eq!(guest.names("box").await.len(), 9);
}

async fn handles_are_given_back(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"kept").await.unwrap();
    let rounds = ("box".to_owned(), "a".to_owned(), 500_u32);
    guest.run("handles", rounds).await.unwrap();
    assert_eq!(guest.names("box").await, ["a"]);
}
