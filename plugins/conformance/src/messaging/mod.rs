//! `wasmcloud:messaging`: `consumer`, and the `handler` that components export.

mod handlers;
mod mail;
mod messages;
mod requests;
mod scopes;
mod subjects;

use std::fmt;
use std::sync::Arc;

use hostplug::HostPlugin;
use hostplug_runtime::Component;

use crate::report::Report;
use crate::suite::{self, Capability, checks};

/// The guest for version `0.2.0`.
pub const GUEST: &[u8] = include_bytes!("../../guests/messaging_probe.wasm");

/// A suite of this capability. It needs to know how components subscribe: [`subscribing`](Suite::subscribing).
///
/// [`Promise`](crate::Promise)s that it knows: `Ordered`, `Shared`, `Wildcards`.
pub type Suite = suite::Suite<Options>;

type Subscribe = dyn Fn(Component, &[&str]) -> Component + Send + Sync;

/// What is special to this capability.
pub struct Options {
    subscribe: Arc<Subscribe>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            subscribe: Arc::new(|component, _| component),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").finish_non_exhaustive()
    }
}

impl Suite {
    /// How a component subscribes to subjects: by settings, its configuration, or whatever the plugin reads.
    pub fn subscribing(
        mut self,
        subscribe: impl Fn(Component, &[&str]) -> Component + Send + Sync + 'static,
    ) -> Self {
        self.options.subscribe = Arc::new(subscribe);
        self
    }

    /// Runs all checks.
    pub async fn check(self) -> Report {
        self.execute(&MESSAGING).await
    }

    /// Runs all checks, as a test.
    ///
    /// # Panics
    /// A check has failed; the message is the report.
    pub async fn run(self) {
        self.check().await.assert_kept();
    }
}

/// Runs all checks that need no further word, as a test. `subscribe` has a component subscribe to subjects.
///
/// # Panics
/// A check has failed; the message is the report.
pub async fn run<P: HostPlugin>(
    factory: impl Fn() -> P + Send + Sync + 'static,
    subscribe: impl Fn(Component, &[&str]) -> Component + Send + Sync + 'static,
) {
    Suite::new(factory).subscribing(subscribe).run().await;
}

static MESSAGING: Capability<Options> = Capability {
    subject: "wasmcloud:messaging",
    export: "hostplug:conformance/messaging@0.1.0",
    probe: GUEST,
    checks: checks! {
        messages::a_message_arrives
        messages::a_body_may_be_empty
        messages::a_body_may_be_any_bytes
        messages::a_body_of_a_megabyte_arrives_whole
        messages::a_message_says_where_an_answer_is_expected
        messages::a_message_arrives_once
        messages::a_hundred_messages_arrive
        [if Ordered] messages::messages_of_an_instance_arrive_in_order
        messages::senders_at_once_lose_no_message
        subjects::other_subjects_do_not_arrive
        subjects::a_component_can_have_several_subscriptions
        subjects::subjects_differ_by_case
        [if Wildcards] subjects::a_star_stands_for_one_word
        [if Wildcards] subjects::an_arrow_stands_for_all_further_words
        requests::a_request_is_answered
        requests::an_answer_may_be_any_bytes
        requests::requests_at_once_have_answers_of_their_own
        requests::a_request_that_nobody_takes_is_an_error
        requests::a_request_that_nobody_answers_is_an_error
        requests::a_handler_that_traps_answers_nothing
        requests::a_second_answer_does_no_harm
        handlers::a_message_that_is_refused_harms_no_other
        handlers::a_handler_that_traps_harms_no_other_message
        handlers::a_handler_can_send
        handlers::what_was_sent_before_a_trap_arrives
        scopes::each_component_that_has_subscribed_gets_a_message
        scopes::whoever_sends_need_not_subscribe
        scopes::a_workload_that_starts_again_gets_messages
        [unless Shared] scopes::workloads_are_apart
        [if Shared] scopes::all_workloads_share
    },
};
