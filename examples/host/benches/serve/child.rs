//! What this program does as a server: the floor below which nobody gets, and hosts with many workloads. Each prints its
//! address, and ends when its input does.

use std::convert::Infallible;
use std::io::Read;

use anyhow::{Context, Result};
use bytes::Bytes;
use hostplug_guests::{HTTP_FAULTS, HTTP_HITS, HTTP_MIDDLEWARE, HTTP_P3};
use hostplug_keyvalue::Keyvalue;
use hostplug_runtime::{Component, Engine, Host, InstancePolicy, Reuse, Workload};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// The argument that makes this program a server.
pub(crate) const WORD: &str = "server";

/// Hosts of the workloads that are served together.
pub(crate) const MIXED: [&str; 6] = [
    "hello-fresh",
    "hello-reuse",
    "counter-fresh",
    "counter-reuse",
    "chain",
    "p3",
];

pub(crate) fn run(words: &[String]) -> Result<()> {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Runtime::new()?;
    let done = runtime.block_on(async {
        match words.as_slice() {
            ["floor"] => floor().await,
            ["workloads", number] => workloads(number.parse()?).await,
            ["mixed"] => mixed().await,
            _ => anyhow::bail!("no server is called `{}`", words.join(" ")),
        }
    });
    // Connections to clients that stay end by themselves; whatever is left of guests would not.
    println!("tasks left: {}", runtime.metrics().num_alive_tasks());
    done
}

async fn floor() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = service_fn(|_| async {
            let body = Full::new(Bytes::from_static(b"hello\n"));
            Ok::<_, Infallible>(http::Response::new(body))
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}

async fn workloads(number: u32) -> Result<()> {
    let host = host().await?;
    for n in 0..number {
        let hello = Component::bytes(HTTP_FAULTS);
        start(
            &host,
            &format!("w{n}"),
            "hello",
            Workload::new(format!("w{n}")).component("hello", hello),
        )
        .await?;
    }
    serve(host).await
}

async fn mixed() -> Result<()> {
    let host = host().await?;
    for name in MIXED {
        let policy = match name.ends_with("fresh") {
            true => InstancePolicy::Fresh,
            false => InstancePolicy::Reuse(Reuse::default()),
        };
        let (entry, bytes) = match name {
            "chain" => ("middleware", HTTP_MIDDLEWARE),
            "p3" => ("p3", HTTP_P3),
            name if name.starts_with("counter") => ("counter", HTTP_HITS),
            _ => ("hello", HTTP_FAULTS),
        };
        let component = Component::bytes(bytes).instance(policy);
        let mut workload = Workload::new(name).component(entry, component);
        if name == "chain" {
            workload = workload.component("hello", Component::bytes(HTTP_FAULTS));
        }
        start(&host, name, entry, workload).await?;
    }
    serve(host).await
}

async fn host() -> Result<Host> {
    let engine = Engine::pooling().or_else(|_| Engine::new())?;
    let plugins = Host::builder().engine(engine).plugin(Keyvalue::default());
    Ok(plugins.start().await?)
}

async fn start(host: &Host, name: &str, entry: &str, workload: Workload) -> Result<()> {
    let workload = workload.route(format!("{name}.test"), "/", entry);
    host.start(workload)
        .await
        .with_context(|| format!("cannot start `{name}`"))?;
    Ok(())
}

async fn serve(host: Host) -> Result<()> {
    let server = host.serve_http(([127, 0, 0, 1], 0).into()).await?;
    println!("{}", server.address());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    server.shutdown().await;
    host.shutdown().await?;
    Ok(())
}
