#![doc = include_str!("../README.md")]

use hostplug::{Caller, host_plugin};
use tracing::{Level as Severity, event};

use crate::logging::logging::{Host, Level};

/// Target of all events that come from components.
pub const TARGET: &str = "hostplug::guest";

/// Passes the messages of components on to `tracing`.
#[host_plugin(world = "wasi:logging/imports@0.1.0-draft", sync)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Logging;

impl Host for Caller<'_, Logging> {
    fn log(&mut self, level: Level, context: String, message: String) -> hostplug::Result<()> {
        let (scope, context) = (self.scope(), context.as_str());
        // The level of an event is part of its call site, so each level is an event of its own.
        macro_rules! emit {
            ($severity:expr $(, $field:ident = $value:literal)?) => {
                event!(
                    target: TARGET,
                    $severity,
                    namespace = scope.namespace,
                    workload = scope.workload,
                    component = scope.component,
                    context,
                    $($field = $value,)?
                    "{message}"
                )
            };
        }
        match level {
            Level::Trace => emit!(Severity::TRACE),
            Level::Debug => emit!(Severity::DEBUG),
            Level::Info => emit!(Severity::INFO),
            Level::Warn => emit!(Severity::WARN),
            Level::Error => emit!(Severity::ERROR),
            // `tracing` knows nothing above an error.
            Level::Critical => emit!(Severity::ERROR, critical = true),
        }
        Ok(())
    }
}
