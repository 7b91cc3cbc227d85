//! A host with the plugin, and a component that uses it.
//!
//! ```text
//! cargo run --example sample-keyvalue-host                     # asks the component of the conformance suite
//! cargo run --example sample-keyvalue-host -- workload.toml    # runs components of your own
//! ```

use hostplug_conformance::{Instance, keyvalue};
use hostplug_runtime::{Component, Error, Host, Running, Workload};

use ::sample_keyvalue::SampleKeyvalue;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let builder = Host::builder().plugin(SampleKeyvalue::default());
    let host = builder.plugin(Instance).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => ask(&host).await,
    }
}

async fn ask(host: &Host) -> Done {
    let guest = Component::bytes(keyvalue::GUEST);
    let workload = Workload::new("example").component("guest", guest);
    let running = host.start(workload).await?;
    for _ in 0..3 {
        println!("increment -> {:?}", increment(&running).await?);
    }
    Ok(())
}

/// Each call has an instance of its own: what they share is in the store.
async fn increment(running: &Running) -> Result<Result<i64, String>, Error> {
    let function = "hostplug:conformance/keyvalue@0.1.0#increment";
    let params = ("bucket".to_owned(), "visits".to_owned(), 1_i64);
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
