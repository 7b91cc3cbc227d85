//! Mistakes that the author of a plugin can make. Each is refused by the compiler, refused when the host or a workload
//! starts, or cannot be written at all.

use std::path::Path;
use std::sync::{Arc, Mutex, Weak, mpsc};

use hostplug_runtime::hostplug::testing::Harness;
use hostplug_runtime::hostplug::{
    self, Caller, Fail, HostPlugin, Lifecycle, Scope, Settings, host_plugin, wasmtime,
};
use hostplug_runtime::{Component, Host, PluginChoice, Workload};

use crate::support::answer::{Answer, importer, interface, run};
use crate::support::probe::{Fault, Log, Probe, probing};
use crate::support::{alone, builder, text, wat};

const ANSWER: &str = "test:answer/answer@0.1.0";

/// The first line that the compiler gives for a case of the package `ui-tests`.
fn compiler(case: &str) -> String {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/tests/ui");
    let text = std::fs::read_to_string(cases.join(case).with_extension("stderr")).unwrap();
    text.lines().next().unwrap().to_owned()
}

fn choose(plugin: &str) -> Component {
    importer(ANSWER).plugin_choice(PluginChoice {
        label: "default".to_owned(),
        plugin: plugin.to_owned(),
        instance: None,
        settings: Settings::default(),
    })
}

#[test]
fn a_missing_method_does_not_compile() {
    assert_eq!(
        compiler("trait/missing_method"),
        "error[E0046]: not all trait items implemented, missing: `ping`"
    );
}

#[test]
fn a_misspelt_world_does_not_compile_and_interfaces_are_never_written_by_hand() {
    assert_eq!(compiler("world/unknown"), "error: no world `a:b/tinny`");
    let served: Vec<_> = Answer::INTERFACES.iter().map(ToString::to_string).collect();
    assert_eq!(served, [ANSWER]);
}

/// The version comes from the WIT, so that a plugin cannot offer itself for versions that it does not have.
#[tokio::test]
async fn a_plugin_without_a_version_in_its_world_serves_that_of_its_wit() {
    assert!(Answer::INTERFACES[0].version().is_some());
    let host = builder()
        .plugin(Answer { number: 5 })
        .start()
        .await
        .unwrap();
    let text = text(
        host.start(alone("web", importer(&interface("0.2.0"))))
            .await,
    );
    assert!(
        text.contains("\nnote: plugin `answer` serves `test:answer/answer@0.1.0`, component `web` imports `@0.2.0` (another track"),
        "{text}"
    );
}

/// What a plugin serves is what its world imports, and what it calls is what its world exports. There is no second list,
/// and a heartbeat shows all that is served.
#[tokio::test]
async fn what_is_served_and_what_is_called_cannot_be_confused() {
    assert_eq!(
        compiler("exports/nobody_calls"),
        "error[E0277]: world `w` exports `a:b/i`, but this plugin has no `Lifecycle` in which it could find a component to call"
    );
    let plugin = Answer { number: 5 };
    assert!(plugin.registration().exports.is_empty());
    let host = builder().plugin(plugin).start().await.unwrap();
    assert_eq!(host.heartbeat().interfaces["answer"], [ANSWER]);
}

/// The attribute links every interface of the world, in the order in which they are registered.
#[tokio::test]
async fn no_interface_is_forgotten_when_linking() {
    let log = Log::default();
    let host = builder().plugin(Probe::new(&log)).start().await.unwrap();
    let second = wat(r#"(component
        (import "test:probe/second@1.0.0" (instance $second (export "call" (func))))
        (core func $call (canon lower (func $second "call")))
        (core module $m (import "" "call" (func $call)) (func (export "run") (call $call)))
        (core instance $i (instantiate $m (with "" (instance (export "call" (func $call))))))
        (func (export "run") (canon lift (core func $i "run"))))"#);
    let running = host.start(alone("web", second)).await.unwrap();
    let (): () = running.call("web", "run", ()).await.unwrap();
    assert_eq!(log.take(), ["start", "bind web", "second web"]);
}

