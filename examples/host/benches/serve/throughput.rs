//! Requests in a second, in turns: every round asks every server for some seconds, and a ratio is the median over the
//! rounds of one turn against that of `wasmtime serve` in the same round.

use std::time::Duration;

use anyhow::Result;

use crate::figures::{median, median_time, table};
use crate::guests::Guests;
use crate::load::{Load, Seen};
use crate::server::Server;
use crate::tools;

const ROUNDS: usize = 10;
const SECONDS: u32 = 2;
const CONNECTIONS: [u32; 2] = [1, 64];

/// Of an instance that serves as long as the benchmark runs, so that no new one is needed.
const REUSE: &str = "{ policy = \"reuse\", requests = 1000000 }";
const POOL: &str = "{ policy = \"pool\", size = 64 }";
const FRESH: &str = "{ policy = \"fresh\" }";

pub(crate) fn hello() -> Result<()> {
    compare(
        "hello: a component of WASI 0.2 that answers a line",
        "hello",
        "/hello",
    )
}

pub(crate) fn hello_p3() -> Result<()> {
    compare("hello-p3: the same of WASI 0.3", "hello-p3", "/hello")
}

pub(crate) fn counter() -> Result<()> {
    compare(
        "counter: opens a bucket and increments a number in memory",
        "counter",
        "/",
    )
}

pub(crate) fn chain() -> Result<()> {
    compare("chain: a middleware in front of hello", "chain", "/hello")
}

fn compare(title: &str, guest: &str, path: &'static str) -> Result<()> {
    tools::check()?;
    let guests = Guests::new()?;
    let hostplug = |name, policy| Server::hostplug(name, &guests.workload(guest, policy)?);
    let servers = [
        Server::wasmtime(&tools::wasmtime()?, &guests.component(guest))?,
        hostplug("fresh", FRESH)?,
        hostplug("pool", POOL)?,
        hostplug("reuse", REUSE)?,
        Server::child("bare hyper", &["floor"])?,
    ];
    for connections in CONNECTIONS {
        let load = Load {
            connections,
            seconds: SECONDS,
            path,
            host: None,
        };
        let turns = in_turns(&servers, &load)?;
        print(
            &format!("{title}, {connections} connections"),
            &servers,
            &turns,
        );
    }
    Ok(())
}

/// One turn of a server, and the time on processors that each request cost it.
struct Turn {
    seen: Seen,
    cpu: f64,
}

/// The turns of each server. The first, which warms up, does not count.
fn in_turns(servers: &[Server], load: &Load) -> Result<Vec<Vec<Turn>>> {
    for server in servers {
        load.put_on(server.address)?;
    }
    let mut turns: Vec<_> = servers.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (server, turns) in servers.iter().zip(&mut turns) {
            let before = server.cpu()?;
            let seen = load.put_on(server.address)?;
            let cpu = server.cpu()?.saturating_sub(before);
            turns.push(Turn {
                seen,
                cpu: cpu.as_secs_f64() * 1e6 / seen.requests as f64,
            });
        }
    }
    Ok(turns)
}

fn print(title: &str, servers: &[Server], turns: &[Vec<Turn>]) {
    let head = [
        "",
        "requests/s",
        "p50",
        "p99",
        "CPU/request",
        "requests/s : wasmtime serve",
        "CPU : wasmtime serve",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let baseline = turns.first().map_or(&[][..], Vec::as_slice);
    for (server, turns) in servers.iter().zip(turns) {
        let pairs = || turns.iter().zip(baseline);
        let faster = pairs().map(|(turn, other)| turn.seen.per_second / other.seen.per_second);
        let dearer = pairs().map(|(turn, other)| turn.cpu / other.cpu);
        let of = |figure: fn(&Turn) -> f64| median(turns.iter().map(figure).collect());
        let time = |figure: fn(&Turn) -> Duration| median_time(turns.iter().map(figure));
        rows.push(vec![
            server.name.to_owned(),
            format!("{:.0}", of(|turn| turn.seen.per_second)),
            time(|turn| turn.seen.p50),
            time(|turn| turn.seen.p99),
            format!("{:.1} us", of(|turn| turn.cpu)),
            format!("{:.2}", median(faster.collect())),
            format!("{:.2}", median(dearer.collect())),
        ]);
    }
    table(title, &rows);
}
