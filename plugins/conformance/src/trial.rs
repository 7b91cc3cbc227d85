//! How checks are run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hostplug::wasmtime::{Config, OptLevel};
use hostplug::{BoxFuture, CallObserver, CallSite, Outcome};
use hostplug_runtime::{Engine, Error, Host};

use crate::bench::Bench;
use crate::expect::Checked;
use crate::guest::Calls;
use crate::instance::Instance;
use crate::notes::Notes;
use crate::report::{Check, Failure, Report, Verdict};
use crate::subject::Subject;
use crate::suite::{Capability, CheckOf};

/// The first check: without it, all others would fail as well.
const SERVED: &str = "the_interfaces_are_served";

/// A suite that runs.
pub(crate) struct Trial<O: 'static> {
    pub(crate) capability: &'static Capability<O>,
    pub(crate) subject: Arc<Subject>,
    pub(crate) options: Arc<O>,
    pub(crate) probe: Arc<[u8]>,
    pub(crate) patience: Duration,
    pub(crate) notes: Notes,
}

/// A check, and why it is not run.
type Chosen<O> = (&'static CheckOf<O>, Option<String>);

impl<O: Send + Sync + 'static> Trial<O> {
    /// All checks on one host, and then one on another: what the first held must be free.
    pub(crate) async fn run(&self, mut checks: Vec<Check>, chosen: Vec<Chosen<O>>) -> Report {
        let counts = Counts::default();
        checks.extend(self.on_a_host(&counts, SERVED, chosen).await);
        let is_served = |check: &Check| check.name == SERVED && check.verdict == Verdict::Kept;
        if checks.iter().any(is_served) {
            let again = "another_host_serves_them_when_the_first_has_stopped";
            checks.extend(self.on_a_host(&counts, again, Vec::new()).await);
        }
        Report {
            subject: self.capability.subject,
            checks,
            functions: counts.take(),
        }
    }

    /// A check that the interfaces are served, and then others.
    async fn on_a_host(
        &self,
        counts: &Counts,
        served: &'static str,
        chosen: Vec<Chosen<O>>,
    ) -> Vec<Check> {
        let host = match self.host(counts).await {
            Ok(host) => host,
            Err(error) => return vec![of_host("the_plugin_starts", &error)],
        };
        let mut checks = self.checks(&host, served, chosen).await;
        if let Err(error) = host.shutdown().await {
            checks.push(of_host("the_plugin_stops", &error));
        }
        checks
    }

    async fn checks(
        &self,
        host: &Host,
        served: &'static str,
        chosen: Vec<Chosen<O>>,
    ) -> Vec<Check> {
        let starts = |bench: Bench<O>| -> BoxFuture<'static, Checked> {
            Box::pin(async move { bench.start().await.map(drop) })
        };
        let served = self.check(self.bench(host, served, 0), starts).await;
        let is_served = served.verdict == Verdict::Kept;
        let mut checks = vec![served];
        for (check, why) in chosen.into_iter().filter(|_| is_served) {
            let bench = self.bench(host, check.name, checks.len());
            checks.push(match why {
                Some(why) => Check {
                    verdict: Verdict::Skipped { why },
                    ..Check::new(check.name, Ok(()))
                },
                None => self.check(bench, check.run).await,
            });
        }
        checks
    }

    async fn host(&self, counts: &Counts) -> Result<Host, Error> {
        let builder = Host::builder().engine(engine()?).observer(counts.clone());
        let builder = builder.plugin(Instance).plugin(self.notes.clone());
        self.subject.host(builder).await
    }

    fn bench(&self, host: &Host, check: &'static str, number: usize) -> Bench<O> {
        Bench {
            host: host.clone(),
            notes: self.notes.clone(),
            subject: self.subject.clone(),
            options: self.options.clone(),
            capability: self.capability,
            probe: self.probe.clone(),
            check,
            number,
            calls: Calls::default(),
            started: Arc::default(),
        }
    }

    /// In a task of its own, so that a check that panics or waits for ever is one that has failed.
    async fn check(
        &self,
        bench: Bench<O>,
        check: fn(Bench<O>) -> BoxFuture<'static, Checked>,
    ) -> Check {
        let task = tokio::spawn(check(bench.clone()));
        let abort = task.abort_handle();
        let ran = match tokio::time::timeout(self.patience, task).await {
            Ok(Ok(checked)) => checked,
            Ok(Err(error)) => Err(Failure::new("the check", "that it ends", error.to_string())),
            Err(_) => Err(self.hangs()),
        };
        abort.abort();
        let cleaned = tokio::time::timeout(self.patience, bench.clean_up()).await;
        let checked = ran.and(cleaned.unwrap_or_else(|_| Err(self.hangs())));
        Check {
            calls: bench.calls.take(),
            ..Check::new(bench.check, checked)
        }
    }

    fn hangs(&self) -> Failure {
        let found = format!("nothing within {:?}", self.patience);
        Failure::new(
            "the last call, or the stop of the workload",
            "that it ends",
            found,
        )
    }
}

fn of_host(name: &'static str, error: &Error) -> Check {
    let failure = Failure::new("the host", "no error", error.to_string());
    Check::new(name, Err(failure))
}

impl Check {
    pub(crate) fn new(name: &'static str, checked: Checked) -> Self {
        Check {
            name,
            verdict: match checked {
                Ok(()) => Verdict::Kept,
                Err(failure) => Verdict::Broken(failure),
            },
            calls: Vec::new(),
        }
    }
}

/// Compiling is most of what a suite does, so it is not done thoroughly.
fn engine() -> Result<Engine, Error> {
    static ENGINE: Mutex<Option<Engine>> = Mutex::new(None);
    let mut engine = ENGINE.lock().unwrap_or_else(PoisonError::into_inner);
    match &*engine {
        Some(engine) => Ok(engine.clone()),
        None => {
            let mut config = Config::new();
            config.cranelift_opt_level(OptLevel::None);
            Ok(engine.insert(Engine::from_config(&config)?).clone())
        }
    }
}

/// How often each function was called.
#[derive(Clone, Default)]
struct Counts(Arc<Mutex<BTreeMap<String, u64>>>);

impl Counts {
    fn take(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl CallObserver for Counts {
    fn finished(&self, site: &CallSite, _: Duration, _: Outcome) {
        let function = format!("{}#{}", site.interface, site.function);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(function).or_default() += 1;
    }
}
