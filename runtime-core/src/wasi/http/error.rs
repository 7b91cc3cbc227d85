//! What a guest is told of a request that failed.

use std::io::ErrorKind;

pub(super) use wasmtime_wasi_http::Error;

type Cause = dyn std::error::Error + 'static;

/// The first cause that says more than that something failed, in the words of WASI.
pub(super) fn of(error: &Cause) -> Error {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(known) = known(cause) {
            return known;
        }
        next = inner(cause);
    }
    match error.downcast_ref::<hyper::Error>() {
        Some(error) if error.is_closed() || error.is_canceled() => Error::ConnectionTerminated,
        _ => Error::HttpProtocolError,
    }
}

/// An I/O error of somebody's own hides that one behind itself.
fn inner(cause: &Cause) -> Option<&Cause> {
    let hidden = cause.downcast_ref::<std::io::Error>();
    match hidden.and_then(std::io::Error::get_ref) {
        Some(hidden) => Some(hidden),
        None => cause.source(),
    }
}

fn known(cause: &Cause) -> Option<Error> {
    if let Some(error) = cause.downcast_ref() {
        return Some(tls(error));
    }
    if let Some(error) = cause.downcast_ref::<std::io::Error>() {
        return io(error);
    }
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        return http(error);
    }
    if let Some(Error::HttpRequestBodySize(limit)) = cause.downcast_ref() {
        return Some(Error::HttpRequestBodySize(*limit));
    }
    // The connector has no other way to say so.
    (cause.to_string() == "dns error").then(|| Error::DnsError {
        rcode: Some("the name was not found".to_owned()),
        info_code: None,
    })
}

fn tls(error: &rustls::Error) -> Error {
    match error {
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
            Error::TlsCertificateError
        }
        rustls::Error::AlertReceived(alert) => Error::TlsAlertReceived {
            alert_id: Some(u8::from(*alert)),
            alert_message: Some(format!("{alert:?}")),
        },
        _ => Error::TlsProtocolError,
    }
}

fn io(error: &std::io::Error) -> Option<Error> {
    Some(match error.kind() {
        ErrorKind::ConnectionRefused => Error::ConnectionRefused,
        ErrorKind::TimedOut => Error::ConnectionTimeout,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Error::DestinationUnavailable,
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Error::ConnectionTerminated,
        _ => return None,
    })
}

fn http(error: &hyper::Error) -> Option<Error> {
    match error {
        error if error.is_parse_too_large() => Some(Error::HttpResponseHeaderSectionSize(None)),
        error if error.is_incomplete_message() => Some(Error::HttpResponseIncomplete),
        error if error.is_timeout() => Some(Error::HttpResponseTimeout),
        _ => None,
    }
}
