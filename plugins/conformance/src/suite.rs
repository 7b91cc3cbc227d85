//! How the checks of a capability are chosen.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use hostplug::{BoxFuture, HostPlugin, Settings};
use hostplug_runtime::{Component, Workload};

use crate::bench::Bench;
use crate::expect::Checked;
use crate::notes::Notes;
use crate::report::{Check, Failure, Report};
use crate::subject::Subject;
use crate::trial::Trial;

/// What the WIT leaves open, and a plugin may promise beyond it. A suite checks it only then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Promise {
    /// Buckets, containers, objects and keys can have any name: also `..`, `a/b` and control characters; keys and
    /// buckets also the empty one.
    AnyName,
    /// Numbers that are incremented are decimal text, and what is none is an error.
    DecimalNumbers,
    /// A container that exists is not made again: an error.
    NewContainers,
    /// Deleting or clearing what does not exist is no error where the WIT does not say so.
    DeletesAreRepeatable,
    /// A range that begins behind the end of an object, or behind its own end, is an error; an end behind that of the
    /// object means its end.
    CheckedRanges,
    /// Messages that one instance sends arrive in the order in which it sends them.
    Ordered,
    /// A message of a log says which component of which workload has sent it.
    Senders,
    /// All workloads see the same data. Otherwise each must see its own only.
    Shared,
    /// Lists are sorted by the bytes of what they list.
    Sorted,
    /// In a subscription, `*` stands for one word of a subject, and `>` at its end for one or more.
    Wildcards,
}

/// The checks of one capability.
pub(crate) struct Capability<O: 'static> {
    /// The interfaces.
    pub(crate) subject: &'static str,
    /// What guests export for the suite.
    pub(crate) export: &'static str,
    pub(crate) probe: &'static [u8],
    pub(crate) checks: &'static [CheckOf<O>],
}

/// One check, before it has run.
pub(crate) struct CheckOf<O: 'static> {
    pub(crate) name: &'static str,
    pub(crate) condition: Condition,
    pub(crate) run: fn(Bench<O>) -> BoxFuture<'static, Checked>,
}

/// When a check is run.
pub(crate) enum Condition {
    Always,
    If(Promise),
    Unless(Promise),
    /// Only after this method of the suite was called, which tells it a name or so.
    Told(&'static str),
}

/// Lists functions as checks, each with its condition in front.
macro_rules! checks {
    ($($([$($condition:tt)*])? $module:ident::$name:ident)*) => {
        &[$($crate::suite::CheckOf {
            name: stringify!($name),
            condition: $crate::suite::checks!(@ $($($condition)*)?),
            run: |bench| Box::pin($module::$name(bench)),
        }),*]
    };
    (@) => { $crate::suite::Condition::Always };
    (@ if $promise:ident) => { $crate::suite::Condition::If($crate::Promise::$promise) };
    (@ unless $promise:ident) => { $crate::suite::Condition::Unless($crate::Promise::$promise) };
    (@ told $method:ident) => { $crate::suite::Condition::Told(stringify!($method)) };
}
pub(crate) use checks;

/// A suite that is about to run: what is tested, and how. `O` is what the capability lets one say beside.
#[must_use]
pub struct Suite<O> {
    subject: Subject,
    pub(crate) options: O,
    promises: BTreeSet<Promise>,
    told: BTreeSet<&'static str>,
    skipped: BTreeMap<String, String>,
    probe: Option<Arc<[u8]>>,
    patience: Duration,
}

impl<O: Default> Suite<O> {
    /// Tests the plugins that `factory` makes, one for each host: a closure, or a function such as `Keyvalue::default`.
    pub fn new<P: HostPlugin>(factory: impl Fn() -> P + Send + Sync + 'static) -> Self {
        Suite::of(Subject::plugin(move || ready(factory())))
    }

