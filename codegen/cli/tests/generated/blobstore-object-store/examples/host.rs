//! A host with the plugin, whose objects are in the folder `data`, and a component that uses it.
//!
//! ```text
//! cargo run --example host                     # asks the component of the conformance suite
//! cargo run --example host -- workload.toml    # runs components of your own
//! ```

use hostplug::Settings;
use hostplug_conformance::{Instance, blobstore};
use hostplug_runtime::{Component, Error, Host, Running, Workload};

use ::blobstore_object_store::BlobstoreObjectStore;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    std::fs::create_dir_all("data")?;
    let settings = Settings::default().with("path", "data");
    let builder = Host::builder().plugin(BlobstoreObjectStore::default());
    let builder = builder.instance("blobstore-object-store", "default", settings);
    let host = builder.plugin(Instance).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => ask(&host).await,
    }
}

async fn ask(host: &Host) -> Done {
    let guest = Component::bytes(blobstore::GUEST);
    let workload = Workload::new("example").component("guest", guest);
    let running = host.start(workload).await?;
    println!("create -> {:?}", create(&running).await?);
    println!("put -> {:?}", put(&running, b"dear reader").await?);
    let bytes = get(&running, 5).await?;
    println!("get -> {:?}", bytes.map(String::from_utf8));
    Ok(())
}

type Answer<T> = Result<Result<T, String>, Error>;

async fn create(running: &Running) -> Answer<()> {
    let function = "hostplug:conformance/blobstore@0.1.0#create";
    let params = ("letters".to_owned(),);
    let (answer,) = running.call("guest", function, params).await?;
    Ok(answer)
}

async fn put(running: &Running, value: &[u8]) -> Answer<()> {
    let function = "hostplug:conformance/blobstore@0.1.0#put";
    let params = ("letters".to_owned(), "first".to_owned(), value.to_vec());
    let (answer,) = running.call("guest", function, params).await?;
    Ok(answer)
}

/// All bytes from `start` on.
async fn get(running: &Running, start: u64) -> Answer<Vec<u8>> {
    let function = "hostplug:conformance/blobstore@0.1.0#get";
    let params = ("letters".to_owned(), "first".to_owned(), start, u64::MAX);
    let (answer,) = running.call("guest", function, params).await?;
    Ok(answer)
}

/// Says who serves what, runs the component `main` if it is a command, and serves HTTP otherwise.
async fn run(host: &Host, workload: Workload) -> Done {
    let running = host.start(workload).await?;
    print!("{}", running.plan().explain());
    let exports = running.exports("main")?;
    if exports.iter().any(|name| name.starts_with("wasi:cli/run@")) {
        println!("exit code: {}", running.run("main").await?);
        return Ok(());
    }
    let server = host.serve_http(([127, 0, 0, 1], 8080).into()).await?;
    println!("http://{}", server.address());
    tokio::signal::ctrl_c().await?;
    Ok(())
}
