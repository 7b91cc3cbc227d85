//! The example `blobstore`: one component, and its objects in files of a sibling or in a plugin.

use std::fs;
use std::path::{Path, PathBuf};

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;

use crate::hostplug;
use crate::run::Served;

/// The documents as they are, in a place where they may write.
fn example(directory: &Path) -> PathBuf {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (guests, example) = ("guests/prebuilt", "examples/blobstore");
    fs::create_dir_all(directory.join(guests)).unwrap();
    fs::create_dir_all(directory.join(example).join("objects")).unwrap();
    let guests =
        ["blobstore_user.wasm", "blobstore_fs.wasm"].map(|file| format!("{guests}/{file}"));
    let documents = ["component.toml", "plugin.toml", "hostplug.toml"];
    let documents = documents.map(|file| format!("{example}/{file}"));
    for file in guests.iter().chain(&documents) {
        fs::copy(tree.join(file), directory.join(file)).unwrap();
    }
    directory.join(example)
}

/// Method, path, `range`, body.
type Question = (&'static str, &'static str, &'static str, Vec<u8>);

fn questions() -> Vec<Question> {
    // Not a multiple of anything, and no piece of it like another.
    let large = (0..5_000_003_u32).map(|i| (i ^ (i >> 8) ^ (i >> 16)) as u8);
    let ask = |method, path| (method, path, "", Vec::new());
    vec![
        ask("GET", "/notes"),
        ("PUT", "/notes/a.txt", "", b"hello".to_vec()),
        ask("GET", "/notes/a.txt"),
        ("GET", "/notes/a.txt", "bytes=1-3", Vec::new()),
        ("GET", "/notes/a.txt", "bytes=3-", Vec::new()),
        ("GET", "/notes/a.txt", "bytes=5-", Vec::new()),
        ("GET", "/notes/a.txt", "bytes=-5", Vec::new()),
        ("PUT", "/notes/deep/large", "", large.collect()),
        ask("GET", "/notes/deep/large"),
        (
            "GET",
            "/notes/deep/large",
            "bytes=1000000-1999999",
            Vec::new(),
        ),
        ("PUT", "/notes/empty", "", Vec::new()),
        ask("GET", "/notes/empty"),
        ask("POST", "/notes/a.txt?copy=notes/..%2F..%2Fup"),
        ask("GET", "/notes"),
        ask("POST", "/notes/a.txt?move=notes/b.txt"),
        ask("POST", "/notes/b.txt?move=none/b.txt"),
        ask("GET", "/notes/a.txt"),
        ask("GET", "/notes/b.txt"),
        ask("DELETE", "/notes/b.txt"),
        ask("DELETE", "/notes/b.txt"),
        ask("PUT", "/notes"),
        ask("GET", "/"),
        ask("DELETE", "/notes"),
        ask("GET", "/notes"),
    ]
}

fn answers(workload: &str) -> Vec<(u16, Vec<u8>)> {
    let directory = tempfile::tempdir().unwrap();
    let served = Served::workload(directory.path(), &example(directory.path()).join(workload));
    let ask = |(method, path, range, body): Question| {
        let mut request = Request::builder().method(method).uri(path);
        if !range.is_empty() {
            request = request.header("range", range);
        }
        served.send(request.body(Full::new(Bytes::from(body))).unwrap())
    };
    questions().into_iter().map(ask).collect()
}

#[test]
fn objects_in_files_and_in_a_plugin_answer_alike() {
    let (files, plugin) = (answers("component.toml"), answers("plugin.toml"));
    for ((question, files), plugin) in questions().iter().zip(&files).zip(&plugin) {
        let (method, path, range, _) = question;
        assert!(files == plugin, "{method} {path} {range}");
    }
    let found = |at: usize| {
        let (status, body) = &plugin[at];
        (*status, String::from_utf8_lossy(body).into_owned())
    };
    let expected = |status, body: &str| (status, body.to_owned());
    assert_eq!(found(0), expected(404, "no container `notes`\n"));
    assert_eq!(found(1), expected(201, "notes/a.txt: 5 bytes\n"));
    assert_eq!(found(2), expected(200, "hello"));
    assert_eq!(found(3), expected(206, "ell"));
    assert_eq!(found(5), expected(416, "the object has 5 bytes\n"));
    assert_eq!(found(7), expected(201, "notes/deep/large: 5000003 bytes\n"));
    let large = &questions()[7].3;
    assert!(plugin[8] == (200, large.clone()));
    assert!(plugin[9] == (206, large[1_000_000..2_000_000].to_vec()));
    assert_eq!(
        found(13),
        expected(200, "../../up\na.txt\ndeep/large\nempty\n")
    );
    assert_eq!(found(15), expected(404, "no container `none`\n"));
    assert_eq!(
        found(17),
        expected(200, "hello"),
        "what did not move is there"
    );
    assert_eq!(found(23), expected(404, "no container `notes`\n"));
}

#[test]
fn the_plans_differ_only_in_who_serves_the_objects() {
    let directory = tempfile::tempdir().unwrap();
    let example = example(directory.path());
    for (workload, provider) in [
        ("component.toml", "component store, shared instance"),
        ("plugin.toml", "plugin blobstore, backend objects"),
    ] {
        let output = hostplug(&example)
            .args(["explain", workload])
            .output()
            .unwrap();
        let text = crate::stdout(&output);
        let line = format!("wasi:blobstore/container@0.2.0-draft <- {provider}:");
        assert!(text.contains(&line), "{text}{}", crate::stderr(&output));
    }
}

/// Files outlive the host; nothing of a request that has ended is left among them.
#[test]
fn objects_in_files_survive_the_host() {
    let directory = tempfile::tempdir().unwrap();
    let example = example(directory.path());
    let start = || Served::workload(directory.path(), &example.join("component.toml"));
    let put = Request::put("/notes/a").body(Full::new(Bytes::from("kept")));
    assert_eq!(start().send(put.unwrap()).0, 201);
    let get = Request::get("/notes/a").body(Full::default());
    assert_eq!(start().send(get.unwrap()), (200, b"kept".to_vec()));
    let uploads = fs::read_dir(example.join("objects/.uploads")).unwrap();
    assert_eq!(uploads.count(), 0);
}
