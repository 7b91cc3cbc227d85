//! A host with the plugin, and a component that uses it.
//!
//! ```text
//! cargo run --example sample-config-host                     # asks the component of the conformance suite
//! cargo run --example sample-config-host -- workload.toml    # runs components of your own
//! ```

use hostplug_conformance::{Instance, config};
use hostplug_runtime::{Component, Error, Host, Running, Workload};

use ::sample_config::SampleConfig;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let builder = Host::builder().plugin(SampleConfig);
    let host = builder.plugin(Instance).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => ask(&host).await,
    }
}

async fn ask(host: &Host) -> Done {
    let guest = Component::bytes(config::GUEST).config("greeting", "hello");
    let workload = Workload::new("example").component("guest", guest);
    let running = host.start(workload).await?;
    for key in ["greeting", "farewell"] {
        println!("get {key} -> {:?}", get(&running, key).await?);
    }
    Ok(())
}

async fn get(running: &Running, key: &str) -> Result<Result<Option<String>, String>, Error> {
    let function = "hostplug:conformance/config@0.1.0#get";
    let params = (key.to_owned(),);
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
