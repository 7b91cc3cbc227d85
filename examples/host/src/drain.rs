//! The end of a host: nothing new, the last calls to their end, or to the end of their time.

use std::time::Duration;

use clap::Args;
use hostplug_runtime::{Error, Host, HttpServer};

use crate::admin::Readiness;

/// How long what has been cut off may take to clear up. A plugin that never gives up must not hold the process.
const CLEARING_UP: Duration = Duration::from_secs(5);

/// How a host ends.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Drain {
    /// How long to serve on after SIGTERM or Ctrl-C, when `/readyz` says no already, so that load balancers see it
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration, value_name = "TIME")]
    pub(crate) drain_delay: Duration,
    /// How long the requests that are under way may take then, before they are cut off
    #[arg(long, default_value = "30s", value_parser = humantime::parse_duration, value_name = "TIME")]
    pub(crate) drain_timeout: Duration,
}

impl Drain {
    /// Ends the host and its server.
    pub(crate) async fn end(
        self,
        host: &Host,
        server: Option<HttpServer>,
        readiness: &Readiness,
    ) -> Result<(), Error> {
        readiness.draining();
        tokio::time::sleep(self.drain_delay).await;
        let mut ended = std::pin::pin!(end(host, server));
        tokio::select! {
            ended = &mut ended => return ended,
            () = tokio::time::sleep(self.drain_timeout) => cut_off(host),
        }
        let timeout = humantime::format_duration(self.drain_timeout);
        eprintln!("what is still under way after {timeout} is cut off");
        let cleared_up = tokio::time::timeout(CLEARING_UP, ended).await;
        cleared_up.unwrap_or_else(|_| {
            tracing::error!("not everything could be stopped");
            Ok(())
        })
    }
}

async fn end(host: &Host, server: Option<HttpServer>) -> Result<(), Error> {
    if let Some(server) = server {
        server.shutdown().await;
    }
    host.shutdown().await
}

fn cut_off(host: &Host) {
    for status in host.heartbeat().workloads {
        let host = host.clone();
        tokio::spawn(async move {
            // Whoever shuts the host down learns of errors.
            let _ = host.stop_within(&status.id, Duration::ZERO).await;
        });
    }
}
