//! Runs a workload with the plugins `sample-keyvalue` and `sample-logging`.

#[cfg(test)]
mod tests;

use hostplug_runtime::{Host, HostBuilder, Workload};

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let document = std::env::args_os().nth(1);
    let document = document.unwrap_or("workload.toml".into());
    let host = host().start().await?;
    run(&host, Workload::from_file(document)?).await
}

/// The host with its plugins.
fn host() -> HostBuilder {
    Host::builder()
        .plugin(sample_keyvalue::SampleKeyvalue::default())
        .plugin(sample_logging::SampleLogging::default())
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
