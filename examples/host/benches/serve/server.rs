//! Servers, each a process of its own.

use std::io::{BufRead, BufReader, Lines, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// A server that runs. It ends with this value.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    child: Child,
    /// What it prints after its address.
    printed: Receiver<String>,
}

/// Where a server says its address.
enum Says {
    Out,
    Err,
}

impl Server {
    /// This project's command with a workload.
    pub(crate) fn hostplug(name: &'static str, workload: &Path) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hostplug"));
        command
            .args(["run", "--json", "--listen", "127.0.0.1:0"])
            .arg(workload)
            .env("RUST_LOG", "error");
        Self::start(name, command, &Says::Out)
    }

    /// `wasmtime serve` as it comes, with the interfaces that the guests need.
    pub(crate) fn wasmtime(program: &Path, component: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .args(["serve", "-Scli,keyvalue", "--addr", "127.0.0.1:0"])
            .arg(component);
        Self::start("wasmtime serve", command, &Says::Err)
    }

    /// This program with another task.
    pub(crate) fn child(name: &'static str, words: &[&str]) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(crate::child::WORD).args(words);
        Self::start(name, command, &Says::Out)
    }

    fn start(name: &'static str, mut command: Command, says: &Says) -> Result<Self> {
        command.stdin(Stdio::piped());
        match says {
            Says::Out => command.stdout(Stdio::piped()),
            Says::Err => command.stdout(Stdio::null()).stderr(Stdio::piped()),
        };
        let spawned = command.spawn();
        let mut child = spawned.with_context(|| format!("cannot start {name}"))?;
        let output: Box<dyn Read + Send> = match (child.stdout.take(), child.stderr.take()) {
            (Some(output), _) => Box::new(output),
            (_, Some(output)) => Box::new(output),
            _ => bail!("{name} has no output"),
        };
        let mut lines = BufReader::new(output).lines();
        let address = address(&mut lines).with_context(|| format!("{name} does not listen"))?;
        let (sender, printed) = mpsc::channel();
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Ok(Server {
            name,
            address,
            child,
            printed,
        })
    }

    /// Time that it has had on processors.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let (_, fields) = stat.rsplit_once(')').context("no name in `stat`")?;
        let times = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = times.flat_map(str::parse::<u64>).sum();
        // What Linux calls a tick here is a hundredth of a second on every machine of today.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// What it holds of the machine's memory, in bytes.
    pub(crate) fn resident(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kilobytes.context("no `VmRSS`")?.parse::<u64>()? * 1024)
    }

    /// Lets a child of this program end by itself, and answers what it says then.
    pub(crate) fn finish(mut self) -> Result<Vec<String>> {
        drop(self.child.stdin.take());
        self.child.wait()?;
        Ok(self.printed.iter().collect())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first address in what a server prints.
fn address(lines: &mut Lines<BufReader<Box<dyn Read + Send>>>) -> Result<SocketAddr> {
    let mut printed = Vec::new();
    for line in lines {
        let line = line?;
        let mut words = line.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'));
        // `http://127.0.0.1:8080/` leaves a colon of the scheme behind.
        if let Some(address) = words.find_map(|word| word.trim_matches(':').parse().ok()) {
            return Ok(address);
        }
        printed.push(line);
    }
    bail!("it printed:\n{}", printed.join("\n"))
}
