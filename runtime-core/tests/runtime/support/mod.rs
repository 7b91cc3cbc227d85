//! Hosts, guests and plugins that the tests share.

pub(crate) mod answer;
pub(crate) mod client;
pub(crate) mod config;
pub(crate) mod logged;
pub(crate) mod output;
pub(crate) mod page;
pub(crate) mod probe;
pub(crate) mod queue;
pub(crate) mod spans;
pub(crate) mod wire;

use std::sync::LazyLock;

use hostplug_runtime::hostplug::wasmtime::{Config, OptLevel};
use hostplug_runtime::{Component, Engine, Host, HostBuilder, Workload};

/// Compiling is most of what these tests do, so it is not done thoroughly.
static ENGINE: LazyLock<Engine> = LazyLock::new(quick_engine);

/// An engine that no other host has.
pub(crate) fn quick_engine() -> Engine {
    let mut config = Config::new();
    config.cranelift_opt_level(OptLevel::None);
    Engine::from_config(&config).unwrap()
}

pub(crate) fn builder() -> HostBuilder {
    Host::builder().engine(ENGINE.clone())
}

/// A host without plugins.
pub(crate) async fn host() -> Host {
    builder().start().await.unwrap()
}

/// A workload of one component.
pub(crate) fn alone(name: &str, component: Component) -> Workload {
    Workload::new("test").component(name, component)
}

pub(crate) fn wat(text: &str) -> Component {
    Component::bytes(wat::parse_str(text).unwrap_or_else(|error| panic!("{error}")))
}

/// The text of an error, as a user reads it.
pub(crate) fn text<T, E: std::fmt::Display>(result: Result<T, E>) -> String {
    match result {
        Ok(_) => panic!("it was to fail"),
        Err(error) => error.to_string(),
    }
}

/// Lets other tasks go on until the id is free.
pub(crate) async fn until_gone(host: &Host, id: &str) {
    while host.status(id).is_ok_and(|status| !status.state.is_end()) {
        tokio::task::yield_now().await;
    }
}
