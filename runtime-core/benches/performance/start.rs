//! How long a workload takes from its document to the first call that it could serve.

use std::time::Instant;

use hostplug_runtime::{Engine, Host, Workload};
use tokio::runtime::Runtime;

use crate::chain::Chain;
use crate::support::{self, Table, cell, is_bench, median, ratio_cell};

/// How often each start is measured.
const ROUNDS: u32 = 5;

pub(crate) fn print() {
    let tokio = support::tokio();
    let mut table = Table::new([
        "components",
        "cold",
        "modules known",
        "all known",
        "all known, from disk",
        "cold / all known",
        "cold / from disk",
    ]);
    let sizes: &[usize] = if is_bench() { &[2, 4, 16, 64] } else { &[2] };
    for parts in sizes {
        let rounds = if is_bench() { ROUNDS } else { 1 };
        let rounds: Vec<_> = (0..rounds)
            .map(|round| tokio.block_on(round_of(*parts, round)))
            .collect();
        let of = |time: fn(&Times) -> f64| median(rounds.iter().map(time)).unwrap_or_default();
        table.row([
            parts.to_string(),
            cell(of(|times| times.cold)),
            cell(of(|times| times.modules)),
            cell(of(|times| times.all)),
            cell(of(|times| times.disk)),
            ratio_cell(of(|times| times.cold / times.all)),
            ratio_cell(of(|times| times.cold / times.disk)),
        ]);
    }
    let _: &Runtime = &tokio;
    table.print("Starts of workloads");
}

/// Nanoseconds.
struct Times {
    /// Nothing is known.
    cold: f64,
    /// The core modules are those of another workload.
    modules: f64,
    /// The same workload ran before.
    all: f64,
    /// The same workload ran on another host, which left its code on disk.
    disk: f64,
}

async fn round_of(parts: usize, round: u32) -> Times {
    let chain = Chain::new(parts, round * 1000);
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let host = host(directory.path()).await;
    let cold = start(&host, chain.workload("first")).await;
    let modules = start(&host, chain.workload("second")).await;
    let all = start(&host, chain.workload("first")).await;
    host.shutdown().await.expect("nothing can fail to stop");
    drop(host);
    let host = self::host(directory.path()).await;
    let disk = start(&host, chain.workload("first")).await;
    Times {
        cold,
        modules,
        all,
        disk,
    }
}

async fn host(cache: &std::path::Path) -> Host {
    let engine = Engine::pooling().expect("the machine has the addresses");
    let host = Host::builder().engine(engine).cache_dir(cache).start();
    host.await.expect("a host without plugins starts")
}

/// Starts a workload, sees that it works, and stops it.
async fn start(host: &Host, workload: Workload) -> f64 {
    let function = format!("bench:{}/head@0.1.0#f", workload.name);
    let begin = Instant::now();
    let running = host.start(workload).await.expect("the parts fit together");
    let time = begin.elapsed().as_secs_f64() * 1e9;
    let (answer,): (u32,) = running
        .call("head", &function, (0u32,))
        .await
        .expect("the guests do not trap");
    assert!(answer > 0);
    host.stop(running.id()).await.expect("it runs");
    time
}
