//! Whether a host that has served for long holds more than one that has not.

use anyhow::Result;

use crate::figures::{mebibytes, table};
use crate::load::Load;
use crate::server::Server;
use crate::tools;

const SOME: u64 = 500_000;
const ALL: u64 = 5_000_000;

pub(crate) fn print() -> Result<()> {
    tools::check()?;
    let server = Server::child("all policies", &["mixed"])?;
    let mut requests = 0;
    serve(&server, SOME, &mut requests)?;
    let first = server.resident()? as f64;
    serve(&server, ALL, &mut requests)?;
    let last = server.resident()? as f64;
    let row = |a: String, b: String| vec![a, b];
    table(
        "Memory of a host that serves all guests under all policies",
        &[
            row("requests".to_owned(), "resident".to_owned()),
            row(SOME.to_string(), mebibytes(first)),
            row(requests.to_string(), mebibytes(last)),
            row("ratio".to_owned(), format!("{:.3}", last / first)),
        ],
    );
    for line in server.finish()? {
        println!("{line}");
    }
    Ok(())
}

/// Asks every workload in turn until so many requests have been answered in all.
fn serve(server: &Server, until: u64, requests: &mut u64) -> Result<()> {
    for host in crate::child::MIXED.iter().cycle() {
        if *requests >= until {
            return Ok(());
        }
        let load = Load {
            connections: 16,
            seconds: 5,
            path: "/hello",
            host: Some(format!("{host}.test")),
        };
        *requests += load.put_on(server.address)?.requests;
    }
    Ok(())
}
