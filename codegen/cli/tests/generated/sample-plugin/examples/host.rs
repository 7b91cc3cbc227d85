//! A host with the plugin, for components that use it.
//!
//! ```text
//! cargo run --example sample-plugin-host                     # links a component that imports all that the world does
//! cargo run --example sample-plugin-host -- workload.toml    # runs components of your own
//! ```

use hostplug_runtime::{Component, Host, Workload};

use ::sample_plugin::SamplePlugin;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let builder = Host::builder().engine(engine());
    let host = builder.plugin(SamplePlugin).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => link(&host).await,
    }
}

/// The functions of `component.wat` do nothing, so that there is nothing to call.
async fn link(host: &Host) -> Done {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/component.wat");
    let component = Component::bytes(wat::parse_file(path)?);
    let workload = Workload::new("example").component("main", component);
    let running = host.start(workload).await?;
    print!("{}", running.plan().explain());
    println!("every import is linked; nothing was called, because the component does nothing");
    Ok(())
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

/// What the world needs, and Wasmtime has switched off by itself.
fn engine() -> hostplug_runtime::Engine {
    let mut config = hostplug::wasmtime::Config::new();
    config.wasm_component_model_fixed_length_lists(true);
    hostplug_runtime::Engine::from_config(&config).expect("they go together")
}
