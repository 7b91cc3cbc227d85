//! `wasi:blobstore`: `blobstore`, `container` and `types`.

mod containers;
mod handles;
mod list;
mod names;
mod objects;
mod spaces;
mod store;
mod transfer;
mod values;

use hostplug::HostPlugin;

use crate::report::Report;
use crate::suite::{self, Capability, checks};

/// The guest for version `0.2.0-draft`.
pub const GUEST: &[u8] = include_bytes!("../../guests/blobstore_probe.wasm");

/// A suite of this capability.
///
/// [`Promise`](crate::Promise)s that it knows: `AnyName`, `CheckedRanges`, `DeletesAreRepeatable`, `NewContainers`,
/// `Shared`, `Sorted`.
pub type Suite = suite::Suite<Options>;

/// What is special to this capability: nothing yet.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Options {}

impl Suite {
    /// Runs all checks.
    pub async fn check(self) -> Report {
        self.execute(&BLOBSTORE).await
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

static BLOBSTORE: Capability<Options> = Capability {
    subject: "wasi:blobstore",
    export: "hostplug:conformance/blobstore@0.1.0",
    probe: GUEST,
    checks: checks! {
        containers::a_container_is_there_until_it_is_deleted
        containers::a_container_tells_its_name_and_age
        containers::a_deleted_container_takes_its_objects_along
        [if NewContainers] containers::a_container_is_made_once
        containers::a_missing_container_is_an_error_everywhere
        containers::a_container_that_was_deleted_is_an_error_for_who_holds_it
        containers::containers_are_apart
        objects::a_missing_object_is_an_error_where_it_is_needed
        objects::an_object_holds_what_was_written_last
        objects::an_object_tells_its_name_container_size_and_age
        objects::objects_are_deleted_one_by_one_and_many_at_once
        [if DeletesAreRepeatable] objects::what_is_not_there_can_be_deleted
        objects::a_container_can_be_cleared
        values::a_body_may_be_written_before_it_has_a_name
        values::values_may_be_empty
        values::large_values_are_streamed_in_and_out
        values::ranges_include_both_ends
        [if CheckedRanges] values::a_range_may_end_behind_the_object
        [if CheckedRanges] values::a_range_that_is_none_is_an_error
        values::what_is_open_outlives_its_object
        values::a_value_that_is_not_finished_is_no_object
        values::a_value_needs_a_name_to_be_finished
        values::a_value_has_one_body
        values::what_was_written_is_stored_although_nobody_waited_for_it
        values::a_value_that_is_finished_before_its_stream_makes_no_object
        values::writers_at_once_lose_nothing
        names::names_may_be_of_any_script
        names::names_differ_byte_by_byte
        [if AnyName] names::names_may_look_like_paths
        list::all_names_are_listed_once_in_pages
        list::pages_are_no_longer_than_was_asked_for
        list::an_empty_container_has_one_empty_page
        list::names_can_be_skipped
        [if Sorted] list::names_are_listed_in_order
        [if Sorted] list::a_listing_survives_deletions
        transfer::copies_and_moves_replace_what_is_there
        transfer::copies_are_apart
        transfer::a_move_that_fails_leaves_the_source
        transfer::a_copy_that_fails_changes_nothing
        transfer::a_move_to_itself_changes_nothing
        handles::handles_are_given_back
        handles::many_handles_may_be_open_at_once
        handles::what_was_opened_outlives_the_handle_of_its_container
        handles::an_instance_that_traps_harms_no_other
        spaces::components_of_a_workload_share
        [unless Shared] spaces::workloads_are_apart
        [unless Shared] spaces::namespaces_are_apart
        [if Shared] spaces::all_workloads_share
    },
};
