//! A host with the plugin, and a component that uses it.
//!
//! ```text
//! cargo run --example sample-secrets-host                     # asks the component of the conformance suite
//! cargo run --example sample-secrets-host -- workload.toml    # runs components of your own
//! ```

use hostplug::Settings;
use hostplug_conformance::{Instance, secrets};
use hostplug_runtime::{Component, Error, Host, PluginChoice, Running, Workload};
use serde_json::json;

use ::sample_secrets::SampleSecrets;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let builder = Host::builder().plugin(SampleSecrets);
    let host = builder.plugin(Instance).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => ask(&host).await,
    }
}

async fn ask(host: &Host) -> Done {
    let guest = Component::bytes(secrets::GUEST).plugin_choice(PluginChoice {
        label: "default".to_owned(),
        plugin: "sample-secrets".to_owned(),
        instance: None,
        settings: Settings::default().with("door", json!({ "text": "open sesame" })),
    });
    let workload = Workload::new("example").component("guest", guest);
    let running = host.start(workload).await?;
    for key in ["door", "window"] {
        println!("reveal {key} -> {:?}", reveal(&running, key).await?);
    }
    Ok(())
}

/// What the component has read, which only an example prints.
async fn reveal(running: &Running, key: &str) -> Result<Result<String, String>, Error> {
    let function = "hostplug:conformance/secrets@0.1.0#reveal";
    let params = (key.to_owned(),);
    let (answer,): (Result<(bool, Vec<u8>), String>,) =
        running.call("guest", function, params).await?;
    Ok(answer.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()))
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
