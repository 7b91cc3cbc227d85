use std::path::PathBuf;

use hostplug_runtime::{DocumentError, Error};
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// Why a host cannot be asked, or cannot be listened for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// Another host listens on the socket.
    #[error(
        "another host listens on `{path}`\nhelp: stop that one, or choose another place: `--control PATH`"
    )]
    InUse {
        /// The socket.
        path: PathBuf,
    },

    /// The socket cannot be made.
    #[error(
        "cannot listen on `{path}`: {message}\nhelp: choose another place, `--control PATH`, or do without: `--no-control`"
    )]
    Listen {
        /// The socket.
        path: PathBuf,
        /// Why.
        message: String,
    },

    /// Nobody listens on the socket that was named.
    #[error(
        "no host listens on `{path}`: {message}\nhelp: start one: `hostplug run workload.toml --control {path}`"
    )]
    NoHost {
        /// The socket.
        path: PathBuf,
        /// What the system says.
        message: String,
    },

    /// No socket was named, and no host of this user has one at the usual place.
    #[error(
        "no host runs: nobody listens in `{directory}`\nhelp: start one, `hostplug run workload.toml`, or name its socket: `--control PATH`"
    )]
    NoneRuns {
        /// Where sockets are by default.
        directory: PathBuf,
    },

    /// No socket was named, and several hosts run.
    #[error("{} hosts run\nhelp: choose one: {}", .sockets.len(), choices(.sockets))]
    SeveralRun {
        /// Their sockets.
        sockets: Vec<PathBuf>,
    },

    /// The host has gone while it was asked, or does not talk as a host does.
    #[error("the host at `{path}` does not answer: {message}")]
    Broken {
        /// The socket.
        path: PathBuf,
        /// What went wrong.
        message: String,
    },

    /// The host has answered that it does not do it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

fn choices(sockets: &[PathBuf]) -> String {
    let choices = sockets
        .iter()
        .map(|path| format!("`--control {}`", path.display()));
    choices.collect::<Vec<_>>().join(", ")
}

/// What a host answers instead of doing what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct Refusal {
    /// A name for programs: [`Error::kind`], `document`, or `request` for what is no request to a host.
    pub kind: String,
    /// For people, with what to type.
    pub message: String,
    /// All problems of a workload that cannot be resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<serde_json::Value>,
}

impl Refusal {
    /// The request itself is wrong.
    pub(super) fn request(message: impl Into<String>) -> Self {
        Refusal {
            kind: "request".to_owned(),
            message: message.into(),
            report: None,
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self.kind.as_str() {
            "request" | "document" => StatusCode::BAD_REQUEST,
            "unknown-workload" => StatusCode::NOT_FOUND,
            "already-started" | "updating" | "route-taken" | "given-up" => StatusCode::CONFLICT,
            "stopped" => StatusCode::SERVICE_UNAVAILABLE,
            "unresolved" | "compose" | "link" | "export" | "too-many-parts" | "value"
            | "volume" | "limits" | "bind" => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let report = match &error {
            Error::Unresolved(report) => serde_json::to_value(report).ok(),
            _ => None,
        };
        Refusal {
            kind: error.kind().to_owned(),
            message: error.to_string(),
            report,
        }
    }
}

impl From<DocumentError> for Refusal {
    fn from(error: DocumentError) -> Self {
        Refusal {
            kind: "document".to_owned(),
            message: error.to_string(),
            report: None,
        }
    }
}
