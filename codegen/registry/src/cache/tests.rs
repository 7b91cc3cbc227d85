use tempfile::TempDir;

use super::*;
use crate::name::parse;

fn shelf(root: &TempDir, host: Option<&str>) -> Shelf {
    Cache::open(Some(root.path())).unwrap().shelf(host)
}

fn queue() -> (PackageName, Fetched) {
    let name = parse("acme:queue@1.2.0").unwrap();
    let fetched = Fetched {
        package: name.to_string(),
        registry: "127.0.0.1:5000".to_owned(),
        files: vec![("queue.wit".into(), "package acme:queue@1.2.0;".to_owned())],
        partial: vec!["wasi:io@0.2.0".to_owned()],
    };
    (name, fetched)
}

fn content(root: &TempDir) -> PathBuf {
    let mut files = fs::read_dir(root.path().join("content")).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none(), "one text is kept once");
    file
}

#[test]
fn what_is_kept_is_found_again_and_only_there() {
    let root = tempfile::tempdir().unwrap();
    let host = shelf(&root, Some("127.0.0.1:5000"));
    let (name, fetched) = queue();
    assert_eq!(host.get(&name).unwrap(), None);
    host.put(&name, &fetched).unwrap();
    assert_eq!(host.get(&name).unwrap(), Some(fetched));
    assert_eq!(host.versions(&name), [Version::new(1, 2, 0)]);
    let other = parse("acme:queue@1.3.0").unwrap();
    assert_eq!(host.get(&other).unwrap(), None);
    assert_eq!(shelf(&root, None).get(&name).unwrap(), None);
}

#[test]
fn one_text_of_two_registries_is_one_file() {
    let root = tempfile::tempdir().unwrap();
    let (name, fetched) = queue();
    for host in [None, Some("a.example"), Some("b.example")] {
        shelf(&root, host).put(&name, &fetched).unwrap();
    }
    content(&root);
}

#[test]
fn a_changed_file_is_damaged_until_it_is_put_again() {
    let root = tempfile::tempdir().unwrap();
    let shelf = shelf(&root, None);
    let (name, fetched) = queue();
    shelf.put(&name, &fetched).unwrap();
    let file = content(&root);
    let whole = fs::read(&file).unwrap();
    for damage in [&whole[..whole.len() / 2], b"", b"{}"] {
        fs::write(&file, damage).unwrap();
        let error = shelf.get(&name).unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error}");
    }
    fs::remove_file(&file).unwrap();
    assert!(matches!(shelf.get(&name), Err(Error::Damaged { .. })));
    shelf.put(&name, &fetched).unwrap();
    assert_eq!(shelf.get(&name).unwrap(), Some(fetched));
}

#[test]
fn a_cache_that_cannot_be_written_names_the_flag() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    let shelf = Cache::open(Some(&file)).unwrap().shelf(None);
    let (name, fetched) = queue();
    let message = shelf.put(&name, &fetched).unwrap_err().to_string();
    assert!(message.contains("--cache DIR"), "{message}");
}
