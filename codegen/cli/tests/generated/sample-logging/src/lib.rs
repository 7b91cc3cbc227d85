//! A host plugin that serves `wasi:logging/imports@0.1.0-draft`, and keeps the last messages in memory.
//!
//! This file is what components call. `memory.rs` is where messages go, and what a log of your own replaces.

mod memory;

use std::sync::Arc;

use hostplug::{Caller, host_plugin};
use serde::Deserialize;

use crate::logging::logging::{Host, Level};
use crate::memory::Log;
pub use crate::memory::{MAX_BYTES, Message};

/// Keeps what components log. Clones keep it together.
#[host_plugin(
    world = "wasi:logging/imports@0.1.0-draft",
    config = Settings
)]
#[derive(Clone, Debug, Default)]
pub struct SampleLogging {
    log: Arc<Log>,
}

impl SampleLogging {
    /// Takes out what is there, the oldest message first.
    pub fn take(&self) -> Vec<Message> {
        self.log.take()
    }
}

/// What a host says of an instance of the plugin.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// What matters less is not kept.
    pub min_severity: Severity,
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Follows single steps.
    #[default]
    Trace,
    /// Helps whoever develops the component.
    Debug,
    /// Helps whoever runs it.
    Info,
    /// Something is not as it should be.
    Warn,
    /// Something failed.
    Error,
    /// Something failed that leaves the component of no use.
    Critical,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Trace => Severity::Trace,
            Level::Debug => Severity::Debug,
            Level::Info => Severity::Info,
            Level::Warn => Severity::Warn,
            Level::Error => Severity::Error,
            Level::Critical => Severity::Critical,
        }
    }
}

impl Host for Caller<'_, SampleLogging> {
    /// The component waits for it. A log that is far away is better written to by a task of its own, through a channel.
    async fn log(
        &mut self,
        level: Level,
        context: String,
        message: String,
    ) -> hostplug::Result<()> {
        let severity = Severity::from(level);
        if severity < self.binding().min_severity {
            return Ok(());
        }
        let scope = self.scope();
        self.plugin().log.add(Message {
            severity,
            context,
            text: message,
            namespace: scope.namespace.clone(),
            workload: scope.workload.clone(),
            component: scope.component.clone(),
        });
        Ok(())
    }
}
