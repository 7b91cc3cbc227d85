//! Who is tested: a plugin, or a component that exports what plugins serve.

use std::sync::Arc;

use hostplug::{BoxFuture, HostPlugin, Settings};
use hostplug_runtime::{Component, Host, HostBuilder, Workload};

type AddPlugin =
    dyn Fn(HostBuilder, Option<Settings>) -> BoxFuture<'static, HostBuilder> + Send + Sync;
type Change = dyn Fn(Workload) -> Workload + Send + Sync;

#[derive(Clone)]
pub(crate) struct Subject {
    plugin: Arc<AddPlugin>,
    pub(crate) settings: Option<Settings>,
    changes: Vec<Arc<Change>>,
}

impl Subject {
    /// A plugin that is made anew for each host.
    pub(crate) fn plugin<P, F>(factory: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        P: HostPlugin,
        F: Future<Output = P> + Send + 'static,
    {
        let add = move |builder: HostBuilder, settings| -> BoxFuture<'static, HostBuilder> {
            let made = factory();
            Box::pin(async move { declare(builder, made.await, settings) })
        };
        Subject::new(Arc::new(add))
    }

    /// A component that is a sibling of the guest.
    pub(crate) fn component(component: Component) -> Self {
        let add = |builder, _| -> BoxFuture<'static, HostBuilder> {
            Box::pin(std::future::ready(builder))
        };
        let subject = Subject::new(Arc::new(add));
        subject.changed(move |workload| workload.component("subject", component.clone()))
    }

    fn new(plugin: Arc<AddPlugin>) -> Self {
        Subject {
            plugin,
            settings: None,
            changes: Vec::new(),
        }
    }

    pub(crate) fn changed(
        mut self,
        change: impl Fn(Workload) -> Workload + Send + Sync + 'static,
    ) -> Self {
        self.changes.push(Arc::new(change));
        self
    }

    pub(crate) async fn host(&self, builder: HostBuilder) -> Result<Host, hostplug_runtime::Error> {
        let builder = (self.plugin)(builder, self.settings.clone()).await;
        builder.start().await
    }

    pub(crate) fn workload(&self, workload: Workload) -> Workload {
        let changes = self.changes.iter();
        changes.fold(workload, |workload, change| change(workload))
    }
}

fn declare(
    builder: HostBuilder,
    plugin: impl HostPlugin,
    settings: Option<Settings>,
) -> HostBuilder {
    let name = plugin.registration().name;
    let builder = builder.plugin(plugin);
    match settings {
        None => builder,
        Some(settings) => builder.instance(name, "default", settings),
    }
}
