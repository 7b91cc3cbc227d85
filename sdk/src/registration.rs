//! What a plugin tells its host: the interfaces that it serves, and those it calls.

use std::borrow::Cow;

use crate::interface::InterfaceId;

/// Everything that a host needs to know of a plugin to resolve a workload. It is owned data, so that a plugin whose
/// interfaces are known only at run time can be registered as well.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registration {
    /// Name of the plugin, unless the host registers it under another.
    pub name: String,
    /// Interfaces that components import and this plugin serves, in the order of [`HostPlugin::link`]'s index.
    ///
    /// [`HostPlugin::link`]: crate::HostPlugin::link
    pub imports: Vec<Interface>,
    /// Interfaces that components export and this plugin calls, in the order of [`HostPlugin::export`]'s index.
    ///
    /// [`HostPlugin::export`]: crate::HostPlugin::export
    pub exports: Vec<Interface>,
    /// The world of the plugin as a binary, in the encoding of the component model for WIT. A host compares the types
    /// of imports with it before anything starts. If it is empty, only names are compared.
    pub component_type: Cow<'static, [u8]>,
}

impl Registration {
    /// A registration without interfaces.
    pub fn new(name: impl Into<String>) -> Self {
        Registration {
            name: name.into(),
            imports: Vec::new(),
            exports: Vec::new(),
            component_type: Cow::Borrowed(&[]),
        }
    }
}

/// One interface that a plugin serves or calls.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Interface {
    /// Its name and version.
    pub id: InterfaceId,
    /// Its functions as WIT names them, methods as `[method]bucket.get`.
    pub functions: Vec<String>,
    /// Whether it has `async` functions, streams or futures, which an engine without concurrency cannot link.
    pub concurrent: bool,
}

impl Interface {
    /// An interface with synchronous functions.
    pub fn new(id: InterfaceId, functions: Vec<String>) -> Self {
        Interface {
            id,
            functions,
            concurrent: false,
        }
    }
}

/// An [`Interface`] as the attribute writes it: a constant.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct StaticInterface {
    pub id: &'static InterfaceId,
    pub functions: &'static [&'static str],
    pub concurrent: bool,
}

impl From<&StaticInterface> for Interface {
    fn from(interface: &StaticInterface) -> Self {
        Interface {
            id: interface.id.clone(),
            functions: interface
                .functions
                .iter()
                .map(|&name| name.to_owned())
                .collect(),
            concurrent: interface.concurrent,
        }
    }
}
