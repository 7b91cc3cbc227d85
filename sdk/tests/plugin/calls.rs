//! What happens around a call: panics, deadlines, observers and spans.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, Once};
use std::thread::{self, ThreadId};
use std::time::Duration;

use hostplug::wasmtime::bail;
use hostplug::wasmtime::component::{Accessor, Resource};
use hostplug::{
    CallObserver, CallSite, Caller, HostPlugin, Outcome, Scope, Settings, State, host_plugin,
};
use tracing::field::{Field, Visit};
use tracing::span;

use crate::host::{Guest, Host, trap};
use crate::wat::Wat;

#[host_plugin(
    world = "demo:chaos/plugin",
    inline = "
        package demo:chaos;
        interface chaos {
            fine: func();
            fail: func();
            sleep: func();
            panic: func();
            panic-sync: func();
            panic-late: async func();
            sleep-late: async func();
            resource bomb { constructor(); }
            resource mine { constructor(); }
        }
        world plugin { import chaos; }
    ",
    with("demo:chaos/chaos.bomb" = Bomb, "demo:chaos/chaos.mine" = Bomb),
    sync("chaos.panic-sync")
)]
struct Chaos;

struct Bomb;

const LONG: Duration = Duration::from_secs(3600);

impl chaos::chaos::Host for Caller<'_, Chaos> {
    async fn fine(&mut self) -> hostplug::Result<()> {
        tracing::info!(target: "plugin", "inside");
        Ok(())
    }

    async fn fail(&mut self) -> hostplug::Result<()> {
        bail!("no luck")
    }

    async fn sleep(&mut self) -> hostplug::Result<()> {
        tokio::time::sleep(LONG).await;
        Ok(())
    }

    async fn panic(&mut self) -> hostplug::Result<()> {
        tokio::task::yield_now().await;
        panic!("boom {}", 1)
    }

    fn panic_sync(&mut self) -> hostplug::Result<()> {
        panic!("boom")
    }
}

impl chaos::chaos::HostWithStore<State> for Chaos {
    async fn panic_late(_: &Accessor<State, Self>) -> hostplug::Result<()> {
        tokio::task::yield_now().await;
        std::panic::panic_any(1)
    }

    async fn sleep_late(_: &Accessor<State, Self>) -> hostplug::Result<()> {
        tokio::time::sleep(LONG).await;
        Ok(())
    }
}

impl chaos::chaos::HostBomb for Caller<'_, Chaos> {
    async fn new(&mut self) -> hostplug::Result<Resource<Bomb>> {
        Ok(self.table().push(Bomb)?)
    }

    async fn drop(&mut self, _: Resource<Bomb>) -> hostplug::Result<()> {
        panic!("boom")
    }
}

impl chaos::chaos::HostMine for Caller<'_, Chaos> {
    async fn new(&mut self) -> hostplug::Result<Resource<Bomb>> {
        Ok(self.table().push(Bomb)?)
    }

    async fn drop(&mut self, _: Resource<Bomb>) -> hostplug::Result<()> {
        bail!("a dud")
    }
}

/// Exports each function under its own name, and `bomb` and `mine`, which drop one.
fn component() -> String {
    let wat = Wat::new(
        r#"(import "chaos" (instance $chaos
            (export "fine" (func)) (export "fail" (func)) (export "sleep" (func))
            (export "panic" (func)) (export "panic-sync" (func))
            (export "panic-late" (func async)) (export "sleep-late" (func async))
            (export "bomb" (type $bomb (sub resource)))
            (export "[constructor]bomb" (func (result (own $bomb))))
            (export "mine" (type $mine (sub resource)))
            (export "[constructor]mine" (func (result (own $mine))))))
           (alias export $chaos "bomb" (type $bomb))
           (alias export $chaos "mine" (type $mine))"#,
    );
    let wat = ["fine", "fail", "sleep", "panic", "panic-sync"]
        .into_iter()
        .fold(wat, |wat, name| {
            let body = format!("(call ${name}) (i32.const 1)");
            wat.lower(name, "chaos", name, "")
                .export(name, "(result u32)", "(result i32)", &body)
        });
    let wat = wat.canon("return", "canon task.return (result u32)", "(param i32)");
    let wat = ["panic-late", "sleep-late"]
        .into_iter()
        .fold(wat, |wat, name| {
            let body = format!("(call ${name}) (call $return (i32.const 1))");
            wat.lower(name, "chaos", name, "")
                .export_async(name, "(result u32)", &body)
        });
    let wat = ["bomb", "mine"].into_iter().fold(wat, |wat, name| {
        let (make, drop) = (format!("new-{name}"), format!("drop-{name}"));
        wat.lower(
            &make,
            "chaos",
            &format!("[constructor]{name}"),
            "(result i32)",
        )
        .canon(
            &drop,
            &format!("canon resource.drop ${name}"),
            "(param i32)",
        )
        .export(
            name,
            "(result u32)",
            "(result i32)",
            &format!("(call ${drop} (call ${make})) (i32.const 1)"),
        )
    });
    wat.text()
}

