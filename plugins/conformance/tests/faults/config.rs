use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use hostplug::{Caller, Fail, host_plugin};
use hostplug_conformance::config::Suite;

use self::config::store::{Error, Host};
use crate::finds;

/// What is wrong with a plugin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    None,
    MissingIsEmpty,
    Trims,
    KeepsTheFirst,
    HidesEmptyValues,
}

#[host_plugin(world = "wasi:config/imports@0.2.0-rc.1", path = "../config/wit", sync)]
struct Config {
    fault: Fault,
    first: Arc<OnceLock<BTreeMap<String, String>>>,
}

fn values<'a>(caller: &Caller<'a, Config>) -> &'a BTreeMap<String, String> {
    let own = &caller.scope().config;
    match caller.plugin().fault {
        Fault::KeepsTheFirst => caller.plugin().first.get_or_init(|| own.clone()),
        _ => own,
    }
}

impl Host for Caller<'_, Config> {
    fn get(&mut self, key: String) -> hostplug::Result<Option<String>, Error> {
        let fault = self.plugin().fault;
        let key = if fault == Fault::Trims {
            key.trim()
        } else {
            &key
        };
        let found = values(self).get(key).cloned();
        Ok(match fault {
            Fault::MissingIsEmpty => Some(found.unwrap_or_default()),
            Fault::HidesEmptyValues => found.filter(|value| !value.is_empty()),
            _ => found,
        })
    }

    fn get_all(&mut self) -> hostplug::Result<Vec<(String, String)>, Error> {
        Ok(values(self).clone().into_iter().collect())
    }

    fn convert_error(&mut self, error: Fail<Error>) -> hostplug::wasmtime::Result<Error> {
        error.into_wit()
    }
}

async fn found(fault: Fault, checks: &[&str]) {
    let made = move || Config {
        fault,
        first: Arc::default(),
    };
    finds(&Suite::new(made).check().await, checks);
}

#[tokio::test]
async fn a_plugin_without_fault_keeps_the_contract() {
    found(Fault::None, &[]).await;
}

#[tokio::test]
async fn a_missing_key_that_is_an_empty_value_is_found() {
    let checks = [
        "readers_at_once_read_the_same",
        "a_key_that_is_not_set_is_none",
        "no_key_is_set_without_configuration",
        "keys_differ_by_case",
        "keys_are_not_trimmed",
        "a_prefix_of_a_key_is_another_key",
        "a_key_may_be_long",
        "the_empty_key_is_not_set",
        "components_have_values_of_their_own",
        "a_component_without_values_sees_none",
        "workloads_have_values_of_their_own",
        "namespaces_have_values_of_their_own",
        "a_workload_that_starts_again_reads_its_new_values",
    ];
    found(Fault::MissingIsEmpty, &checks).await;
}

#[tokio::test]
async fn keys_that_are_trimmed_are_found() {
    found(Fault::Trims, &["keys_are_not_trimmed"]).await;
}

#[tokio::test]
async fn an_empty_value_that_is_hidden_is_found() {
    let checks = ["an_empty_value_is_a_value", "what_is_listed_can_be_read"];
    found(Fault::HidesEmptyValues, &checks).await;
}

/// One value for all who ask, made by the first of them.
#[tokio::test]
async fn values_that_belong_to_the_plugin_are_found() {
    let report = Suite::new(|| Config {
        fault: Fault::KeepsTheFirst,
        first: Arc::default(),
    });
    let report = report.check().await;
    let broken = crate::broken(&report);
    for check in [
        "components_have_values_of_their_own",
        "workloads_have_values_of_their_own",
        "namespaces_have_values_of_their_own",
        "a_workload_that_starts_again_reads_its_new_values",
    ] {
        assert!(broken.contains(&check), "{report}");
    }
}
