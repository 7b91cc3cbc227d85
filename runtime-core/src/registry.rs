//! The plugins of a host, by name.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use hostplug::__private::panic_text;
use hostplug::{Binding, HostPlugin, Scope, Settings, wasmtime};

use crate::error::Error;
use crate::resolve::Offer;

/// A plugin as the host knows it.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) offer: Offer,
    pub(crate) plugin: Arc<dyn HostPlugin>,
    settings: BTreeMap<String, Settings>,
    location: &'static Location<'static>,
}

/// All plugins, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    plugins: Vec<Registered>,
}

impl Registry {
    pub(crate) fn add(
        &mut self,
        name: Option<String>,
        plugin: Arc<dyn HostPlugin>,
        location: &'static Location<'static>,
    ) -> Result<(), Error> {
        let registration = plugin.registration();
        let name = name.unwrap_or_else(|| registration.name.clone());
        if let Some(first) = self.get(&name) {
            return Err(Error::DuplicatePlugin {
                name,
                first: first.location,
                second: location,
            });
        }
        let offer = Offer::new(name, registration)?;
        self.plugins.push(Registered {
            offer,
            plugin,
            settings: BTreeMap::new(),
            location,
        });
        Ok(())
    }

    pub(crate) fn declare(
        &mut self,
        plugin: &str,
        instance: String,
        settings: Settings,
    ) -> Result<(), Error> {
        let plugins = self
            .plugins
            .iter()
            .map(|registered| registered.offer.name.clone())
            .collect();
        let found = self
            .plugins
            .iter_mut()
            .find(|registered| registered.offer.name == plugin);
        let registered = found.ok_or_else(|| Error::UnknownPlugin {
            plugin: plugin.to_owned(),
            instance: instance.clone(),
            plugins,
        })?;
        if !registered.offer.instances.insert(instance.clone()) {
            return Err(Error::DuplicateInstance {
                plugin: plugin.to_owned(),
                instance,
            });
        }
        registered.settings.insert(instance, settings);
        Ok(())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Registered> {
        self.plugins
            .iter()
            .find(|registered| registered.offer.name == name)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Registered> + ExactSizeIterator {
        self.plugins.iter()
    }

    pub(crate) fn offers(&self) -> Vec<Offer> {
        self.plugins
            .iter()
            .map(|registered| registered.offer.clone())
            .collect()
    }
}

impl Registered {
    /// The settings of an instance: the host's, if it declares the instance; else the workload's.
    pub(crate) fn settings(&self, instance: &str, of_workload: &Settings) -> Settings {
        self.settings.get(instance).unwrap_or(of_workload).clone()
    }

    pub(crate) async fn start(&self) -> Result<(), hostplug::Error> {
        caught(&self.offer.name, "start", self.plugin.start()).await
    }

    pub(crate) async fn bind(
        &self,
        scope: Arc<Scope>,
        settings: Settings,
    ) -> Result<Arc<dyn Binding>, hostplug::Error> {
        caught(
            &self.offer.name,
            "bind",
            self.plugin.clone().bind(scope, settings),
        )
        .await
    }

    pub(crate) async fn stop(&self) -> Result<(), hostplug::Error> {
        caught(&self.offer.name, "stop", self.plugin.stop()).await
    }
}

/// A step of a plugin's lifecycle. If it panics, it fails: what else is bound and started must still be undone.
pub(crate) async fn caught<T>(
    plugin: &str,
    step: &'static str,
    work: impl Future<Output = Result<T, hostplug::Error>>,
) -> Result<T, hostplug::Error> {
    let mut work = pin!(work);
    let polled =
        poll_fn(
            |context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
                Ok(polled) => polled,
                Err(panic) => {
                    let source = wasmtime::format_err!("it panicked: {}", panic_text(&*panic));
                    Poll::Ready(Err(hostplug::Error::Lifecycle {
                        plugin: plugin.to_owned(),
                        step,
                        source,
                    }))
                }
            },
        );
    polled.await
}
