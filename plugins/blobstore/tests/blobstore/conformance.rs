//! What holds whoever serves `wasi:blobstore`.

use hostplug::Settings;
use hostplug_blobstore::Blobstore;
use hostplug_conformance::Promise;
use hostplug_conformance::blobstore::Suite;
use hostplug_guests::BLOBSTORE_FS;
use hostplug_runtime::{Access, Component, Volume};

use crate::slow;

/// What the documentation of the plugin and that of the component promise beyond the WIT.
fn strict(suite: Suite) -> Suite {
    [
        Promise::AnyName,
        Promise::CheckedRanges,
        Promise::DeletesAreRepeatable,
        Promise::NewContainers,
        Promise::Sorted,
    ]
    .into_iter()
    .fold(suite, Suite::promises)
}

#[tokio::test]
async fn the_plugin_keeps_the_contract() {
    strict(Suite::new(Blobstore::default)).run().await;
}

#[tokio::test]
async fn a_shared_instance_keeps_the_contract() {
    let suite = Suite::new(Blobstore::default).settings(Settings::default().with("shared", true));
    strict(suite).promises(Promise::Shared).run().await;
}

#[tokio::test]
async fn a_slow_backend_keeps_the_contract() {
    let suite = Suite::new(slow::plugin).settings(slow::settings());
    strict(suite).run().await;
}

/// Each of its workloads has files of its own, and its resources are not the host's.
#[tokio::test]
async fn a_component_keeps_the_contract() {
    let files = Component::bytes(BLOBSTORE_FS).mount("objects", "/objects", Access::ReadWrite);
    let suite =
        Suite::component(files).workload(|workload| workload.volume("objects", Volume::Empty));
    let why = "the stream is the host's, so that the component does not see it";
    let early = "a_value_that_is_finished_before_its_stream_makes_no_object";
    let unflushed = "what_was_written_is_stored_although_nobody_waited_for_it";
    let suite = strict(suite).skip(early, why).skip(unflushed, why);
    suite.run().await;
}