    /// Tests plugins that take some waiting to make: `Suite::connecting(|| async { Plugin::connect(..).await })`.
    pub fn connecting<P, F>(factory: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        P: HostPlugin,
        F: Future<Output = P> + Send + 'static,
    {
        Suite::of(Subject::plugin(factory))
    }

    /// Tests a component that exports the interfaces, instead of a plugin.
    pub fn component(component: Component) -> Self {
        Suite::of(Subject::component(component))
    }

    fn of(subject: Subject) -> Self {
        Suite {
            subject,
            options: O::default(),
            promises: BTreeSet::new(),
            told: BTreeSet::new(),
            skipped: BTreeMap::new(),
            probe: None,
            patience: Duration::from_secs(300),
        }
    }
}

impl<O> Suite<O> {
    /// The settings of the plugin's instance, as the host declares them.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.subject.settings = Some(settings);
        self
    }

    /// Changes each workload before it starts: volumes, annotations, further components. The guest is its component
    /// `probe`.
    pub fn workload(
        mut self,
        change: impl Fn(Workload) -> Workload + Send + Sync + 'static,
    ) -> Self {
        self.subject = self.subject.changed(change);
        self
    }

    /// Checks this as well, which the WIT leaves open.
    pub fn promises(mut self, promise: Promise) -> Self {
        self.promises.insert(promise);
        self
    }

    /// Leaves out a check, for a reason that stands in the report.
    pub fn skip(mut self, check: impl Into<String>, why: impl Into<String>) -> Self {
        self.skipped.insert(check.into(), why.into());
        self
    }

    /// Asks through another guest: one that uses another version of the interfaces, and exports what the guest of this
    /// suite exports.
    pub fn probe(mut self, component: impl Into<Arc<[u8]>>) -> Self {
        self.probe = Some(component.into());
        self
    }

    /// Has the checks run that need to be told something by `method`.
    pub(crate) fn tell(mut self, method: &'static str) -> Self {
        self.told.insert(method);
        self
    }

    /// Sets when a check is given up as one that hangs; by default after five minutes.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

impl<O: Send + Sync + 'static> Suite<O> {
    pub(crate) async fn execute(self, capability: &'static Capability<O>) -> Report {
        let left_out = |check: &CheckOf<O>| {
            let skipped = self.skipped.get(check.name).cloned();
            skipped.or_else(|| check.condition.left_out(&self.promises, &self.told))
        };
        let checks = capability.checks.iter();
        let chosen = checks.map(|check| (check, left_out(check))).collect();
        let mistaken = self.mistaken(capability);
        let probe = self.probe.unwrap_or_else(|| capability.probe.into());
        let trial = Trial {
            capability,
            subject: Arc::new(self.subject),
            options: Arc::new(self.options),
            probe,
            patience: self.patience,
            notes: Notes::default(),
        };
        trial.run(mistaken, chosen).await
    }

    /// A name that is mistyped would leave out nothing, and nobody would see it.
    fn mistaken(&self, capability: &Capability<O>) -> Vec<Check> {
        let known = |name: &str| capability.checks.iter().any(|check| check.name == name);
        let unknown = self.skipped.keys().filter(|name| !known(name));
        let broken = |name: &String| {
            let what = format!("`skip(\"{name}\", ..)`");
            let failure = Failure::new(what, "the name of a check", "no check has this name");
            Check::new("what_is_skipped_exists", Err(failure))
        };
        unknown.map(broken).collect()
    }
}

impl Condition {
    /// Why a check is not run.
    fn left_out(&self, promises: &BTreeSet<Promise>, told: &BTreeSet<&str>) -> Option<String> {
        match self {
            Condition::If(promise) if !promises.contains(promise) => {
                Some(format!("only for plugins that promise `{promise:?}`"))
            }
            Condition::Unless(promise) if promises.contains(promise) => {
                Some(format!("not for plugins that promise `{promise:?}`"))
            }
            Condition::Told(method) if !told.contains(method) => {
                Some(format!("only if `{method}(..)` was called"))
            }
            _ => None,
        }
    }
}

impl<O> fmt::Debug for Suite<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suite")
            .field("promises", &self.promises)
            .field("skipped", &self.skipped)
            .finish_non_exhaustive()
    }
}
