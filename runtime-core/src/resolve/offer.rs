use std::collections::BTreeSet;
use std::sync::Arc;

use hostplug::{Interface, InterfaceId, Registration};

use super::fit::Side;
use crate::error::Error;
use crate::part::WitWorld;

/// What a plugin offers to workloads. Resolution knows nothing else of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Offer {
    /// The name of the plugin in the host.
    pub name: String,
    /// Its interfaces.
    pub registration: Registration,
    /// Names of the instances that the host declares.
    pub instances: BTreeSet<String>,
    world: Option<Arc<WitWorld>>,
}

impl Offer {
    /// The offer of a plugin that is called `name` in the host, which declares no instances of it. Its types are parsed
    /// here, once for all workloads.
    ///
    /// # Errors
    /// The registration has a `component_type` that is not the encoding of a world.
    pub fn new(name: impl Into<String>, registration: Registration) -> Result<Self, Error> {
        let name = name.into();
        let world = match &*registration.component_type {
            [] => None,
            bytes => Some(
                WitWorld::parse(bytes).map_err(|message| Error::PluginTypes {
                    plugin: name.clone(),
                    message,
                })?,
            ),
        };
        Ok(Self {
            name,
            registration,
            instances: BTreeSet::new(),
            world: world.map(Arc::new),
        })
    }

    /// The place of the interface that serves `wanted` best.
    pub(super) fn best(&self, wanted: &InterfaceId) -> Option<usize> {
        let interfaces = &self.registration.imports;
        let ids = interfaces.iter().map(|interface| &interface.id);
        let best = InterfaceId::best_offer(wanted, ids)?;
        interfaces
            .iter()
            .position(|interface| interface.id == *best)
    }

    pub(super) fn interfaces(&self) -> impl Iterator<Item = &InterfaceId> {
        self.registration
            .imports
            .iter()
            .map(|interface| &interface.id)
    }

    pub(super) fn interface(&self, place: usize) -> Option<&Interface> {
        self.registration.imports.get(place)
    }

    /// The types of an interface, if the plugin tells them.
    pub(super) fn side(&self, interface: &InterfaceId) -> Option<Side<'_>> {
        let world = self.world.as_deref()?;
        let (ty, described) = world.import(&interface.to_string())?;
        Some(Side::new(world.types(), ty, described))
    }
}
