//! What the plugin keeps: nothing, settings, a binding of its own, state of an instance.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hostplug::wasmtime::{self, bail};
use hostplug::{Caller, HostPlugin, Lifecycle, Scope, Settings, host_plugin};

use crate::host::Host;
use crate::wat::{Wat, forwarding};

#[host_plugin(
    world = "demo:number/plugin",
    inline = "package demo:number; interface number { get: func() -> u32; } world plugin { import number; }"
)]
struct Smallest;

impl number::number::Host for Caller<'_, Smallest> {
    async fn get(&mut self) -> hostplug::Result<u32> {
        Ok(7)
    }
}

#[tokio::test]
async fn the_smallest_plugin_answers() {
    let host = Host::of(Smallest).await;
    let answer = host
        .call::<u32>(&forwarding("demo:number/number", "get", "u32"), "run")
        .await
        .unwrap();
    assert_eq!(answer, 7);
}

mod settings {
    use super::*;

    #[host_plugin(
        world = "demo:number/plugin",
        inline = "package demo:number; interface number { get: func() -> u32; } world plugin { import number; }",
        config = Limit
    )]
    struct Limited;

    #[derive(serde::Deserialize)]
    struct Limit {
        limit: u32,
    }

    impl number::number::Host for Caller<'_, Limited> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(self.binding().limit)
        }
    }

    #[tokio::test]
    async fn settings_are_the_binding() {
        let plugin: Arc<dyn HostPlugin> = Arc::new(Limited);
        let mut host = Host::new();
        let settings = Settings::default().with("limit", 42);
        let binding = host
            .bind(&plugin, Scope::new("shop", "web"), settings)
            .await
            .unwrap();
        host.link("demo:number/number", &*plugin, 0, binding);
        let answer = host
            .call::<u32>(&forwarding("demo:number/number", "get", "u32"), "run")
            .await
            .unwrap();
        assert_eq!(answer, 42);
    }

    #[tokio::test]
    async fn settings_that_the_plugin_does_not_read_are_refused() {
        let plugin: Arc<dyn HostPlugin> = Arc::new(Limited);
        let settings = Settings::default().with("limit", 42).with("colour", "red");
        let bound = Host::new()
            .bind(&plugin, Scope::new("shop", "web"), settings)
            .await;
        assert_eq!(
            bound.unwrap_err().to_string(),
            "plugin `limited` does not accept the settings of its instance `default`: unknown key `colour`"
        );
    }
}

/// Counts the calls of an instance, from a number that each component gets when it is bound.
#[host_plugin(
    world = "demo:number/plugin",
    inline = "package demo:number; interface number { get: func() -> u32; } world plugin { import number; }",
    bindings = counting,
    config = Start,
    binding = First,
    state = Calls
)]
#[derive(Default)]
struct Counter {
    started: AtomicU32,
    unbound: Arc<AtomicU32>,
}

#[derive(serde::Deserialize)]
#[serde(default)]
struct Start {
    at: u32,
}

impl Default for Start {
    fn default() -> Self {
        Start { at: 100 }
    }
}

struct First(u32);

#[derive(Default)]
struct Calls(u32);

impl Lifecycle for Counter {
    async fn start(&self) -> wasmtime::Result<()> {
        self.started.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn bind(&self, scope: &Scope, config: Start) -> wasmtime::Result<First> {
        if scope.component == "stranger" {
            bail!("`{}` may not count", scope.component);
        }
        Ok(First(config.at + self.started.load(Ordering::SeqCst)))
    }

    async fn unbind(&self, _: &Scope, binding: &First) -> wasmtime::Result<()> {
        self.unbound.fetch_add(binding.0, Ordering::SeqCst);
        Ok(())
    }
}

impl counting::number::Host for Caller<'_, Counter> {
    async fn get(&mut self) -> hostplug::Result<u32> {
        let first = self.binding();
        self.state().0 += 1;
        Ok(first.0 + self.state().0)
    }
}

#[tokio::test]
async fn a_binding_is_shared_by_instances_and_the_state_is_not() {
    let plugin: Arc<dyn HostPlugin> = Arc::new(Counter::default());
    plugin.start().await.unwrap();
    let mut host = Host::new();
    let binding = host
        .bind(&plugin, Scope::new("shop", "web"), Settings::default())
        .await
        .unwrap();
    host.link("demo:number/number", &*plugin, 0, binding);
    let twice = Wat::new(
        r#"(import "demo:number/number" (instance $i (export "get" (func (result u32)))))"#,
    )
    .lower("get", "i", "get", "(result i32)")
    .export(
        "run",
        "(result u32)",
        "(result i32)",
        "(drop (call $get)) (call $get)",
    )
    .text();
    assert_eq!(host.call::<u32>(&twice, "run").await.unwrap(), 103);
    assert_eq!(host.call::<u32>(&twice, "run").await.unwrap(), 103);
}

#[tokio::test]
async fn an_error_of_bind_names_the_plugin_and_the_step() {
    let plugin: Arc<dyn HostPlugin> = Arc::new(Counter::default());
    let bound = Host::new()
        .bind(&plugin, Scope::new("shop", "stranger"), Settings::default())
        .await;
    assert_eq!(
        bound.unwrap_err().to_string(),
        "plugin `counter` failed to bind: `stranger` may not count"
    );
}

#[tokio::test]
async fn unbind_sees_the_binding() {
    let unbound = Arc::new(AtomicU32::new(0));
    let plugin = Arc::new(Counter {
        unbound: unbound.clone(),
        ..Counter::default()
    });
    let scope = Arc::new(Scope::new("shop", "web"));
    let binding = HostPlugin::bind(plugin, scope, Settings::default())
        .await
        .unwrap();
    binding.unbind().await.unwrap();
    assert_eq!(unbound.load(Ordering::SeqCst), 100);
}

mod unasked {
    use hostplug::testing::Harness;

    use super::*;

    #[host_plugin(
        world = "demo:number/plugin",
        inline = "package demo:number; interface number { get: func() -> u32; } world plugin { import number; }",
        config = Limit
    )]
    struct Doubled;

    #[derive(serde::Deserialize)]
    struct Limit {
        limit: u32,
    }

    impl Lifecycle for Doubled {
        async fn bind(&self, _: &Scope, config: Limit) -> wasmtime::Result<Limit> {
            Ok(Limit {
                limit: 2 * config.limit,
            })
        }
    }

    impl number::number::Host for Caller<'_, Doubled> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(self.binding().limit)
        }
    }

    #[tokio::test]
    async fn a_lifecycle_is_found_without_a_word_in_the_attribute() {
        use self::number::number::Host as _;
        let (scope, settings) = (
            Scope::new("shop", "web"),
            Settings::default().with("limit", 21),
        );
        let mut plugin = Harness::bind(Doubled, scope, settings).await.unwrap();
        assert_eq!(plugin.caller().get().await.unwrap(), 42);
    }
}
