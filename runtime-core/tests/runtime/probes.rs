//! Questions that anybody who chooses a runtime asks it: what fits, what is refused and with which words, and what
//! cannot even be written. What a workload gets wrong shows before it starts, never at its first call.

use std::time::Duration;

use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::hostplug::{HostPlugin, Settings};
use hostplug_runtime::{Host, Isolation, PluginChoice, Provider, Reason, Running, Workload};

use crate::isolated::{FAULTS, pair};
use crate::support::answer::{Answer, exporter, importer, interface, middleware, run};
use crate::support::probe::{Log, Probe, probing};
use crate::support::{alone, builder, host, text};

const ANSWER: &str = "test:answer/answer@0.1.0";

fn two(import: &str, export: &str) -> Workload {
    Workload::new("test")
        .component("web", importer(import))
        .component("store", exporter(export, 7))
}

async fn answering() -> Host {
    builder()
        .plugin(Answer { number: 5 })
        .start()
        .await
        .unwrap()
}

fn choice(plugin: &str, label: &str) -> PluginChoice {
    PluginChoice {
        label: label.to_owned(),
        plugin: plugin.to_owned(),
        instance: None,
        settings: Settings::default(),
    }
}

/// The text of the only problem.
async fn problem(host: &Host, workload: Workload) -> String {
    let text = text(host.start(workload).await);
    assert!(host.heartbeat().workloads.is_empty());
    let problem = text.strip_prefix("workload `test` has a problem\n\n");
    problem.unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[tokio::test]
async fn an_exact_version_is_linked() {
    let host = host().await;
    assert_eq!(run(&host, two(ANSWER, ANSWER)).await.unwrap(), 7);
}

#[tokio::test]
async fn a_newer_and_an_older_patch_release_are_linked() {
    for (asked, offered) in [("0.1.0", "0.1.1"), ("0.1.1", "0.1.0")] {
        let host = host().await;
        let workload = two(&interface(asked), &interface(offered));
        let plan = host.resolve(&workload).await.unwrap();
        let expected = Provider::Sibling {
            component: "store".to_owned(),
            export: interface(offered),
            per_importer: false,
        };
        assert_eq!(
            plan.components["web"].imports[&interface(asked)].provider,
            expected
        );
        assert_eq!(run(&host, workload).await.unwrap(), 7, "{asked} {offered}");
    }
}

#[tokio::test]
async fn an_import_that_nobody_provides_is_refused() {
    assert_eq!(
        problem(&host().await, alone("web", importer(ANSWER))).await,
        "component `web` imports `test:answer/answer@0.1.0`, which no plugin and no component provides\n\
         help: add a plugin that serves it to the host, or a component that exports it to the workload"
    );
}

#[tokio::test]
async fn a_plugin_serves_a_workload_that_does_not_name_it() {
    let log = Log::default();
    let host = builder().plugin(Probe::new(&log)).start().await.unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    let (): () = running.call("web", "call", ()).await.unwrap();
    assert_eq!(log.take(), ["start", "bind web", "call web"]);
}

/// A workload has no place for the version of an interface: it stands in the component alone, so that the two cannot
/// differ. A link names an import, and one that is not there is refused.
#[tokio::test]
async fn a_version_in_the_workload_that_differs_from_the_component_is_refused() {
    let host = answering().await;
    let document = |more: &str| {
        let text = format!("name = \"test\"\n[components.web]\npath = \"web.wasm\"\n{more}");
        Workload::from_toml(&text, "").map(|workload| workload.component("web", importer(ANSWER)))
    };
    assert_eq!(run(&host, document("").unwrap()).await.unwrap(), 5);
    host.stop("default/test").await.unwrap();
    let link = "[[links]]\nfrom = { component = \"web\", import = \"test:answer/answer@0.1.1\" }\n\
                to = { plugin = \"answer\" }";
    assert_eq!(
        problem(&host, document(link).unwrap()).await,
        "a link starts at `test:answer/answer@0.1.1` of component `web`, which it does not import\n\
         help: there are `test:answer/answer@0.1.0`"
    );
    let declared = text(document("interfaces = [\"test:answer/answer@0.1.1\"]"));
    assert!(
        declared.contains("unknown field `interfaces`"),
        "{declared}"
    );
}

#[tokio::test]
async fn what_a_workload_asks_for_and_nobody_uses_is_refused() {
    let host = answering().await;
    let unused = importer(ANSWER).plugin_choice(choice("answer", "nope"));
    assert_eq!(
        problem(&host, alone("web", unused)).await,
        "component `web` chooses the plugin `answer` under the label `nope`, but has no import that it would serve and no export that it would call\n\
         help: remove `[components.web.plugins.nope]`, or link the import to the plugin"
    );
    let link = alone("web", importer(ANSWER)).link(
        "web",
        "acme:typo/nope@9.9.9",
        "store",
        "acme:typo/nope@9.9.9",
    );
    assert_eq!(
        problem(&host, link).await,
        "a link starts at `acme:typo/nope@9.9.9` of component `web`, which it does not import\n\
         help: there are `test:answer/answer@0.1.0`"
    );
}

/// It is not taken for any version.
#[tokio::test]
async fn a_version_that_is_no_semver_is_refused() {
    let host = answering().await;
    let invalid = problem(&host, alone("web", importer("test:answer/answer@0.1"))).await;
    assert!(
        invalid.starts_with("component `web` is not valid: "),
        "{invalid}"
    );
    assert!(invalid.contains("test:answer/answer@0.1"), "{invalid}");
    let link = two(ANSWER, ANSWER).link("web", ANSWER, "store", "test:answer/answer@0.1");
    assert_eq!(
        problem(&host, link).await,
        "the link from `test:answer/answer@0.1.0` of component `web` ends at `test:answer/answer@0.1` of component \
         `store`, which it does not export\nhelp: there are `test:answer/answer@0.1.0`"
    );
}

/// A plugin cannot say that it serves what it does not link: the attribute writes both from the same WIT.
#[tokio::test]
async fn all_that_a_plugin_says_it_serves_is_linked() {
    let log = Log::default();
    let probe = Probe::new(&log);
    let served = probe.registration().imports;
    let served = served.iter().flat_map(|interface| {
        let id = &interface.id;
        let functions = interface.functions.iter();
        functions.map(move |function| format!("{id}#{function}"))
    });
    assert_eq!(
        Vec::from_iter(served),
        [
            "test:probe/probe@1.0.0#count",
            "test:probe/probe@1.0.0#call",
            "test:probe/second@1.0.0#call"
        ]
    );
    let host = builder().plugin(probe).start().await.unwrap();
    let running = host.start(alone("web", probing())).await.unwrap();
    let (count,): (u32,) = running.call("web", "count", ()).await.unwrap();
    assert_eq!(count, 21, "the second count of the first call");
    let (): () = running.call("web", "call", ()).await.unwrap();
    let (): () = running.call("web", "second", ()).await.unwrap();
    assert_eq!(log.take(), ["start", "bind web", "call web", "second web"]);
}

#[tokio::test]
async fn two_plugins_for_one_interface_are_refused_until_one_is_chosen() {
    let host = builder()
        .plugin_as("one", Answer { number: 1 })
        .plugin_as("two", Answer { number: 2 })
        .start()
        .await
        .unwrap();
    assert_eq!(
        problem(&host, alone("web", importer(ANSWER))).await,
        "component `web` imports `test:answer/answer@0.1.0`, which plugin `one` and plugin `two` provide\n\
         help: choose one:\n[components.web.plugins.default]\nplugin = \"one\""
    );
    let chosen = importer(ANSWER).plugin_choice(choice("two", "default"));
    assert_eq!(run(&host, alone("web", chosen)).await.unwrap(), 2);
}

#[tokio::test]
async fn a_sibling_goes_before_a_plugin_and_its_exporter_is_not_bound() {
    let host = answering().await;
    let workload = two(ANSWER, ANSWER);
    let plan = host.resolve(&workload).await.unwrap();
    assert_eq!(
        plan.components["web"].imports[ANSWER].reason,
        Reason::OnlySibling
    );
    let providers = plan
        .components
        .values()
        .flat_map(|component| component.providers());
    let is_plugin = |provider: &&Provider| matches!(provider, Provider::Plugin { .. });
    assert_eq!(providers.filter(is_plugin).count(), 0);
    assert_eq!(run(&host, workload).await.unwrap(), 7);
}

#[tokio::test]
async fn two_exporters_are_refused_by_their_names_until_one_is_linked() {
    let host = host().await;
    let workload = two(ANSWER, ANSWER).component("cache", exporter(ANSWER, 8));
    assert_eq!(
        problem(&host, workload.clone()).await,
        "component `web` imports `test:answer/answer@0.1.0`, which component `cache` and component `store` provide\n\
         help: choose one:\n[[links]]\nfrom = { component = \"web\", import = \"test:answer/answer@0.1.0\" }\n\
         to = { component = \"cache\" }"
    );
    let workload = workload.link("web", ANSWER, "cache", ANSWER);
    assert_eq!(run(&host, workload).await.unwrap(), 8);
}

#[tokio::test]
async fn a_circle_is_refused_with_its_path() {
    let (one, two) = ("test:circle/one@1.0.0", "test:circle/two@1.0.0");
    let workload = Workload::new("test")
        .component("a", middleware(one, two))
        .component("b", middleware(two, one));
    assert_eq!(
        problem(&host().await, workload).await,
        "components import each other in a circle: a -> b -> a\n\
         help: call one of them in a store of its own:\n\
         [[links]]\n\
         from = { component = \"a\", import = \"test:circle/one@1.0.0\" }\n\
         to = { component = \"b\" }\n\
         isolated = true"
    );
}

/// It imports and exports one interface, and is not taken for its own provider.
#[tokio::test]
async fn a_middleware_stands_between_its_neighbours() {
    let host = host().await;
    let workload = two(ANSWER, ANSWER)
        .component("between", middleware(ANSWER, ANSWER))
        .link("web", ANSWER, "between", ANSWER);
    let plan = host.resolve(&workload).await.unwrap();
    assert_eq!(
        Vec::from_iter(plan.components["between"].siblings()),
        ["store"]
    );
    assert_eq!(run(&host, workload).await.unwrap(), 8);
}

/// A callee in a store of its own is served anew, whatever became of its last call.
async fn is_still_served(running: &Running) {
    let count = format!("{FAULTS}#count");
    let counted = running.invoke("caller", &count, &[]).await.unwrap();
    assert_eq!(counted, [Val::Result(Ok(Some(Box::new(Val::U32(1)))))]);
}

#[tokio::test]
async fn a_guest_that_grows_beyond_its_memory_limit_is_stopped_and_the_next_call_is_served() {
    let isolation = Isolation::default().memory(2 << 20);
    let running = host().await.start(pair(isolation)).await.unwrap();
    let grow = format!("{FAULTS}#grow");
    let text = text(running.invoke("caller", &grow, &[Val::U32(256)]).await);
    assert!(text.contains("used more than 2 MiB of memory"), "{text}");
    is_still_served(&running).await;
}

#[tokio::test]
async fn a_guest_that_loops_for_ever_is_stopped_and_the_next_call_is_served() {
    let isolation = Isolation::default().time(Duration::from_secs(1));
    let running = host().await.start(pair(isolation)).await.unwrap();
    let spin = format!("{FAULTS}#spin");
    let text = text(running.invoke("caller", &spin, &[]).await);
    assert!(text.contains("took longer than 1s"), "{text}");
    is_still_served(&running).await;
}
