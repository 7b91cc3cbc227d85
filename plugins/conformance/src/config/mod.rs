//! `wasi:config`: `store`.

mod all;
mod keys;
mod scopes;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use hostplug::HostPlugin;
use hostplug_runtime::Component;

use crate::bench::{Bench, PROBE};
use crate::expect::Checked;
use crate::guest::Guest;
use crate::report::Report;
use crate::suite::{self, Capability, checks};

/// The guest for version `0.2.0-rc.1`.
pub const GUEST: &[u8] = include_bytes!("../../guests/config_probe.wasm");

/// A suite of this capability.
///
/// [`Promise`](crate::Promise)s that it knows: `Sorted`.
pub type Suite = suite::Suite<Options>;

type Give = dyn Fn(Component, BTreeMap<String, String>) -> Component + Send + Sync;

/// What is special to this capability.
pub struct Options {
    give: Arc<Give>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            give: Arc::new(|component, values| {
                let give = |component: Component, (key, value)| component.config(key, value);
                values.into_iter().fold(component, give)
            }),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").finish_non_exhaustive()
    }
}

impl Suite {
    /// How a component gets its values; by default they are its configuration. A plugin that reads them from somewhere
    /// else puts them there.
    pub fn values(
        mut self,
        give: impl Fn(Component, BTreeMap<String, String>) -> Component + Send + Sync + 'static,
    ) -> Self {
        self.options.give = Arc::new(give);
        self
    }

    /// Runs all checks.
    pub async fn check(self) -> Report {
        self.execute(&CONFIG).await
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

static CONFIG: Capability<Options> = Capability {
    subject: "wasi:config",
    export: "hostplug:conformance/config@0.1.0",
    probe: GUEST,
    checks: checks! {
        values::a_value_is_read_by_its_key
        values::an_empty_value_is_a_value
        values::a_value_may_be_of_any_script
        values::a_value_may_have_lines_and_controls
        values::a_value_of_a_megabyte_comes_back_whole
        values::a_value_is_text_and_not_a_number
        values::a_value_stays_the_same_while_the_workload_runs
        values::readers_at_once_read_the_same
        values::an_instance_that_traps_harms_no_other
        keys::a_key_that_is_not_set_is_none
        keys::no_key_is_set_without_configuration
        keys::keys_differ_by_case
        keys::keys_are_not_trimmed
        keys::keys_are_not_normalised
        keys::a_prefix_of_a_key_is_another_key
        keys::a_key_may_be_of_any_script
        keys::a_key_may_look_like_a_path
        keys::a_key_may_be_long
        keys::the_empty_key_is_not_set
        all::all_values_are_listed_with_their_keys
        all::nothing_is_listed_without_configuration
        all::the_list_has_a_thousand_keys_once
        all::what_is_listed_can_be_read
        [if Sorted] all::the_list_is_sorted_by_key
        scopes::components_have_values_of_their_own
        scopes::a_component_without_values_sees_none
        scopes::workloads_have_values_of_their_own
        scopes::namespaces_have_values_of_their_own
        scopes::a_workload_that_starts_again_reads_its_new_values
    },
};

pub(crate) type Store = Bench<Options>;
type Value = Option<String>;

impl Store {
    /// The guest with these values.
    fn component_with(&self, values: &[(&str, &str)]) -> Component {
        let owned = |&(key, value): &(&str, &str)| (key.to_owned(), value.to_owned());
        (self.options.give)(self.probe(), values.iter().map(owned).collect())
    }

    async fn with(&self, values: &[(&str, &str)]) -> Checked<Configured> {
        let workload = self.workload();
        let component = self.component_with(values);
        let guest = self.start_as(workload.component(PROBE, component)).await?;
        Ok(Configured(guest))
    }
}

/// A guest that has values.
#[derive(Clone)]
struct Configured(Guest);

impl Configured {
    /// That a key has this value, or none.
    async fn reads(&self, key: &str, value: Option<&str>) -> Checked {
        let expected: Value = value.map(str::to_owned);
        self.0.answers("get", (key.to_owned(),), expected).await
    }

    /// That each key has its value.
    async fn reads_all(&self, values: &[(&str, &str)]) -> Checked {
        for (key, value) in values {
            self.reads(key, Some(value)).await?;
        }
        Ok(())
    }

    /// What `get-all` answers, as it comes.
    async fn all(&self) -> Checked<Vec<(String, String)>> {
        self.0.ok("get-all", ()).await
    }
}
