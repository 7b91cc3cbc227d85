//! A host of one's own, with probes, metrics and a control socket.

use std::error::Error;
use std::sync::Arc;

use hostplug_host::admin::{Admin, Metrics, Readiness};
use hostplug_host::control::{ControlSocket, default_path};
use hostplug_keyvalue::Keyvalue;
use hostplug_runtime::{Host, Workload};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (metrics, ready) = (Metrics::install()?, Readiness::default());
    let host = Host::builder().name("edge-1").plugin(Keyvalue::default());
    let host = host.start().await?;
    let api = Arc::new(host.clone());
    let address = ([127, 0, 0, 1], 9090).into();
    let _admin = Admin::listen(address, api.clone(), ready.clone(), metrics).await?;
    let control = ControlSocket::listen(&default_path()?, api)?;

    let workload = host.start(Workload::from_file("workload.toml")?).await?;
    let server = host.serve_http(([127, 0, 0, 1], 8080).into()).await?;
    ready.started([workload.id().to_owned()]);

    tokio::signal::ctrl_c().await?;
    ready.draining();
    server.shutdown().await;
    host.shutdown().await?;
    control.shutdown().await;
    Ok(())
}
