//! A host that stays until somebody ends it.

use std::net::SocketAddr;
#[cfg(unix)]
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use clap::Args;
use hostplug_runtime::{Host, HttpServer, Running};
use tokio::task::JoinSet;

use crate::admin::{Admin, Metrics, Readiness};
#[cfg(unix)]
use crate::control::{self, ControlSocket};
use crate::drain::Drain;
use crate::explain;
use crate::run::Failure;
use crate::signals::Signals;
use crate::watch::Watched;

/// Where to listen if nobody says anything.
const LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// What a host listens on, and how it ends.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen for HTTP; port 0 takes any free port [default: 127.0.0.1:8080 if a workload has a route]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Where to listen for probes (`/livez`, `/readyz`), `/metrics` and `/heartbeat` [default: nowhere]
    #[arg(long, value_name = "ADDRESS")]
    admin: Option<SocketAddr>,
    /// The socket for `ps`, `stop` and the like [default: one in `$XDG_RUNTIME_DIR/hostplug`]
    #[cfg(unix)]
    #[arg(long, value_name = "PATH")]
    control: Option<PathBuf>,
    /// Have no socket for `ps`, `stop` and the like
    #[cfg(unix)]
    #[arg(long, conflicts_with = "control")]
    no_control: bool,
    #[command(flatten)]
    drain: Drain,
}

/// The probes and metrics of a host, from before its workloads are started.
pub(crate) struct Probes {
    readiness: Readiness,
    admin: Option<Admin>,
}

impl Serve {
    /// Whether somebody can ask for metrics.
    pub(crate) fn has_admin(&self) -> bool {
        self.admin.is_some()
    }

    /// Answers probes.
    pub(crate) async fn probes(&self, host: &Host, metrics: Option<Metrics>) -> Result<Probes> {
        let readiness = Readiness::default();
        let admin = match (self.admin, metrics) {
            (Some(address), Some(metrics)) => {
                let host = Arc::new(host.clone());
                let admin = Admin::listen(address, host, readiness.clone(), metrics).await;
                Some(admin.map_err(|error| {
                    anyhow!("cannot listen on {address}: {error}\nhelp: choose another address: `--admin ADDRESS`")
                })?)
            }
            _ => None,
        };
        Ok(Probes { readiness, admin })
    }

    /// Serves workloads until a signal, or until they have ended by themselves, and shuts the host down.
    pub(crate) async fn until_signal(
        &self,
        host: &Host,
        running: &[Running],
        watched: Vec<Watched>,
        probes: Probes,
        json: bool,
        ended: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        // Before anybody is told that there is something to end.
        let mut signals = Signals::new()?;
        let server = self.http(host, running).await?;
        #[cfg(unix)]
        let control = self.control(host)?;
        let announced = Announced {
            address: server.as_ref().map(HttpServer::address),
            admin: probes.admin.as_ref().map(Admin::address),
            #[cfg(unix)]
            control: control.as_ref().map(|control| control.path().to_owned()),
        };
        let ids = running.iter().map(|running| running.id().to_owned());
        probes.readiness.started(ids);
        announced.print(running, json)?;
        let followed = follow(host, watched);
        let ended = tokio::select! {
            () = signals.next() => {
                eprintln!("finishing the requests that are under way; a second signal ends them");
                Ok(())
            }
            ended = ended => ended,
        };
        drop(followed);
        signals.end_at_next();
        self.drain.end(host, server, &probes.readiness).await?;
        #[cfg(unix)]
        if let Some(control) = control {
            control.shutdown().await;
        }
        ended
    }

    /// Without a route nobody needs a port, unless he says so.
    async fn http(&self, host: &Host, running: &[Running]) -> Result<Option<HttpServer>, Failure> {
        let routes = running
            .iter()
            .any(|running| !running.plan().routes.is_empty());
        let Some(address) = self.listen.or(routes.then_some(LISTEN)) else {
            return Ok(None);
        };
        Ok(Some(host.serve_http(address).await?))
    }

    #[cfg(unix)]
    fn control(&self, host: &Host) -> Result<Option<ControlSocket>> {
        if self.no_control {
            return Ok(None);
        }
        let path = match &self.control {
            Some(path) => path.clone(),
            None => control::default_path()?,
        };
        Ok(Some(ControlSocket::listen(&path, Arc::new(host.clone()))?))
    }
}

/// They end when this is dropped.
fn follow(host: &Host, watched: Vec<Watched>) -> JoinSet<()> {
    let mut followed = JoinSet::new();
    for watched in watched {
        followed.spawn(watched.follow(host.clone()));
    }
    followed
}

/// Where a host can be reached.
#[derive(serde::Serialize)]
struct Announced {
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<SocketAddr>,
    #[cfg(unix)]
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<PathBuf>,
}

#[derive(serde::Serialize)]
struct Line<'a> {
    workload: &'a str,
    #[serde(flatten)]
    announced: &'a Announced,
}

impl Announced {
    /// A line for each workload, on the standard output for programs, or on the standard error for people.
    fn print(&self, running: &[Running], json: bool) -> Result<()> {
        for workload in running.iter().map(Running::id) {
            if json {
                let announced = self;
                let line = serde_json::to_string(&Line {
                    workload,
                    announced,
                })?;
                explain::print(format!("{line}\n").as_bytes())?;
                continue;
            }
            match self.address {
                Some(address) => eprintln!("{workload} answers on http://{address}"),
                None => eprintln!("{workload} runs"),
            }
        }
        if let Some(admin) = self.admin.filter(|_| !json) {
            eprintln!("probes and metrics are on http://{admin}");
        }
        Ok(())
    }
}
