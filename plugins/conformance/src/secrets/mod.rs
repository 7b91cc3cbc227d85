//! `wasmcloud:secrets`: `store` and `reveal`.

mod handles;
mod keys;
mod scopes;
mod values;

use std::collections::BTreeMap;
use std::fmt;

use hostplug::{HostPlugin, Settings};

use crate::bench::Bench;
use crate::expect::Checked;
use crate::guest::Guest;
use crate::report::Report;
use crate::suite::{self, Capability, checks};

/// The guest for version `0.1.0-draft`.
pub const GUEST: &[u8] = include_bytes!("../../guests/secrets_probe.wasm");

/// A suite of this capability. Only [`declaring`](Suite::declaring) makes it ask for secrets that there are.
pub type Suite = suite::Suite<Options>;

/// What is special to this capability: nothing yet.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Options {}

/// What a secret says.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
}

impl Suite {
    /// Has the plugin hold the secrets for which this suite asks: `settings` declares them.
    pub fn declaring(self, settings: impl FnOnce(&BTreeMap<String, Value>) -> Settings) -> Self {
        let settings = settings(&secrets());
        self.settings(settings).tell("declaring")
    }

    /// Runs all checks.
    pub async fn check(self) -> Report {
        self.execute(&SECRETS).await
    }

    /// Runs all checks, as a test.
    ///
    /// # Panics
    /// A check has failed; the message is the report.
    pub async fn run(self) {
        self.check().await.assert_kept();
    }
}

/// Runs all checks, as a test. `settings` declares the secrets for which they ask.
///
/// # Panics
/// A check has failed; the message is the report.
pub async fn run<P: HostPlugin>(
    factory: impl Fn() -> P + Send + Sync + 'static,
    settings: impl FnOnce(&BTreeMap<String, Value>) -> Settings,
) {
    Suite::new(factory).declaring(settings).run().await;
}

/// What the plugin holds. No check prints more of it than a report shows of any value.
fn secrets() -> BTreeMap<String, Value> {
    let texts = [
        ("text", "open sesame"),
        ("empty", ""),
        ("script", "пароль 密码 e\u{301} \u{e9} 🔑"),
        ("lines", " first\r\n\tsecond\n "),
        ("number", "007"),
        ("key", "lower"),
        ("Key", "upper"),
        ("database", "outer"),
        ("database.password", "inner"),
        ("ключ", "Cyrillic"),
        ("鍵", "Han"),
        ("a/b", "slash"),
        ("a b", "blank"),
    ];
    let text = |(key, text): (&str, &str)| (key.to_owned(), Value::Text(text.to_owned()));
    let mut secrets: BTreeMap<_, _> = texts.into_iter().map(text).collect();
    secrets.insert(
        "long".to_owned(),
        Value::Text("0123456789abcdef".repeat(4096)),
    );
    secrets.insert("bytes".to_owned(), Value::Bytes((0..=u8::MAX).collect()));
    secrets
}

static SECRETS: Capability<Options> = Capability {
    subject: "wasmcloud:secrets",
    export: "hostplug:conformance/secrets@0.1.0",
    probe: GUEST,
    checks: checks! {
        [told declaring] values::a_secret_is_revealed
        [told declaring] values::a_secret_may_be_empty
        [told declaring] values::a_secret_may_be_of_any_script
        [told declaring] values::a_secret_may_have_lines
        [told declaring] values::a_secret_is_text_and_not_a_number
        [told declaring] values::a_long_secret_comes_back_whole
        [told declaring] values::bytes_come_back_as_bytes
        [told declaring] values::a_secret_stays_the_same_while_the_workload_runs
        [told declaring] values::readers_at_once_read_the_same
        keys::what_is_not_there_is_not_found
        keys::the_empty_key_is_not_found
        keys::the_environment_of_the_host_is_not_found
        keys::what_is_not_found_can_be_asked_for_again
        [told declaring] keys::keys_differ_by_case
        [told declaring] keys::keys_are_not_trimmed
        [told declaring] keys::a_prefix_of_a_key_is_another_key
        [told declaring] keys::a_key_may_be_of_any_script
        [told declaring] keys::a_key_may_look_like_a_path
        [told declaring] handles::a_secret_need_not_be_revealed
        [told declaring] handles::a_secret_can_be_revealed_again
        [told declaring] handles::two_secrets_at_once_are_apart
        [told declaring] handles::a_handle_works_when_another_is_dropped
        [told declaring] handles::handles_are_given_back
        [told declaring] handles::many_handles_may_be_open_at_once
        [told declaring] handles::an_instance_that_traps_harms_no_other
        [told declaring] scopes::components_of_a_workload_see_the_same
        [told declaring] scopes::a_workload_that_starts_again_sees_them_again
    },
};

type Store = Bench<Options>;
/// Whether it is text, and its bytes.
type Said = (bool, Vec<u8>);

/// A guest that asks for secrets.
#[derive(Clone)]
struct Asker(Guest);

impl Store {
    async fn asker(&self) -> Checked<Asker> {
        Ok(Asker(self.start().await?))
    }
}

impl Asker {
    /// That a secret says what the suite has declared.
    async fn reveals(&self, key: &str) -> Checked {
        let expected = said(key);
        self.0.answers("reveal", (key.to_owned(),), expected).await
    }

    async fn reveals_all(&self, keys: &[&str]) -> Checked {
        for key in keys {
            self.reveals(key).await?;
        }
        Ok(())
    }

    /// That there is no such secret.
    async fn lacks(&self, key: &str) -> Checked {
        let error = self.0.error::<_, ()>("find", (key.to_owned(),)).await?;
        let what = format!("the error of `find({key:?})`");
        crate::expect::equal(&what, &error, &"not-found".to_owned())
    }
}

/// What was declared.
fn said(key: &str) -> Said {
    match secrets().remove(key) {
        Some(Value::Text(text)) => (true, text.into_bytes()),
        Some(Value::Bytes(bytes)) => (false, bytes),
        None => (true, Vec::new()),
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Text(_) => "Text(..)",
            Value::Bytes(_) => "Bytes(..)",
        })
    }
}
