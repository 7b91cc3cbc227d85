//! What only a file can do, and what can happen to one.

use std::fs;

use hostplug::Scope;

use crate::rig::Rig;

#[tokio::test]
async fn data_survives_a_restart() {
    let rig = Rig::redb();
    let mut guest = rig.guest().await;
    guest.set("a", "1").await.unwrap();
    assert_eq!(guest.increment("n", 41).await.unwrap(), 41);
    guest.harness.stop().await.unwrap();

    let rig = rig.restart();
    let mut guest = rig.guest().await;
    assert_eq!(guest.get("a").await.unwrap().unwrap(), b"1");
    assert_eq!(guest.increment("n", 1).await.unwrap(), 42);
}

/// The file as a crash of the process would leave it: copied while it is open, with nothing closed. That the bytes have
/// also reached the disk is redb's promise, which a test cannot check without pulling the plug.
#[tokio::test]
async fn what_was_committed_survives_a_crash() {
    let rig = Rig::redb();
    let mut guest = rig.guest().await;
    let pairs = (0..100).map(|n| (format!("{n:03}"), vec![7; 1000]));
    guest.set_many(pairs.collect()).await.unwrap();
    guest.increment("n", 5).await.unwrap();
    let copy = rig.path("crashed.redb");
    fs::copy(rig.path("data.redb"), &copy).unwrap();

    let crashed = Rig::memory()
        .with("backend", "redb")
        .with("path", copy.to_str().unwrap());
    let mut guest = crashed.guest().await;
    assert_eq!(guest.keys().await.len(), 101);
    assert_eq!(guest.get("042").await.unwrap().unwrap(), [7; 1000]);
    assert_eq!(guest.increment("n", 1).await.unwrap(), 6);
}

#[cfg(unix)]
#[tokio::test]
async fn two_paths_to_one_file_share_it() {
    let rig = Rig::redb();
    let mut guest = rig.guest().await;
    guest.set("a", "1").await.unwrap();
    let link = rig.path("link.redb");
    std::os::unix::fs::symlink(rig.path("data.redb"), &link).unwrap();
    let rig = rig.with("path", link.to_str().unwrap());
    assert!(rig.guest().await.exists("a").await.unwrap());
}

/// Nobody can make files there, whatever rights he has.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_directory_that_cannot_be_written_is_named_at_the_start() {
    let rig = Rig::memory()
        .with("backend", "redb")
        .with("path", "/proc/self/data.redb");
    let text = refusal(&rig).await;
    assert!(
        text.contains("cannot open `/proc/self/data.redb`: "),
        "{text}"
    );
}

async fn refusal(rig: &Rig) -> String {
    match rig.bind(Scope::new("shop", "web")).await {
        Ok(_) => panic!("the file was accepted"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_file_of_another_plugin_is_refused_by_its_path() {
    let rig = Rig::redb();
    let _guest = rig.guest().await;
    let other = Rig::memory().with("backend", "redb");
    let path = rig.path("data.redb");
    let text = refusal(&other.with("path", path.to_str().unwrap())).await;
    assert!(
        text.contains(&format!("cannot open `{}`: it is in use", path.display())),
        "{text}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let rig = Rig::redb();
    let path = rig.path("data.redb");
    let junk = b"not a database ".repeat(1000);
    fs::write(&path, &junk).unwrap();
    let text = refusal(&rig).await;
    assert!(
        text.contains(&format!(
            "backend `redb`: cannot open `{}`: ",
            path.display()
        )),
        "{text}"
    );
    assert!(fs::read(&path).unwrap() == junk);
}

/// redb panics on some files; that must be an error like any other.
#[tokio::test]
async fn a_database_that_lost_its_end_is_refused() {
    let rig = Rig::redb();
    rig.guest().await.set("a", vec![1; 300_000]).await.unwrap();
    let rig = rig.restart();
    let path = rig.path("data.redb");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let text = refusal(&rig).await;
    assert!(
        text.contains(&format!("cannot open `{}`: ", path.display())),
        "{text}"
    );
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_not_created() {
    let rig = Rig::redb();
    let path = rig.path("missing/data.redb");
    let rig = rig.with("path", path.to_str().unwrap());
    let text = refusal(&rig).await;
    assert!(
        text.contains(&format!("cannot open `{}`: ", path.display())),
        "{text}"
    );
    assert!(text.contains("No such file"), "{text}");
}
