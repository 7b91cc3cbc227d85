//! What a report says.

use hostplug_config::Config;
use hostplug_conformance::{Promise, Verdict, blobstore, config, keyvalue, logging};
use hostplug_keyvalue::Keyvalue;

/// Every check is named once, and there are enough of them.
#[tokio::test]
async fn each_suite_has_at_least_twenty_checks() {
    let reports = [
        keyvalue::Suite::new(Keyvalue::default).check().await,
        config::Suite::new(|| Config).check().await,
        logging::Suite::new(|| hostplug_logging::Logging)
            .check()
            .await,
        blobstore::Suite::new(hostplug_blobstore::Blobstore::default)
            .check()
            .await,
    ];
    for report in reports {
        let kept = report
            .checks
            .iter()
            .filter(|check| check.verdict == Verdict::Kept);
        assert!(kept.count() >= 20, "{report}");
        let mut names: Vec<_> = report.checks.iter().map(|check| check.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}

#[tokio::test]
async fn each_function_is_called() {
    let report = keyvalue::Suite::new(Keyvalue::default).check().await;
    let functions: Vec<_> = report.functions.keys().map(String::as_str).collect();
    assert_eq!(
        functions,
        [
            "hostplug:conformance/instance@0.1.0#held",
            "wasi:keyvalue/atomics@0.2.0-draft#increment",
            "wasi:keyvalue/batch@0.2.0-draft#delete-many",
            "wasi:keyvalue/batch@0.2.0-draft#get-many",
            "wasi:keyvalue/batch@0.2.0-draft#set-many",
            "wasi:keyvalue/store@0.2.0-draft#[drop]bucket",
            "wasi:keyvalue/store@0.2.0-draft#[method]bucket.delete",
            "wasi:keyvalue/store@0.2.0-draft#[method]bucket.exists",
            "wasi:keyvalue/store@0.2.0-draft#[method]bucket.get",
            "wasi:keyvalue/store@0.2.0-draft#[method]bucket.list-keys",
            "wasi:keyvalue/store@0.2.0-draft#[method]bucket.set",
            "wasi:keyvalue/store@0.2.0-draft#open",
        ]
    );
}

#[tokio::test]
async fn the_transcript_has_each_call_and_its_answer() {
    let report = keyvalue::Suite::new(Keyvalue::default).check().await;
    let transcript = format!("{report:#}");
    let begin = transcript.find("\na_missing_key_is_no_error").unwrap();
    let lines: Vec<_> = transcript[begin..].lines().skip(1).take(3).collect();
    assert_eq!(
        lines,
        [
            "a_missing_key_is_no_error: ok",
            "  default/a-missing-key-is-no-error/probe: get(\"default\", \"c2-missing\") -> ok(none)",
            "  default/a-missing-key-is-no-error/probe: exists(\"default\", \"c2-missing\") -> ok(false)",
        ]
    );
}

#[tokio::test]
async fn a_failure_says_what_was_expected_and_what_came() {
    let suite = keyvalue::Suite::new(Keyvalue::default).unknown_bucket("any");
    let report = suite.check().await;
    assert!(!report.is_kept());
    assert_eq!(
        report.to_string(),
        "`wasi:keyvalue`: 1 of 38 checks failed, 7 were skipped\n\
         \n\
         a_bucket_that_is_not_there_is_an_error\n\
         \x20 of:       get(\"any\", \"c20-a\")\n\
         \x20 expected: an error\n\
         \x20 found:    ok(none)\n"
    );
}

/// A plugin that does not serve the interfaces is told so once.
#[tokio::test]
async fn a_plugin_of_other_interfaces_fails_the_first_check_only() {
    let report = keyvalue::Suite::new(|| Config).check().await;
    assert_eq!(crate::broken(&report), ["the_interfaces_are_served"]);
    assert_eq!(report.checks.len(), 1);
    let text = report.to_string();
    assert!(text.contains("wasi:keyvalue/store@0.2.0-draft"), "{text}");
}

#[tokio::test]
async fn a_plugin_that_refuses_its_settings_is_told_so() {
    let settings = hostplug::Settings::default().with("greeting", "hello");
    let report = config::Suite::new(|| Config)
        .settings(settings)
        .check()
        .await;
    assert_eq!(crate::broken(&report), ["the_interfaces_are_served"]);
    assert!(
        report.to_string().contains("unknown key `greeting`"),
        "{report}"
    );
}

#[tokio::test]
async fn a_check_can_be_left_out_by_its_name_only() {
    let suite = config::Suite::new(|| Config)
        .skip("a_key_may_be_long", "keys are columns here")
        .skip("a_key_may_be_lnog", "a mistake");
    let report = suite.check().await;
    assert_eq!(crate::broken(&report), ["what_is_skipped_exists"]);
    let skipped = report
        .checks
        .iter()
        .find(|check| check.name == "a_key_may_be_long");
    let why = "keys are columns here".to_owned();
    assert_eq!(skipped.unwrap().verdict, Verdict::Skipped { why });
}

#[tokio::test]
async fn what_is_not_promised_is_skipped() {
    let report = config::Suite::new(|| Config).check().await;
    let sorted = |check: &&hostplug_conformance::Check| check.name == "the_list_is_sorted_by_key";
    let why = "only for plugins that promise `Sorted`".to_owned();
    let check = report.checks.iter().find(sorted).unwrap();
    assert_eq!(check.verdict, Verdict::Skipped { why });
    let report = config::Suite::new(|| Config)
        .promises(Promise::Sorted)
        .check()
        .await;
    assert_eq!(
        report.checks.iter().find(sorted).unwrap().verdict,
        Verdict::Kept
    );
}

#[tokio::test]
#[should_panic(expected = "`wasi:config`: 1 of 1 checks failed")]
async fn as_a_test_a_suite_panics_with_its_report() {
    config::run(Keyvalue::default).await;
}

#[tokio::test]
async fn a_plugin_may_take_time_to_make() {
    let connect = || async {
        tokio::task::yield_now().await;
        Config
    };
    config::Suite::connecting(connect).run().await;
}
