use super::Error;

impl Error {
    /// A name for programs, which does not change when the text becomes better.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Engine(_) => "engine",
            Error::CacheDirectory { .. } => "cache-directory",
            Error::DuplicatePlugin { .. } => "duplicate-plugin",
            Error::PluginTypes { .. } => "plugin-types",
            Error::UnknownPlugin { .. } => "unknown-plugin",
            Error::DuplicateInstance { .. } => "duplicate-instance",
            Error::Plugin(_) => "plugin",
            Error::Bind { .. } => "bind",
            Error::AlreadyStarted { .. } => "already-started",
            Error::UnknownWorkload { .. } => "unknown-workload",
            Error::Updating { .. } => "updating",
            Error::GivenUp { .. } => "given-up",
            Error::Failed { .. } => "failed",
            Error::CutOff { .. } => "cut-off",
            Error::Stopped => "stopped",
            Error::Value { .. } => "value",
            Error::Volume { .. } => "volume",
            Error::RouteTaken { .. } => "route-taken",
            Error::Unresolved(_) => "unresolved",
            Error::Compose { .. } => "compose",
            Error::Link { .. } => "link",
            Error::Export { .. } => "export",
            Error::TooManyParts { .. } => "too-many-parts",
            Error::NotAnEntry { .. } => "not-an-entry",
            Error::NoSuchExport { .. } => "no-such-export",
            Error::Signature { .. } => "signature",
            Error::Trap { .. } => "trap",
            Error::Limit { .. } => "limit",
            Error::Saturated { .. } => "saturated",
            Error::Certificate { .. } => "certificate",
            Error::RootCertificates { .. } => "root-certificates",
            Error::Limits { .. } => "limits",
            Error::Thread(_) => "thread",
            Error::Listen { .. } => "listen",
        }
    }
}
