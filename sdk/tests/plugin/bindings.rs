//! Several bindings in one store.

use std::sync::Arc;

use hostplug::__private::wt::component::LinkerInstance;
use hostplug::wasmtime::Engine;
use hostplug::wasmtime::component::Linker;
use hostplug::{CallPolicy, Caller, Error, HostPlugin, MAX_BINDINGS, Scope, Settings, host_plugin};

use crate::host::Host;
use crate::wat::Wat;

#[host_plugin(
    world = "demo:who/plugin",
    inline = "package demo:who; interface who { get: func() -> u32; } world plugin { import who; }",
    config = Number,
    state = u32
)]
struct Who;

#[derive(serde::Deserialize)]
struct Number {
    number: u32,
}

impl who::who::Host for Caller<'_, Who> {
    async fn get(&mut self) -> hostplug::Result<u32> {
        *self.state() += 1;
        let label = self.scope().label.len() as u32;
        Ok(self.binding().number + 100 * label + *self.state())
    }
}

async fn bind(host: &mut Host, plugin: &Arc<dyn HostPlugin>, label: &str, number: u32) -> usize {
    let mut scope = Scope::new("shop", "web");
    scope.label = label.to_owned();
    host.bind(plugin, scope, Settings::default().with("number", number))
        .await
        .unwrap()
}

#[tokio::test]
async fn two_imports_of_one_plugin_reach_their_own_binding_and_state() {
    let plugin: Arc<dyn HostPlugin> = Arc::new(Who);
    let mut host = Host::new();
    for (import, label, number) in [("cache", "a", 10), ("data", "bb", 20)] {
        let binding = bind(&mut host, &plugin, label, number).await;
        host.link(import, &*plugin, 0, binding);
    }
    let component = Wat::new(
        r#"(import "cache" (instance $cache (export "get" (func (result u32)))))
           (import "data" (instance $data (export "get" (func (result u32)))))"#,
    )
    .lower("cache", "cache", "get", "(result i32)")
    .lower("data", "data", "get", "(result i32)")
    .export("cache", "(result u32)", "(result i32)", "(call $cache)")
    .export(
        "data",
        "(result u32)",
        "(result i32)",
        "(drop (call $data)) (call $data)",
    )
    .text();
    let mut guest = host.instantiate(&component).await;
    assert_eq!(guest.call::<_, u32>("data", ()).await.unwrap(), 222);
    assert_eq!(guest.call::<_, u32>("cache", ()).await.unwrap(), 111);
}

#[tokio::test]
async fn one_binding_too_many_is_an_error() {
    let plugin: Arc<dyn HostPlugin> = Arc::new(Who);
    let mut linker = Linker::new(&Engine::default());
    let policy = CallPolicy::new("who", "demo:who/who", Arc::new(Scope::new("shop", "web")));
    let instance = linker.instance("demo:who/who").unwrap();
    let mut instance = LinkerInstance::new(instance, policy);
    let error = plugin.link(0, &mut instance, MAX_BINDINGS).unwrap_err();
    assert!(
        matches!(
            error,
            Error::TooManyBindings {
                index: 128,
                limit: 128,
                ..
            }
        ),
        "{error}"
    );
    plugin.link(0, &mut instance, MAX_BINDINGS - 1).unwrap();
}

#[tokio::test]
async fn an_interface_that_the_plugin_does_not_have_is_an_error() {
    let mut linker = Linker::new(&Engine::default());
    let policy = CallPolicy::new("who", "demo:who/who", Arc::new(Scope::new("shop", "web")));
    let instance = linker.instance("demo:who/who").unwrap();
    let mut instance = LinkerInstance::new(instance, policy);
    let error = HostPlugin::link(&Who, 1, &mut instance, 0)
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "plugin `who` cannot serve ``: the plugin has no interface 1"
    );
}
