//! `wasi:logging`: `logging`.

mod levels;
mod messages;
mod observe;
mod senders;
mod texts;

use std::sync::Arc;

use hostplug::HostPlugin;

use self::observe::Observer;
pub use self::observe::{Level, Message};
use crate::report::Report;
use crate::suite::{self, Capability, checks};

/// The guest for version `0.1.0-draft`.
pub const GUEST: &[u8] = include_bytes!("../../guests/logging_probe.wasm");

/// A suite of this capability. It sees what was logged as events of `tracing`, unless
/// [`observed_by`](Suite::observed_by) or [`unobserved`](Suite::unobserved) says otherwise. The WIT lets the host decide
/// which messages it keeps; the suite needs one that keeps all of them.
pub type Suite = suite::Suite<Options>;

/// What is special to this capability.
#[derive(Debug, Default)]
pub struct Options {
    observer: Observer,
}

impl Suite {
    /// Where messages arrive: `taken` answers those that have arrived since it was asked last, and waits for those that
    /// are on their way.
    pub fn observed_by<F>(mut self, taken: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<Message>> + Send + 'static,
    {
        self.options.observer = Observer::Asked(Arc::new(move || Box::pin(taken())));
        self
    }

    /// Nobody sees what arrives: checked is only that each call returns.
    pub fn unobserved(mut self) -> Self {
        self.options.observer = Observer::Nobody;
        self
    }

    /// Runs all checks.
    pub async fn check(self) -> Report {
        self.execute(&LOGGING).await
    }

    /// Runs all checks, as a test.
    ///
    /// # Panics
    /// A check has failed; the message is the report.
    pub async fn run(self) {
        self.check().await.assert_kept();
    }
}

/// Runs all checks that need no further word, as a test.
///
/// # Panics
/// A check has failed; the message is the report.
pub async fn run<P: HostPlugin>(factory: impl Fn() -> P + Send + Sync + 'static) {
    Suite::new(factory).run().await;
}

static LOGGING: Capability<Options> = Capability {
    subject: "wasi:logging",
    export: "hostplug:conformance/logging@0.1.0",
    probe: GUEST,
    checks: checks! {
        levels::a_trace_arrives_as_one
        levels::a_debug_message_arrives_as_one
        levels::an_info_arrives_as_one
        levels::a_warning_arrives_as_one
        levels::an_error_arrives_as_one
        levels::what_is_critical_arrives_as_an_error_at_least
        levels::all_levels_arrive_in_one_instance
        texts::a_message_keeps_its_context
        texts::a_context_may_be_empty
        texts::a_message_may_be_empty
        texts::a_message_is_text_and_not_a_format
        texts::a_context_is_text_and_not_a_format
        texts::a_message_may_have_several_lines
        texts::a_message_may_have_controls
        texts::a_message_may_be_of_any_script
        texts::a_context_may_be_of_any_script
        texts::a_message_of_a_megabyte_arrives_whole
        texts::a_context_of_a_megabyte_is_no_error
        messages::a_message_arrives_once
        messages::messages_of_an_instance_arrive_in_order
        messages::a_thousand_messages_arrive
        messages::equal_messages_arrive_each
        messages::messages_before_a_trap_arrive
        messages::an_instance_that_traps_harms_no_other
        senders::instances_at_once_lose_no_message
        senders::components_of_a_workload_can_log
        senders::workloads_can_log_beside_each_other
        senders::a_workload_that_starts_again_can_log
        [if Senders] senders::a_message_says_who_sent_it
    },
};
