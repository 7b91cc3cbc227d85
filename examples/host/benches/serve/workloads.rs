//! What many workloads on one host cost: the time of an answer, and the memory of those that do nothing.

use anyhow::Result;

use crate::figures::{mebibytes, median, median_time, table};
use crate::load::Load;
use crate::server::Server;
use crate::tools;

const ROUNDS: usize = 10;
const FEW: u32 = 10;
const MANY: u32 = 1000;

pub(crate) fn print() -> Result<()> {
    tools::check()?;
    let few = Server::child("few", &["workloads", &FEW.to_string()])?;
    let many = Server::child("many", &["workloads", &MANY.to_string()])?;
    let idle = (many.resident()?.saturating_sub(few.resident()?)) as f64 / f64::from(MANY - FEW);
    let load = |workloads: u32| Load {
        connections: 1,
        seconds: 2,
        path: "/hello",
        host: Some(format!("w{}.test", workloads / 2)),
    };
    let (mut p50, mut ratios) = ([vec![], vec![]], vec![]);
    for _ in 0..ROUNDS {
        let (a, b) = (
            load(FEW).put_on(few.address)?,
            load(MANY).put_on(many.address)?,
        );
        ratios.push(b.p50.as_secs_f64() / a.p50.as_secs_f64());
        p50[0].push(a.p50);
        p50[1].push(b.p50);
    }
    let [few, many] = p50.map(|times| median_time(times.into_iter()));
    let row = |words: [String; 2]| words.to_vec();
    table(
        "Many workloads on one host",
        &[
            row(["".to_owned(), "".to_owned()]),
            row([format!("p50 with {FEW}"), few]),
            row([format!("p50 with {MANY}"), many]),
            row(["ratio".to_owned(), format!("{:.2}", median(ratios))]),
            row(["memory of an idle workload".to_owned(), mebibytes(idle)]),
        ],
    );
    Ok(())
}
