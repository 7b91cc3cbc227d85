mod plugin;

use hostplug_conformance::Promise;
use hostplug_conformance::keyvalue::Suite;

use self::plugin::{Fault, Keyvalue};
use crate::finds;

fn suite(fault: Fault) -> Suite {
    Suite::new(move || Keyvalue::new(fault))
        .bucket("carts")
        .unknown_bucket("nobody's")
        .denied_bucket("secret")
}

async fn found(fault: Fault, checks: &[&str]) {
    finds(&suite(fault).check().await, checks);
}

#[tokio::test]
async fn a_plugin_without_fault_keeps_the_contract() {
    found(Fault::None, &[]).await;
}

#[tokio::test]
async fn handles_that_are_not_given_back_are_found() {
    let checks = ["handles_are_given_back", "many_handles_may_be_open_at_once"];
    found(Fault::KeepsHandles, &checks).await;
}

#[tokio::test]
async fn a_handle_that_closes_another_is_found() {
    let report = suite(Fault::ClosesAll).check().await;
    let broken = crate::broken(&report);
    assert!(
        broken.contains(&"a_handle_works_when_another_is_dropped"),
        "{report}"
    );
}

#[tokio::test]
async fn a_delete_that_fails_is_found() {
    let checks = [
        "a_key_can_be_deleted_again",
        "a_batch_deletes_what_is_there",
    ];
    found(Fault::DeletesOnce, &checks).await;
}

#[tokio::test]
async fn an_increment_that_is_no_single_step_is_found() {
    found(
        Fault::CountsInTwoSteps,
        &["increments_at_once_are_all_counted"],
    )
    .await;
}

#[tokio::test]
async fn a_page_that_is_lost_is_found() {
    let checks = [
        "a_listing_has_each_key_once",
        "pages_follow_each_other_across_instances",
    ];
    found(Fault::ListsOnePage, &checks).await;
}

#[tokio::test]
async fn a_cursor_that_does_not_advance_is_found() {
    let report = suite(Fault::ListsForEver).check().await;
    let broken = crate::broken(&report);
    assert!(
        broken.contains(&"pages_follow_each_other_across_instances"),
        "{report}"
    );
}

#[tokio::test]
async fn wrong_errors_are_found() {
    let checks = [
        "a_bucket_that_is_not_there_is_an_error",
        "a_bucket_that_is_denied_is_an_error",
    ];
    found(Fault::OpensAll, &checks).await;
}

#[tokio::test]
async fn a_batch_in_another_order_is_found() {
    let checks = [
        "a_batch_reads_in_the_order_of_its_keys",
        "a_batch_of_a_thousand_keys_is_whole",
    ];
    found(Fault::SortsBatches, &checks).await;
}

#[tokio::test]
async fn data_that_all_workloads_see_is_found() {
    let checks = ["workloads_are_apart", "namespaces_are_apart"];
    found(Fault::IsOpenToAll, &checks).await;
}

/// It is right if it is meant.
#[tokio::test]
async fn data_that_all_workloads_see_can_be_promised() {
    let report = suite(Fault::IsOpenToAll)
        .promises(Promise::Shared)
        .check()
        .await;
    finds(&report, &[]);
    let report = suite(Fault::None).promises(Promise::Shared).check().await;
    finds(&report, &["all_workloads_share"]);
}

#[tokio::test]
async fn a_panic_and_a_call_that_hangs_are_found() {
    let report = suite(Fault::PanicsAtLongKeys).check().await;
    finds(&report, &["a_long_key_is_a_key"]);
    let (_, failure) = report.broken().next().unwrap();
    assert!(failure.found.contains("panicked"), "{report}");

    let patience = std::time::Duration::from_secs(2);
    let report = suite(Fault::HangsAtLongKeys)
        .patience(patience)
        .check()
        .await;
    finds(&report, &["a_long_key_is_a_key"]);
    let (_, failure) = report.broken().next().unwrap();
    assert_eq!(failure.found, "nothing within 2s", "{report}");
}