/// Remembers the end of every call.
#[derive(Default)]
struct Ends(Mutex<Vec<(String, Outcome)>>);

impl Ends {
    fn take(&self) -> Vec<(String, Outcome)> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl CallObserver for Ends {
    fn finished(&self, site: &CallSite, _: Duration, outcome: Outcome) {
        assert_eq!(
            (&*site.plugin, &*site.interface, &*site.scope.component),
            ("chaos", "demo:chaos/chaos", "web")
        );
        self.0
            .lock()
            .unwrap()
            .push((site.function.to_string(), outcome));
    }
}

async fn guest(deadline: Option<Duration>, observer: Option<Arc<dyn CallObserver>>) -> Guest {
    guest_of("shop", deadline, observer).await
}

async fn guest_of(
    workload: &str,
    deadline: Option<Duration>,
    observer: Option<Arc<dyn CallObserver>>,
) -> Guest {
    let plugin: Arc<dyn HostPlugin> = Arc::new(Chaos);
    let mut host = Host::new();
    let binding = host
        .bind(&plugin, Scope::new(workload, "web"), Settings::default())
        .await
        .unwrap();
    host.link_with("chaos", &*plugin, 0, binding, |mut policy| {
        policy.deadline = deadline;
        policy.observer = observer;
        policy
    });
    host.instantiate(&component()).await
}

#[tokio::test]
async fn a_panic_is_a_trap_that_names_plugin_and_function() {
    for (function, place, message) in [
        ("panic", "panic", "boom 1"),
        ("panic-sync", "panic-sync", "boom"),
        ("panic-late", "panic-late", "a value that is not text"),
        ("bomb", "[drop]bomb", "boom"),
    ] {
        let mut chaos = guest(None, None).await;
        let text = trap(chaos.call::<_, u32>(function, ()).await);
        let expected = format!("plugin `chaos` panicked in `demo:chaos/chaos#{place}`: {message}");
        assert!(text.contains(&expected), "{function}: {text}");
        assert_eq!(
            guest(None, None)
                .await
                .call::<_, u32>("fine", ())
                .await
                .unwrap(),
            1,
            "the next instance works"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_traps_what_waits_too_long_and_names_it() {
    for function in ["sleep", "sleep-late"] {
        let mut chaos = guest(Some(Duration::from_secs(2)), None).await;
        let start = tokio::time::Instant::now();
        let text = trap(chaos.call::<_, u32>(function, ()).await);
        let expected =
            format!("plugin `chaos` took longer than 2s in `demo:chaos/chaos#{function}`");
        assert!(text.contains(&expected), "{text}");
        assert!(
            start.elapsed() < Duration::from_secs(3),
            "{:?}",
            start.elapsed()
        );
    }
}

/// The timer costs an allocation and a lock, so that a call which never waits must not pay for it.
#[tokio::test(start_paused = true)]
async fn a_call_that_does_not_wait_has_no_deadline() {
    let mut chaos = guest(Some(Duration::ZERO), None).await;
    assert_eq!(chaos.call::<_, u32>("fine", ()).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_not_reached_changes_nothing() {
    let mut chaos = guest(Some(2 * LONG), None).await;
    assert_eq!(chaos.call::<_, u32>("sleep", ()).await.unwrap(), 1);
    assert_eq!(chaos.call::<_, u32>("sleep-late", ()).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_observer_is_told_how_each_call_ended() {
    let ends = Arc::new(Ends::default());
    for (export, calls) in [
        ("fine", vec![("fine", Outcome::Returned)]),
        ("fail", vec![("fail", Outcome::Trapped)]),
        ("panic", vec![("panic", Outcome::Panicked)]),
        ("panic-sync", vec![("panic-sync", Outcome::Panicked)]),
        ("panic-late", vec![("panic-late", Outcome::Panicked)]),
        ("sleep", vec![("sleep", Outcome::TimedOut)]),
        ("sleep-late", vec![("sleep-late", Outcome::TimedOut)]),
        (
            "bomb",
            vec![
                ("[constructor]bomb", Outcome::Returned),
                ("[drop]bomb", Outcome::Panicked),
            ],
        ),
        (
            "mine",
            vec![
                ("[constructor]mine", Outcome::Returned),
                ("[drop]mine", Outcome::Trapped),
            ],
        ),
    ] {
        let mut chaos = guest(Some(Duration::from_secs(2)), Some(ends.clone())).await;
        let _ = chaos.call::<_, u32>(export, ()).await;
        drop(chaos);
        let seen = ends.take();
        let seen: Vec<_> = seen
            .iter()
            .map(|(function, outcome)| (function.as_str(), *outcome))
            .collect();
        assert_eq!(seen, calls, "{export}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_caller_goes_away_is_cancelled() {
    for function in ["sleep", "sleep-late"] {
        let ends = Arc::new(Ends::default());
        let mut chaos = guest(None, Some(ends.clone())).await;
        let call = chaos.call::<_, u32>(function, ());
        tokio::time::timeout(Duration::from_secs(1), call)
            .await
            .unwrap_err();
        drop(chaos);
        assert_eq!(ends.take(), [(function.to_owned(), Outcome::Cancelled)]);
    }
}

/// Remembers every span. It is the subscriber of the whole process, because `tracing` caches
/// that nobody listens if a thread without a subscriber is the first to pass a call site.
#[derive(Default)]
struct Spans(Mutex<Vec<Seen>>);

#[derive(Clone)]
struct Seen {
    fields: Fields,
    thread: ThreadId,
    entered: usize,
    events: usize,
}

#[derive(Clone, Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(
            field.name(),
            format!("{value:?}").trim_matches('"').to_owned(),
        );
    }
}

static SPANS: Spans = Spans(Mutex::new(Vec::new()));

impl tracing::Subscriber for &'static Spans {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        matches!(metadata.target(), "hostplug::call" | "plugin")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut fields = Fields::default();
        fields
            .0
            .insert("span", attributes.metadata().name().to_owned());
        attributes.record(&mut fields);
        let mut seen = self.0.lock().unwrap();
        seen.push(Seen {
            fields,
            thread: thread::current().id(),
            entered: 0,
            events: 0,
        });
        span::Id::from_u64(seen.len() as u64)
    }

    fn record(&self, span: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.0.lock().unwrap()[index(span)].fields);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut seen = self.0.lock().unwrap();
        let here = thread::current().id();
        let entered = seen
            .iter_mut()
            .filter(|span| span.thread == here && span.entered > 0);
        if event.metadata().target() == "plugin" {
            entered.for_each(|span| span.events += 1);
        }
    }

    fn enter(&self, span: &span::Id) {
        self.0.lock().unwrap()[index(span)].entered += 1;
    }

    fn exit(&self, span: &span::Id) {
        self.0.lock().unwrap()[index(span)].entered -= 1;
    }
}

/// From now on spans are remembered.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(&SPANS).unwrap());
}

/// The fields of the spans of a workload.
pub(crate) fn fields(workload: &str) -> Vec<BTreeMap<&'static str, String>> {
    let spans = spans(workload).into_iter();
    spans.map(|span| span.fields.0).collect()
}

fn spans(workload: &str) -> Vec<Seen> {
    let mut spans = SPANS.0.lock().unwrap().clone();
    spans.retain(|span| span.fields.0["workload"] == workload);
    spans
}

fn index(span: &span::Id) -> usize {
    span.into_u64() as usize - 1
}

#[tokio::test(start_paused = true)]
async fn each_call_has_a_span() {
    listen();
    for (function, deadline) in [
        ("fine", None),
        ("panic-sync", None),
        ("sleep", Some(Duration::from_secs(1))),
    ] {
        let _ = guest_of("traced", deadline, None)
            .await
            .call::<_, u32>(function, ())
            .await;
    }

    let found: Vec<_> = spans("traced")
        .into_iter()
        .map(|span| (span.fields.0, span.entered, span.events))
        .collect();
    let expected = [
        ("fine", "returned", 1),
        ("panic-sync", "panicked", 0),
        ("sleep", "timed-out", 0),
    ];
    let expected = expected.map(|(function, outcome, events)| {
        let fields = [
            ("span", "host_call"),
            ("plugin", "chaos"),
            ("interface", "demo:chaos/chaos"),
            ("function", function),
            ("namespace", "default"),
            ("workload", "traced"),
            ("component", "web"),
            ("label", "default"),
            ("outcome", outcome),
        ];
        (
            fields.map(|(name, value)| (name, value.to_owned())).into(),
            0,
            events,
        )
    });
    assert_eq!(found, expected);
}
