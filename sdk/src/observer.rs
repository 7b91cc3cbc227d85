//! What a host learns of every call between components and plugins.

use std::sync::Arc;
use std::time::Duration;

use crate::scope::Scope;

/// One function between a plugin and a component. That of an import is made when a workload starts, that of an export
/// when it is called and somebody observes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallSite {
    /// Who is called.
    pub direction: Direction,
    /// Name under which the plugin is registered.
    pub plugin: Arc<str>,
    /// The interface, as the plugin knows it.
    pub interface: Arc<str>,
    /// The function as WIT names it, a destructor as `[drop]bucket`. What a [`Session`](crate::Session) does beside calls
    /// is `[instantiate]`, `[drop]`, `[stream]` and `[future]`.
    pub function: Arc<str>,
    /// The component, and what the plugin is bound to it for.
    pub scope: Arc<Scope>,
}

/// Who is called. A plugin can serve an interface and call it as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Direction {
    /// The component calls the plugin. The span is called `host_call`.
    ToPlugin,
    /// The plugin calls the component. The span is called `component_call`.
    ToComponent,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The function returned a value, which may be a WIT error.
    Returned,
    /// The function failed with a trap.
    Trapped,
    /// The function of the plugin panicked; the guest sees a trap.
    Panicked,
    /// The deadline passed; a guest that calls sees a trap, a plugin an [`InvokeError`](crate::InvokeError).
    TimedOut,
    /// The caller went away before the function had ended, for instance because a client disconnected.
    Cancelled,
    /// The function of the component was not called: its workload does not run, there is no instance, or too many calls
    /// wait for each other.
    Refused,
}

impl Outcome {
    /// A short name for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Returned => "returned",
            Outcome::Trapped => "trapped",
            Outcome::Panicked => "panicked",
            Outcome::TimedOut => "timed-out",
            Outcome::Cancelled => "cancelled",
            Outcome::Refused => "refused",
        }
    }
}

/// Receives the end of every call between components and plugins, in both directions. It runs on the thread of the
/// call, so it must not block.
pub trait CallObserver: Send + Sync + 'static {
    /// Called when a call site is made: once for each function of an import, when its workload is linked, and for each
    /// call of a component. An observer that is returned is told of the calls of this site in the place of this one, so
    /// that it need not look up what it knows of the site.
    fn at(&self, site: &CallSite) -> Option<Arc<dyn CallObserver>> {
        let _ = site;
        None
    }

    /// Called once for each call that began. A call of a component begins with its instance, so that `elapsed` counts
    /// the time that it takes to make one.
    fn finished(&self, site: &CallSite, elapsed: Duration, outcome: Outcome);
}
