//! `wasi:keyvalue`: `store`, `atomics` and `batch`.

mod batch;
mod bucket;
mod list;
mod names;
mod numbers;
mod spaces;
mod values;

use hostplug::HostPlugin;

use crate::report::Report;
use crate::suite::{self, Capability, checks};

/// The guest for version `0.2.0-draft`.
pub const GUEST: &[u8] = include_bytes!("../../guests/keyvalue_probe.wasm");

/// A suite of this capability. Buckets are called `default` unless [`bucket`](Suite::bucket) says otherwise.
///
/// [`Promise`](crate::Promise)s that it knows: `AnyName`, `DecimalNumbers`, `Shared`, `Sorted`.
pub type Suite = suite::Suite<Options>;

/// What is special to this capability.
#[derive(Debug)]
pub struct Options {
    bucket: String,
    unknown: Option<String>,
    denied: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            bucket: "default".to_owned(),
            unknown: None,
            denied: None,
        }
    }
}

impl Suite {
    /// The name of a bucket that the plugin opens.
    pub fn bucket(mut self, name: impl Into<String>) -> Self {
        self.options.bucket = name.into();
        self
    }

    /// The name of a bucket that the plugin does not know: whoever opens or uses it must be told `no-such-store`.
    pub fn unknown_bucket(mut self, name: impl Into<String>) -> Self {
        self.options.unknown = Some(name.into());
        self.tell("unknown_bucket")
    }

    /// The name of a bucket that must not be used: whoever opens it or reads from it must be told `access-denied`.
    pub fn denied_bucket(mut self, name: impl Into<String>) -> Self {
        self.options.denied = Some(name.into());
        self.tell("denied_bucket")
    }

    /// Runs all checks.
    pub async fn check(self) -> Report {
        self.execute(&KEYVALUE).await
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

static KEYVALUE: Capability<Options> = Capability {
    subject: "wasi:keyvalue",
    export: "hostplug:conformance/keyvalue@0.1.0",
    probe: GUEST,
    checks: checks! {
        values::a_key_holds_what_was_set_last
        values::a_missing_key_is_no_error
        values::a_deleted_key_is_gone
        values::a_key_can_be_deleted_again
        values::a_value_may_be_empty
        values::a_value_may_be_any_bytes
        values::a_value_of_a_megabyte_comes_back_whole
        values::another_handle_reads_what_was_written
        values::data_outlives_the_instance
        values::a_handle_works_when_another_is_dropped
        values::handles_are_given_back
        values::many_handles_may_be_open_at_once
        values::an_instance_that_traps_harms_no_other
        values::writers_at_once_lose_nothing
        names::keys_of_any_script_are_apart
        names::keys_differ_byte_by_byte
        names::a_long_key_is_a_key
        [if AnyName] names::keys_may_be_empty_or_look_like_paths
        [if AnyName] names::buckets_of_any_name_are_apart
        [told unknown_bucket] names::a_bucket_that_is_not_there_is_an_error
        [told denied_bucket] names::a_bucket_that_is_denied_is_an_error
        list::a_listing_has_each_key_once
        list::a_listing_of_nothing_has_no_keys
        list::pages_follow_each_other_across_instances
        list::a_deleted_key_is_not_listed
        [if Sorted] list::keys_are_listed_in_order
        numbers::a_missing_number_counts_as_zero
        numbers::a_sum_is_what_came_before_and_the_delta
        numbers::increments_at_once_are_all_counted
        numbers::a_deleted_number_begins_anew
        [if DecimalNumbers] numbers::numbers_are_decimal_text
        [if DecimalNumbers] numbers::a_value_that_is_no_number_stays_as_it_is
        batch::a_batch_reads_in_the_order_of_its_keys
        batch::a_batch_reads_a_key_as_often_as_it_is_asked_for
        batch::a_batch_writes_all_its_keys
        batch::the_last_value_of_a_key_in_a_batch_stays
        batch::a_batch_deletes_what_is_there
        batch::an_empty_batch_is_no_error
        batch::a_batch_of_a_thousand_keys_is_whole
        spaces::components_of_a_workload_share
        [unless Shared] spaces::workloads_are_apart
        [unless Shared] spaces::namespaces_are_apart
        [if Shared] spaces::all_workloads_share
    },
};
