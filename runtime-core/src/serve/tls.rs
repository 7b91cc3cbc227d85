use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::error::Error;

/// The certificate of a listener, in two files: the chain, the server's own certificate first, and its key, both in PEM.
///
/// The files may change while the host runs. They are looked at when a client connects, at most once a second, and
/// read again if they have changed. As long as they cannot be used, which the log says as an error, the certificate
/// stays that was there before. Connections that are open keep theirs.
///
/// Clones are the same certificate.
#[derive(Clone)]
pub struct Tls {
    inner: Arc<Inner>,
}

struct Inner {
    files: Arc<Files>,
    acceptor: TlsAcceptor,
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
    seen: Mutex<Seen>,
}

/// What the files were like when they were read last, good or bad.
struct Seen {
    stamps: [Stamp; 2],
    looked: Instant,
    every: Duration,
}

type Stamp = Option<(SystemTime, u64)>;

/// How often files are looked at.
const EVERY: Duration = Duration::from_secs(1);

impl Tls {
    /// Reads the files, which blocks the thread for that time.
    ///
    /// # Errors
    /// A file cannot be read, has no certificate or no key in PEM, or the key does not belong to the certificate.
    pub fn files(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Self, Error> {
        Tls::looking_every(certificate.into(), key.into(), EVERY)
    }

    fn looking_every(certificate: PathBuf, key: PathBuf, every: Duration) -> Result<Self, Error> {
        let provider = Arc::new(ring::default_provider());
        // Before they are read, so that a change meanwhile is seen.
        let stamps = [stamp(&certificate), stamp(&key)];
        let current = read(&certificate, &key, &provider)?;
        let files = Arc::new(Files {
            certificate,
            key,
            provider: provider.clone(),
            current: RwLock::new(Arc::new(current)),
            seen: Mutex::new(Seen {
                stamps,
                looked: Instant::now(),
                every,
            }),
        });
        let acceptor = TlsAcceptor::from(Arc::new(config(provider, files.clone())?));
        Ok(Tls {
            inner: Arc::new(Inner { files, acceptor }),
        })
    }

    /// Looks at the files whenever a client connects, instead of once a second at most.
    #[must_use]
    pub fn always_looking(self) -> Self {
        self.inner.files.seen().every = Duration::ZERO;
        self
    }

    /// Reads the files again, which blocks the thread for that time.
    ///
    /// # Errors
    /// Those of [`Tls::files`]. The certificate stays that was there before.
    pub fn reload(&self) -> Result<(), Error> {
        self.inner.files.reload()
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        if self.inner.files.is_time() {
            let files = self.inner.files.clone();
            // A panic of it would be a bug; this client gets the old certificate then.
            let _ = tokio::task::spawn_blocking(move || files.look()).await;
        }
        self.inner.acceptor.accept(stream).await
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("certificate", &self.inner.files.certificate)
            .field("key", &self.inner.files.key)
            .finish()
    }
}

fn config(provider: Arc<CryptoProvider>, files: Arc<Files>) -> Result<ServerConfig, Error> {
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&files.certificate, error.to_string(), ""))?;
    let mut config = config.with_no_client_auth().with_cert_resolver(files);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

impl Files {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_time(&self) -> bool {
        let mut seen = self.seen();
        let now = Instant::now();
        let is_time = now.duration_since(seen.looked) >= seen.every;
        if is_time {
            seen.looked = now;
        }
        is_time
    }

    fn look(&self) {
        let stamps = [stamp(&self.certificate), stamp(&self.key)];
        if self.seen().stamps == stamps {
            return;
        }
        match self.reload() {
            Ok(()) => tracing::info!("`{}` was read again", self.certificate.display()),
            Err(error) => tracing::error!("the certificate stays as it was: {error}"),
        }
    }

    fn reload(&self) -> Result<(), Error> {
        self.seen().stamps = [stamp(&self.certificate), stamp(&self.key)];
        let read = Arc::new(read(&self.certificate, &self.key, &self.provider)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }
}

impl ResolvesServerCert for Files {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files")
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

fn read(certificate: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey, Error> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(certificate, &error))?;
    if chain.is_empty() {
        return Err(wrong(
            certificate,
            "it has no certificate".to_owned(),
            "it must have `-----BEGIN CERTIFICATE-----`: the server's own one first, then the rest of the chain",
        ));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| match error {
        pem::Error::NoItemsFound => wrong(
            key,
            "it has no private key".to_owned(),
            "it must have `-----BEGIN PRIVATE KEY-----`, without a password",
        ),
        error => unreadable(key, &error),
    })?;
    CertifiedKey::from_der(chain, private, provider).map_err(|error| {
        let name = certificate.display();
        wrong(
            key,
            format!("it does not go with `{name}`: {error}"),
            "give the certificate and the key that were made together",
        )
    })
}

fn unreadable(path: &Path, error: &pem::Error) -> Error {
    let help = "give two files in PEM that this process can read: the certificate, and its key";
    match error {
        pem::Error::Io(error) => wrong(path, error.to_string(), help),
        error => wrong(path, format!("it is no PEM: {error}"), help),
    }
}

fn wrong(path: &Path, message: String, help: &'static str) -> Error {
    Error::Certificate {
        path: path.to_owned(),
        message,
        help,
    }
}
