use std::fs::Permissions;
use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hostplug_runtime::HostApi;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::UnixListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{ControlError, answer, place};

/// How long those who are being answered at the end may take to read it.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// A socket on which a host is driven. It is there until this is dropped.
#[derive(Debug)]
#[must_use]
pub struct ControlSocket {
    path: PathBuf,
    /// Whether the path is still this socket's; another host may have taken it afterwards.
    listed: bool,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl ControlSocket {
    /// Listens on a path, for the user of this process alone. A socket that a dead host has left there is replaced, and
    /// directories that are missing are made. It must be called on a runtime of Tokio.
    ///
    /// # Errors
    /// Another host listens there, something else is there, or the socket cannot be made.
    pub fn listen(path: &Path, host: Arc<dyn HostApi>) -> Result<Self, ControlError> {
        make_room(path)?;
        let listener = bind(path).map_err(|error| failed(path, &error))?;
        let (stop, stopped) = oneshot::channel();
        Ok(ControlSocket {
            path: path.to_owned(),
            listed: true,
            stop: Some(stop),
            task: tokio::spawn(serve(listener, host, stopped)),
        })
    }

    /// Where it listens.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes no new requests, and lets the last ones be answered, for a second at most.
    pub async fn shutdown(mut self) {
        self.unlist();
        self.stop.take();
        let _ = tokio::time::timeout(LAST_ANSWERS, &mut self.task).await;
    }

    /// It comes before the end of the listener, so that nobody takes the path for a dead host's.
    fn unlist(&mut self) {
        if std::mem::take(&mut self.listed) {
            // There is nobody to tell, and a socket that stays is replaced.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        self.unlist();
        self.task.abort();
    }
}

/// A socket that somebody listens on is his; anything else than a socket is somebody's work.
fn make_room(path: &Path) -> Result<(), ControlError> {
    if let Some(parent) = path.parent().filter(|parent| place::is_default(parent)) {
        place::clean(parent);
    }
    let is_socket = match path.symlink_metadata() {
        Ok(found) => found.file_type().is_socket(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(path, &error)),
    };
    match is_socket {
        true if place::is_stale(path) => Ok(()),
        true => match UnixStream::connect(path) {
            Ok(_) => Err(ControlError::InUse {
                path: path.to_owned(),
            }),
            Err(error) => Err(failed(path, &error)),
        },
        false => Err(ControlError::Listen {
            path: path.to_owned(),
            message: "it is there, and is no socket".to_owned(),
        }),
    }
}

/// The socket is made where nobody else can see it, and moved when only its user can open it.
fn bind(path: &Path) -> io::Result<UnixListener> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(parent)?;
    let hidden = tempfile::Builder::new()
        .prefix(".")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)?;
    let first = hidden.path().join("s");
    let listener = UnixListener::bind(&first)?;
    std::fs::set_permissions(&first, Permissions::from_mode(0o600))?;
    std::fs::rename(&first, path)?;
    Ok(listener)
}

fn failed(path: &Path, error: &io::Error) -> ControlError {
    ControlError::Listen {
        path: path.to_owned(),
        message: error.to_string(),
    }
}

async fn serve(listener: UnixListener, host: Arc<dyn HostApi>, mut stopped: oneshot::Receiver<()>) {
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let host = host.clone();
                    let service = service_fn(move |request| answer::answer(host.clone(), request));
                    let connection = http1::Builder::new()
                        .timer(TokioTimer::new())
                        .serve_connection(TokioIo::new(stream), service);
                    let connection = connections.watch(connection);
                    tokio::spawn(async move {
                        if let Err(error) = connection.await {
                            tracing::debug!("a connection of the control socket ended: {error}");
                        }
                    });
                }
                Err(error) => {
                    // Without a pause, a process that is out of file descriptors would spin here.
                    tracing::error!("the control socket cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            _ = &mut stopped => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}
