//! A host with the plugin, and a component that uses it.
//!
//! ```text
//! cargo run --example sample-logging-host                     # asks the component of the conformance suite
//! cargo run --example sample-logging-host -- workload.toml    # runs components of your own
//! ```

use hostplug_conformance::{Instance, logging};
use hostplug_runtime::{Component, Error, Host, Running, Workload};

use ::sample_logging::SampleLogging;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let plugin = SampleLogging::default();
    let builder = Host::builder().plugin(plugin.clone());
    let host = builder.plugin(Instance).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => ask(&host, &plugin).await,
    }
}

async fn ask(host: &Host, plugin: &SampleLogging) -> Done {
    let guest = Component::bytes(logging::GUEST);
    let workload = Workload::new("example").component("guest", guest);
    let running = host.start(workload).await?;
    for (level, text) in [(2, "hello"), (4, "something failed")] {
        log(&running, level, text).await?;
    }
    println!("{:#?}", plugin.take());
    Ok(())
}

async fn log(running: &Running, level: u32, text: &str) -> Result<(), Error> {
    let function = "hostplug:conformance/logging@0.1.0#log";
    let params = (level, "example".to_owned(), text.to_owned());
    running.call("guest", function, params).await
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
