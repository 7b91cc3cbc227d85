//! What the plugin and the component of the example promise alike, and the conformance suite does not ask for: texts of
//! errors, names that are refused, and exact pages.

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
    errors_name_what_is_missing
    errors_name_what_is_there
    errors_say_what_a_range_lacks
    errors_say_what_a_value_lacks
    an_empty_name_is_refused
    a_move_to_a_name_that_is_refused_leaves_the_source
    pages_are_as_long_as_was_asked_for
    whoever_skips_to_the_end_is_told
}

async fn errors_name_what_is_missing(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"1").await.unwrap();
    let missing = "no container `none`";
    for how in ["copy", "move"] {
        let to = guest.transfer(how, ("box", "a"), ("none", "a")).await;
        assert_eq!(to.unwrap_err(), missing, "{how} to");
        let from = guest.transfer(how, ("none", "a"), ("box", "b")).await;
        assert_eq!(from.unwrap_err(), missing, "{how} from");
        let done = guest.transfer(how, ("box", "b"), ("box", "c")).await;
        assert_eq!(done.unwrap_err(), "no object `b` in `box`", "{how}");
    }
    let deleted = guest.run("delete-container", ("none".to_owned(),)).await;
    assert_eq!(deleted.unwrap_err(), missing);
    assert_eq!(guest.get("none", "a").await.unwrap_err(), missing);
    guest.create("none").await;
    let used: Answer<bool> = guest.call("use-deleted", ("none".to_owned(),)).await;
    assert_eq!(used.unwrap_err(), missing);

    let missing = "no object `b` in `box`";
    assert_eq!(guest.get("box", "b").await.unwrap_err(), missing);
    let info: Answer<(String, String, u64, u64)> = guest.call("info", of("box", "b")).await;
    assert_eq!(info.unwrap_err(), missing);
}

async fn errors_name_what_is_there(guest: Guest) {
    guest.create("box").await;
    let again = guest.run("create", ("box".to_owned(),)).await;
    assert_eq!(again.unwrap_err(), "there is a container `box`");
}

async fn errors_say_what_a_range_lacks(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"0123456789").await.unwrap();
    for (first, last) in [(5, 4), (11, 11), (u64::MAX, 0), (u64::MAX, u64::MAX)] {
        assert_eq!(
            guest.part("box", "a", first, last).await.unwrap_err(),
            format!("no bytes {first} to {last}: the object has 10")
        );
    }
}

async fn errors_say_what_a_value_lacks(guest: Guest) {
    guest.create("box").await;
    let unnamed = guest.run("finish-unnamed", ()).await;
    assert_eq!(
        unnamed.unwrap_err(),
        "the value was not given to `write-data`"
    );
    let twice = guest.run("name-twice", of("box", "a")).await;
    assert_eq!(twice.unwrap_err(), "the value has a name already");
    assert!(guest.names("box").await.is_empty());
}

async fn an_empty_name_is_refused(guest: Guest) {
    guest.create("box").await;
    let refused = "a name must not be empty";
    let empty = guest.run("create", (String::new(),)).await;
    assert_eq!(empty.unwrap_err(), refused);
    assert_eq!(guest.put("box", "", b"1").await.unwrap_err(), refused);
}

async fn a_move_to_a_name_that_is_refused_leaves_the_source(guest: Guest) {
    guest.create("box").await;
    guest.put("box", "a", b"kept").await.unwrap();
    let empty = guest.transfer("move", ("box", "a"), ("box", "")).await;
    assert_eq!(empty.unwrap_err(), "a name must not be empty");
    let long = "x".repeat(2000);
    guest
        .transfer("move", ("box", "a"), ("box", &long))
        .await
        .unwrap_err();
    assert_eq!(guest.get("box", "a").await.unwrap(), b"kept");
}

async fn pages_are_as_long_as_was_asked_for(guest: Guest) {
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

async fn whoever_skips_to_the_end_is_told(guest: Guest) {
    guest.create("box").await;
    for name in ["a", "b", "c"] {
        guest.put("box", name, b"").await.unwrap();
    }
    let skipped: Answer<(u64, bool, Vec<String>)> =
        guest.call("skip", ("box".to_owned(), 3_u64)).await;
    assert_eq!(skipped.unwrap(), (3, true, vec![]));
}