/// A method reaches its plugin by the index with which it was linked, not by a name that could be another's.
#[tokio::test]
async fn a_plugin_finds_itself_under_any_name() {
    let plugin = Answer { number: 5 };
    let host = builder().plugin_as("other", plugin).start().await.unwrap();
    assert_eq!(run(&host, alone("web", importer(ANSWER))).await.unwrap(), 5);
}

/// There is no lookup by type either: two plugins of one type are two.
#[tokio::test]
async fn each_call_reaches_the_plugin_that_was_chosen() {
    let host = builder()
        .plugin_as("one", Answer { number: 1 })
        .plugin_as("two", Answer { number: 2 })
        .start()
        .await
        .unwrap();
    for (name, number) in [("one", 1), ("two", 2)] {
        let workload = Workload::new(name).component("web", choose(name));
        assert_eq!(run(&host, workload).await.unwrap(), number);
    }
}

#[tokio::test]
async fn two_plugins_of_one_name_are_refused() {
    let host = builder()
        .plugin(Answer { number: 1 })
        .plugin(Answer { number: 2 })
        .start()
        .await;
    let text = text(host);
    assert!(
        text.starts_with("two plugins are called `answer`: "),
        "{text}"
    );
    assert_eq!(text.matches("mistakes.rs").count(), 2, "{text}");
}

/// Keeps a value for each binding, and says nothing of what becomes of it.
#[host_plugin(
    world = "test:keeper/plugin",
    inline = "
        package test:keeper@0.1.0;
        interface keeper { f: func() -> u32; }
        world plugin { import keeper; }
    ",
    binding = Arc<()>
)]
#[derive(Clone, Default)]
struct Keeper {
    kept: Arc<Mutex<Vec<Weak<()>>>>,
}

impl Lifecycle for Keeper {
    async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<Arc<()>> {
        let value = Arc::default();
        self.kept.lock().unwrap().push(Arc::downgrade(&value));
        Ok(value)
    }
}

impl keeper::keeper::Host for Caller<'_, Keeper> {
    async fn f(&mut self) -> hostplug::Result<u32> {
        Ok(0)
    }
}

/// What a plugin keeps for a workload is the binding, and that belongs to the host.
#[tokio::test]
async fn a_plugin_that_unbinds_nothing_keeps_nothing_of_a_stopped_workload() {
    let keeper = Keeper::default();
    let host = builder().plugin(keeper.clone()).start().await.unwrap();
    let alive = || {
        let kept = keeper.kept.lock().unwrap();
        kept.iter().filter(|kept| kept.strong_count() > 0).count()
    };
    let workload = alone("web", importer("test:keeper/keeper@0.1.0"));
    assert_eq!(run(&host, workload).await.unwrap(), 0);
    assert_eq!(alive(), 1);
    host.stop("default/test").await.unwrap();
    assert_eq!(alive(), 0);
}

/// The component whose binding failed has none; those that were bound before it are unbound, of this plugin as well.
#[tokio::test]
async fn a_binding_that_fails_unbinds_what_the_same_plugin_has_bound() {
    let log = Log::default();
    let probe = Probe::new(&log).fault("bind b", Fault::Fail);
    let host = builder().plugin(probe).start().await.unwrap();
    let workload = Workload::new("test")
        .component("a", probing())
        .component("b", probing());
    assert!(host.start(workload).await.is_err());
    assert_eq!(log.take(), ["start", "bind a", "unbind a"]);
}

/// What is unbound is what was bound: the binding itself, and not a list of interfaces that might not match.
#[tokio::test]
async fn a_component_that_imports_two_interfaces_is_unbound_once() {
    let log = Log::default();
    let host = builder().plugin(Probe::new(&log)).start().await.unwrap();
    host.start(alone("web", probing())).await.unwrap();
    host.stop("default/test").await.unwrap();
    assert_eq!(log.take(), ["start", "bind web", "unbind web"]);
}

/// Blocks its thread until it is let go.
#[host_plugin(
    world = "test:blocking/plugin",
    inline = "
        package test:blocking@0.1.0;
        interface blocking { f: func() -> u32; }
        world plugin { import blocking; }
    "
)]
struct Blocking {
    entered: mpsc::Sender<()>,
    go: Mutex<mpsc::Receiver<()>>,
}

