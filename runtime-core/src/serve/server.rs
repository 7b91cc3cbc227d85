use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::connection::Listener;
use super::limits::HttpLimits;
use super::tls::Tls;
use crate::error::Error;
use crate::host::Host;

/// A listener that sends requests to the workloads of a host. It ends with [`HttpServer::shutdown`]; when it is
/// dropped, it ends in the same way, and nobody waits for it.
#[derive(Debug)]
pub struct HttpServer {
    address: SocketAddr,
    draining: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl HttpServer {
    pub(super) async fn listen(
        host: Host,
        address: SocketAddr,
        tls: Option<Tls>,
        limits: HttpLimits,
    ) -> Result<Self, Error> {
        let failed = |source| Error::Listen {
            address: address.to_string(),
            help: help(&source, address),
            source,
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (draining, drained) = watch::channel(false);
        let accepts = Accepts {
            listener,
            free: Arc::new(Semaphore::new(
                limits.connections.clamp(1, Semaphore::MAX_PERMITS),
            )),
        };
        let connections = Arc::new(Listener::new(host, tls, limits));
        let task = tokio::spawn(serve(accepts, connections, drained));
        Ok(HttpServer {
            address,
            draining,
            task,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new connections, and waits until the requests that are under way have been answered. Clients of HTTP/2
    /// are told to send no more requests, those of HTTP/1 find their connections closed.
    pub async fn shutdown(self) {
        self.draining.send_replace(true);
        let _ = self.task.await;
    }

    /// Like [`shutdown`](HttpServer::shutdown), but closes the connections that are still there when the deadline has
    /// passed. Their requests end as those of clients that go away.
    pub async fn shutdown_within(mut self, deadline: Duration) {
        self.draining.send_replace(true);
        if tokio::time::timeout(deadline, &mut self.task)
            .await
            .is_err()
        {
            self.task.abort();
            let _ = self.task.await;
        }
    }
}

fn help(error: &std::io::Error, address: SocketAddr) -> String {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "another process listens on port {}: stop it, or choose another port; 0 takes any free one",
            address.port()
        ),
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a permission: choose a larger one, and let a proxy forward to it"
                .to_owned()
        }
        _ => "choose an address of this machine, `127.0.0.1` or `0.0.0.0` for example".to_owned(),
    }
}

/// Its connections end with it.
async fn serve(accepts: Accepts, listener: Arc<Listener>, mut draining: watch::Receiver<bool>) {
    let drained = draining.clone();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            (stream, permit) = accepts.next() => {
                let (listener, draining) = (listener.clone(), drained.clone());
                connections.spawn(async move {
                    listener.serve(stream, draining).await;
                    drop(permit);
                });
            }
            Some(_) = connections.join_next() => {}
            _ = draining.wait_for(|draining| *draining) => break,
        }
    }
    drop(accepts);
    while connections.join_next().await.is_some() {}
}

struct Accepts {
    listener: TcpListener,
    free: Arc<Semaphore>,
}

impl Accepts {
    /// Waits for a connection, and before that for the permission to have one more. What is dropped loses none.
    async fn next(&self) -> (TcpStream, OwnedSemaphorePermit) {
        let permit = self.free.clone().acquire_owned().await;
        let permit = permit.expect("nobody closes the semaphore");
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    // Small parts of a response are not held back. It fails only for what is closed already.
                    let _ = stream.set_nodelay(true);
                    return (stream, permit);
                }
                Err(error) => {
                    // Without a pause, a process that is out of file descriptors would spin here.
                    tracing::error!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}
