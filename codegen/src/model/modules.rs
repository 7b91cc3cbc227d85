//! The names of the modules in which an author finds interfaces.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Interface, World};
use crate::names;

impl World {
    /// The modules beside the bindings that hold the types `Component`, one for each export that is called. Each is
    /// called after its interface, or after more of it if another module has that name.
    pub(crate) fn callers(&self) -> Vec<(&Interface, String)> {
        let mut taken = self.module_names();
        taken.extend(self.reexported().into_iter().map(|(name, _)| name));
        let exports: Vec<_> = self.called().collect();
        let versions = Versions::of(&exports);
        let callers = exports.iter().map(|interface| {
            let short = last(interface);
            let long = format!("exported_{}", interface.module.join("_"));
            let exported = format!("exported_{short}");
            let names = [short].into_iter().chain(versions.suffixed(interface));
            let free = names
                .chain([exported, long])
                .find(|name| taken.insert(name.clone()));
            (*interface, free.unwrap_or_default())
        });
        callers.collect()
    }

    /// Names in the module of the bindings that `bindgen!` takes.
    fn module_names(&self) -> BTreeSet<String> {
        let namespaces = self
            .imports
            .iter()
            .filter_map(|interface| interface.module.first());
        let exports = (!self.exports.is_empty()).then(|| "exports".to_owned());
        namespaces.cloned().chain(exports).collect()
    }

    /// Served interfaces by the names under which the module of the bindings re-exports them: the first has its bare
    /// name, unless a namespace has that already. If there are several versions, each has its version behind its name.
    pub(crate) fn reexported(&self) -> Vec<(String, &Interface)> {
        let mut taken = self.module_names();
        let served: Vec<_> = self.served().collect();
        let versions = Versions::of(&served);
        let names = served.iter().flat_map(|interface| {
            let names = [last(interface)].into_iter();
            names
                .chain(versions.suffixed(interface))
                .map(|name| (name, *interface))
        });
        names
            .filter(|(name, _)| taken.insert(name.clone()))
            .collect()
    }

    /// The shortest path of an interface below the module of the bindings.
    #[cfg(any(feature = "stub", test))]
    pub(crate) fn short_path(&self, interface: &Interface) -> Vec<String> {
        let reexported = self.reexported();
        let name = reexported
            .into_iter()
            .find(|(_, reexported)| reexported.id == interface.id);
        match name {
            Some((name, _)) => vec![name],
            None => interface.module.clone(),
        }
    }
}

fn last(interface: &Interface) -> String {
    interface.module.last().cloned().unwrap_or_default()
}

/// How many versions there are of each interface.
#[derive(Default)]
struct Versions<'a>(BTreeMap<[&'a str; 3], usize>);

impl<'a> Versions<'a> {
    fn of(interfaces: &[&'a Interface]) -> Self {
        let mut versions = Versions::default();
        for interface in interfaces {
            *versions.0.entry(key(interface)).or_default() += 1;
        }
        versions
    }

    /// The name of an interface with its version behind it, if there are others.
    fn suffixed(&self, interface: &'a Interface) -> Option<String> {
        let version = interface.name.version.as_ref()?;
        let is_one_of_several = self.0.get(&key(interface)).is_some_and(|count| *count > 1);
        let suffix = || names::version_suffix(version);
        is_one_of_several.then(|| format!("{}_{}", last(interface), suffix()))
    }
}

fn key(interface: &Interface) -> [&str; 3] {
    let name = &interface.name;
    [&name.namespace, &name.package, &name.name]
}