impl blocking::blocking::Host for Caller<'_, Blocking> {
    async fn f(&mut self) -> hostplug::Result<u32> {
        self.plugin().entered.send(()).unwrap();
        self.plugin().go.lock().unwrap().recv().unwrap();
        Ok(1)
    }
}

/// Nothing keeps an author from blocking, and it costs a thread of the host's as long as it lasts. The compiler
/// refuses what makes it worse: to hold a lock while the method awaits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_method_that_blocks_stops_neither_heartbeats_nor_other_workloads() {
    assert_eq!(
        compiler("send/future"),
        "error: future cannot be sent between threads safely"
    );
    let (entered, enters) = mpsc::channel();
    let (release, go) = mpsc::channel();
    let go = Mutex::new(go);
    let host = builder()
        .plugin(Blocking { entered, go })
        .plugin(Answer { number: 5 })
        .start()
        .await
        .unwrap();
    let blocking =
        Workload::new("blocking").component("web", importer("test:blocking/blocking@0.1.0"));
    let running = host.start(blocking).await.unwrap();
    let blocked =
        tokio::spawn(async move { running.call::<_, (u32,)>("web", "run", ()).await.unwrap() });
    tokio::task::spawn_blocking(move || enters.recv().unwrap())
        .await
        .unwrap();
    assert_eq!(host.heartbeat().workloads.len(), 1);
    assert_eq!(run(&host, alone("web", importer(ANSWER))).await.unwrap(), 5);
    release.send(()).unwrap();
    assert_eq!(blocked.await.unwrap(), (1,));
}

/// Has a setting without a default.
#[host_plugin(
    world = "test:limited/plugin",
    inline = "
        package test:limited@0.1.0;
        interface limited { f: func() -> u32; }
        world plugin { import limited; }
    ",
    config = Limits
)]
struct Limited;

#[derive(serde::Deserialize)]
struct Limits {
    entries: u32,
}

impl limited::limited::Host for Caller<'_, Limited> {
    async fn f(&mut self) -> hostplug::Result<u32> {
        Ok(self.binding().entries)
    }
}

async fn limited(settings: Settings) -> Host {
    let host = builder()
        .plugin(Limited)
        .instance("limited", "default", settings);
    host.start().await.unwrap()
}

/// A limit that nobody has set is no limit of zero.
#[tokio::test]
async fn a_setting_without_a_default_is_asked_for_and_not_made_up() {
    let workload = || alone("web", importer("test:limited/limited@0.1.0"));
    let text = text(limited(Settings::default()).await.start(workload()).await);
    assert!(text.contains("missing field `entries`"), "{text}");
    let host = limited(Settings::default().with("entries", 3)).await;
    assert_eq!(run(&host, workload()).await.unwrap(), 3);
}

/// Moves what it cannot copy.
#[host_plugin(
    world = "test:mover/plugin",
    inline = "
        package test:mover@0.1.0;
        interface mover {
            enum error { full }
            move: func() -> result<_, error>;
        }
        world plugin { import mover; }
    "
)]
#[derive(Default)]
struct Mover {
    deleted: Mutex<bool>,
}

use mover::mover::Error;

impl Mover {
    async fn copy(&self) -> hostplug::Result<(), Error> {
        Err(Error::Full.into())
    }
}

impl mover::mover::Host for Caller<'_, Mover> {
    async fn move_(&mut self) -> hostplug::Result<(), Error> {
        let () = self.plugin().copy().await?;
        *self.plugin().deleted.lock().unwrap() = true;
        Ok(())
    }

    fn convert_error(&mut self, error: Fail<Error>) -> wasmtime::Result<Error> {
        error.into_wit()
    }
}

/// There is one level of errors, so that `?` cannot stop at the outer one and lose the inner.
#[tokio::test]
async fn a_question_mark_passes_on_the_errors_of_wit() {
    use mover::mover::Host as _;

    let mut harness = Harness::new(Mover::default()).await.unwrap();
    let moved = harness.caller().move_().await;
    assert!(moved.is_err());
    assert!(!*harness.caller().plugin().deleted.lock().unwrap());
}
