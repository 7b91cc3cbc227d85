use std::sync::{Arc, Mutex};

use hostplug::{Caller, host_plugin};
use hostplug_conformance::Promise;
use hostplug_conformance::logging::{Level, Message, Suite};

use self::logging::logging::{Host, Level as Severity};
use crate::finds;

/// What is wrong with a plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    DropsContexts,
    DropsTraces,
    SwallowsEqual,
    RefusesLines,
    SignsWithOneName,
}

/// Keeps messages in a list, so that a suite must ask for them.
#[host_plugin(
    world = "wasi:logging/imports@0.1.0-draft",
    path = "../logging/wit",
    sync
)]
#[derive(Clone)]
struct Logging {
    fault: Fault,
    messages: Arc<Mutex<Vec<Message>>>,
}

impl Host for Caller<'_, Logging> {
    fn log(&mut self, level: Severity, context: String, text: String) -> hostplug::Result<()> {
        let fault = self.plugin().fault;
        if fault == Fault::RefusesLines && text.contains('\n') {
            return Err(hostplug::wasmtime::format_err!("one line only"));
        }
        let signed = if fault == Fault::SignsWithOneName {
            "host"
        } else {
            &self.scope().component
        };
        let message = Message {
            level: level_of(level),
            text,
            context: Some(if fault == Fault::DropsContexts {
                String::new()
            } else {
                context
            }),
            component: Some(signed.to_owned()),
            workload: Some(self.scope().workload.clone()),
        };
        let mut messages = self.plugin().messages.lock().unwrap();
        let swallowed = fault == Fault::SwallowsEqual && messages.last() == Some(&message);
        let dropped = fault == Fault::DropsTraces && message.level == Level::Trace;
        if !swallowed && !dropped {
            messages.push(message);
        }
        Ok(())
    }
}

fn level_of(level: Severity) -> Level {
    match level {
        Severity::Trace => Level::Trace,
        Severity::Debug => Level::Debug,
        Severity::Info => Level::Info,
        Severity::Warn => Level::Warn,
        Severity::Error => Level::Error,
        Severity::Critical => Level::Critical,
    }
}

fn suite(fault: Fault) -> Suite {
    let messages: Arc<Mutex<Vec<Message>>> = Arc::default();
    let plugin = Logging {
        fault,
        messages: messages.clone(),
    };
    Suite::new(move || plugin.clone())
        .promises(Promise::Senders)
        .observed_by(move || {
            let taken = std::mem::take(&mut *messages.lock().unwrap());
            std::future::ready(taken)
        })
}

async fn found(fault: Fault, checks: &[&str]) {
    finds(&suite(fault).check().await, checks);
}

#[tokio::test]
async fn a_plugin_without_fault_keeps_the_contract() {
    found(Fault::None, &[]).await;
}

#[tokio::test]
async fn a_context_that_is_dropped_is_found() {
    let report = suite(Fault::DropsContexts).check().await;
    assert!(
        crate::broken(&report).contains(&"a_message_keeps_its_context"),
        "{report}"
    );
}

#[tokio::test]
async fn a_level_that_is_dropped_is_found() {
    let checks = [
        "a_trace_arrives_as_one",
        "all_levels_arrive_in_one_instance",
    ];
    found(Fault::DropsTraces, &checks).await;
}

#[tokio::test]
async fn equal_messages_that_are_swallowed_are_found() {
    let checks = [
        "equal_messages_arrive_each",
        "an_instance_that_traps_harms_no_other",
    ];
    found(Fault::SwallowsEqual, &checks).await;
}

#[tokio::test]
async fn a_message_that_traps_is_found() {
    let report = suite(Fault::RefusesLines).check().await;
    finds(&report, &["a_message_may_have_several_lines"]);
    let (_, failure) = report.broken().next().unwrap();
    assert_eq!(failure.found, "trap: one line only");
}

#[tokio::test]
async fn a_wrong_sender_is_found() {
    found(Fault::SignsWithOneName, &["a_message_says_who_sent_it"]).await;
}

/// Without an observer, only calls that do not return are found.
#[tokio::test]
async fn a_suite_that_sees_nothing_still_finds_traps() {
    let report = suite(Fault::DropsTraces).unobserved().check().await;
    finds(&report, &[]);
    let report = suite(Fault::RefusesLines).unobserved().check().await;
    finds(&report, &["a_message_may_have_several_lines"]);
}
