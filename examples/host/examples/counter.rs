//! Starts the counter workload, asks it over HTTP, and starts it again to show that the counts are still there.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use hostplug_config::Config;
use hostplug_keyvalue::Keyvalue;
use hostplug_logging::Logging;
use hostplug_runtime::hostplug::Settings;
use hostplug_runtime::{Host, Workload};
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;

#[tokio::main]
async fn main() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let database = directory.path().join("counter.redb");
    println!("# the first host");
    serve(&database, &["/", "/", "/ada", "/?peek"]).await?;
    println!("# the second host, with the same database and an empty cache");
    serve(&database, &["/?peek", "/?peek", "/", "/ada", "/not a name"]).await
}

/// Runs a host for these requests, and prints the answers.
async fn serve(database: &Path, paths: &[&str]) -> Result<()> {
    let host = Host::builder()
        .name("counter-host")
        .plugin(Config)
        .plugin(Logging)
        .plugin(Keyvalue::default())
        .instance(
            "keyvalue",
            "cache",
            Settings::default().with("backend", "memory"),
        )
        .instance(
            "keyvalue",
            "data",
            Settings::default()
                .with("backend", "redb")
                .with("path", database.display().to_string()),
        )
        .start()
        .await?;
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../counter/workload.toml");
    host.start(Workload::from_file(document)?).await?;
    let server = host.serve_http(([127, 0, 0, 1], 0).into()).await?;
    for path in paths {
        let answer = get(server.address(), path).await?;
        print!("GET {path:<8} -> {answer}");
    }
    server.shutdown().await;
    Ok(host.shutdown().await?)
}

async fn get(address: SocketAddr, path: &str) -> Result<String> {
    let stream = tokio::net::TcpStream::connect(address).await?;
    let (mut client, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let uri = path.replace(' ', "%20");
    let request = Request::get(uri)
        .header("host", address.to_string())
        .body(Empty::<Bytes>::new())?;
    let response = client.send_request(request).await.context("no answer")?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await?.to_bytes();
    drop(client);
    connection.await??;
    Ok(format!("{status} {}", String::from_utf8_lossy(&body)))
}
