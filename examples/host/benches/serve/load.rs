//! One turn of load on one server.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::tools;

/// What a turn has shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) requests: u64,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Who is asked, and how.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    pub(crate) connections: u32,
    pub(crate) seconds: u32,
    pub(crate) path: &'static str,
    pub(crate) host: Option<String>,
}

impl Load {
    /// Asks until the time is over. An answer that is no success is an error: refusals are fast.
    pub(crate) fn put_on(&self, address: SocketAddr) -> Result<Seen> {
        let mut wrk = tools::wrk();
        wrk.args(["--threads", "1", "--latency"])
            .arg("--connections")
            .arg(self.connections.to_string())
            .arg("--duration")
            .arg(format!("{}s", self.seconds));
        if let Some(host) = &self.host {
            wrk.arg("--header").arg(format!("Host: {host}"));
        }
        let output = wrk.arg(format!("http://{address}{}", self.path)).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "wrk failed: {text}");
        read(&text)
    }
}

fn read(text: &str) -> Result<Seen> {
    let mut lines = text.lines().map(str::trim);
    if let Some(bad) =
        lines.find(|line| line.starts_with("Non-2xx") || line.starts_with("Socket errors"))
    {
        bail!("the server failed: {bad}");
    }
    let behind = |head: &str| {
        let mut lines = text.lines().map(str::trim);
        let found = lines
            .find_map(|line| line.strip_prefix(head))
            .map(str::trim);
        found.with_context(|| format!("wrk printed no `{head}`:\n{text}"))
    };
    let requests = text
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "));
    let (requests, _) = requests.with_context(|| format!("wrk printed no sum:\n{text}"))?;
    Ok(Seen {
        requests: requests.parse()?,
        per_second: behind("Requests/sec:")?.parse()?,
        p50: duration(behind("50%")?)?,
        p99: duration(behind("99%")?)?,
    })
}

/// `812.00us`, `1.02ms`, `3.1s`
fn duration(text: &str) -> Result<Duration> {
    let number = text.trim_end_matches(char::is_alphabetic);
    let seconds = match &text[number.len()..] {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        _ => bail!("`{text}` is no time"),
    };
    Ok(Duration::from_secs_f64(number.parse::<f64>()? * seconds))
}
