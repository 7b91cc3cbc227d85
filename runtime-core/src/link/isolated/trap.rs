use hostplug::wasmtime;

use super::Link;
use crate::limits::{OutOfMemory, size};

/// The workload has been stopped, or never started.
#[derive(Debug, thiserror::Error)]
#[error("its workload does not run any more")]
pub(super) struct Gone;

/// The time of a call is over.
#[derive(Debug, thiserror::Error)]
#[error("its time is over")]
pub(super) struct TimeOut;

/// What the caller of an isolated function is told of a trap. The reason follows with the backtrace of the callee.
#[derive(Debug, thiserror::Error)]
#[error("`{function}` of the isolated component `{callee}` {what}")]
pub(super) struct Trap {
    callee: String,
    function: String,
    what: String,
}

impl Trap {
    pub(super) fn explain(link: &Link, function: &str, reason: wasmtime::Error) -> wasmtime::Error {
        let trap = Trap {
            callee: link.callee.to_string(),
            function: function.to_owned(),
            what: what(link, &reason),
        };
        reason.context(trap)
    }
}

/// Whether `T` has ended the call itself, and not one that its callee made.
pub(crate) fn ended_by<T: std::error::Error + Send + Sync + 'static>(
    reason: &wasmtime::Error,
) -> bool {
    reason.is::<T>() && !is_of_callee(reason)
}

/// Whether it is the trap of a callee.
pub(crate) fn is_of_callee(reason: &wasmtime::Error) -> bool {
    reason.is::<Trap>()
}

fn what(link: &Link, reason: &wasmtime::Error) -> String {
    let limits = &link.isolation.limits;
    let more = |key, value: &str| {
        format!(
            "\nhelp: if it needs more, write `limits = {{ {key} = \"{value}\" }}` with a larger value in the link from `{}` of component `{}`",
            link.import, link.caller
        )
    };
    if ended_by::<OutOfMemory>(reason) {
        let limit = size(limits.memory);
        format!("used more than {limit} of memory{}", more("memory", &limit))
    } else if ended_by::<TimeOut>(reason) {
        let limit = humantime::format_duration(limits.time).to_string();
        format!("took longer than {limit}{}", more("time", &limit))
    } else {
        "trapped".to_owned()
    }
}
