use std::time::Duration;

/// What the clients of one listener may do. The defaults hold for every listener that says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpLimits {
    /// Connections at once. Further clients wait until one is closed.
    pub connections: usize,
    /// Bytes of a request's line and headers.
    pub headers: u32,
    /// Requests at once on one connection of HTTP/2.
    pub streams: u32,
    /// For how long a client may take for the handshake of TLS.
    pub handshake: Duration,
    /// For how long a connection may have no request under way: because it is kept alive, or because its client takes
    /// its time for the headers.
    pub idle: Duration,
    /// For how long a client may take nothing of a response that is there for it.
    pub stall: Duration,
}

impl Default for HttpLimits {
    /// 10 000 connections; 64 KiB of headers; 100 streams; 10 seconds for a handshake, 75 seconds without a request, 30
    /// seconds for a client that does not read.
    fn default() -> Self {
        HttpLimits {
            connections: 10_000,
            headers: 64 << 10,
            streams: 100,
            handshake: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(30),
        }
    }
}

impl HttpLimits {
    /// Sets how many connections there may be at once; there is always one.
    #[must_use]
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections;
        self
    }

    /// Sets how many bytes a request's line and headers may have; less than 8 KiB cannot be set.
    #[must_use]
    pub fn headers(mut self, bytes: u32) -> Self {
        self.headers = bytes;
        self
    }

    /// Sets how many requests a connection of HTTP/2 may have at once.
    #[must_use]
    pub fn streams(mut self, streams: u32) -> Self {
        self.streams = streams;
        self
    }

    /// Sets for how long a client may take for the handshake of TLS.
    #[must_use]
    pub fn handshake(mut self, time: Duration) -> Self {
        self.handshake = time;
        self
    }

    /// Sets for how long a connection may have no request under way.
    #[must_use]
    pub fn idle(mut self, time: Duration) -> Self {
        self.idle = time;
        self
    }

    /// Sets for how long a client may take nothing of a response that is there for it.
    #[must_use]
    pub fn stall(mut self, time: Duration) -> Self {
        self.stall = time;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::size;
    use crate::spec::Limits;
    use crate::wasi::outgoing;

    /// Whether a row of the tables in `docs/hosting.md` has these cells behind its first one.
    fn row(cells: &str) -> bool {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/hosting.md");
        let page = std::fs::read_to_string(page).unwrap();
        let mut rows = page.lines().filter_map(|line| line.split_once(" | "));
        rows.any(|(_, rest)| rest.starts_with(cells))
    }

    fn time(time: Duration) -> String {
        humantime::format_duration(time).to_string()
    }

    #[test]
    fn the_page_for_hosts_has_the_defaults_of_listeners() {
        let limits = HttpLimits::default();
        for (key, value) in [
            ("connections", limits.connections.to_string()),
            ("headers", size(limits.headers.into())),
            ("streams", limits.streams.to_string()),
            ("handshake", time(limits.handshake)),
            ("idle", time(limits.idle)),
            ("stall", time(limits.stall)),
        ] {
            assert!(row(&format!("`{key}` | {value} | ")), "{key}: {value}");
        }
    }

    #[test]
    fn the_page_for_hosts_has_the_limits_of_bodies_and_outgoing_requests() {
        let limits = Limits::default();
        for (key, value) in [("body", limits.body), ("egress", limits.egress)] {
            assert!(row(&format!("`{key}` | {} | ", size(value))), "{key}");
        }
        for (value, error) in [
            (time(outgoing::CONNECT), "connection-timeout"),
            (time(outgoing::FIRST_BYTE), "connection-read-timeout"),
            (time(outgoing::BETWEEN_BYTES), "connection-read-timeout"),
            (outgoing::UNDER_WAY.to_string(), "connection-limit-reached"),
        ] {
            assert!(row(&format!("{value} | `{error}`")), "{error}: {value}");
        }
    }
}
