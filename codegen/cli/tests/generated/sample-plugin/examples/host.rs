//! A host with the plugin, for components that use it.
//!
//! ```text
//! cargo run --example sample-plugin-host -- workload.toml
//! ```

use hostplug_runtime::{Host, Workload};

use sample_plugin::SamplePlugin;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let builder = Host::builder().engine(engine());
    let host = builder.plugin(SamplePlugin).start().await?;
    let document = std::env::args_os().nth(1);
    let document = document.unwrap_or("workload.toml".into());
    run(&host, Workload::from_file(document)?).await
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
