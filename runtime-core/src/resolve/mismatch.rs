//! Problems that have much to say.

/// A function or type of the provider is not the one that the importer was built for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "component `{component}` imports `{import}`, but `{item}` of {provider} differs\nexpected: {expected}\nfound: {found}\nhelp: build `{component}` and {provider} against one version of the WIT"
)]
pub struct Mismatch {
    /// The component.
    pub component: String,
    /// Its import.
    pub import: String,
    /// Who was to serve it.
    pub provider: String,
    /// The first function or type that differs.
    pub item: String,
    /// What the importer was built for, in WIT.
    pub expected: String,
    /// What the provider has, in WIT.
    pub found: String,
}

/// Two components exchange a resource that each of them has from somewhere else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "component `{component}` and component `{provider}` exchange the resource `{resource}` through `{import}`, but not the same one: {component_has}, {provider_has}\nhelp: let one provider serve both: choose the same plugin and backend for both, or link both to the same component"
)]
pub struct OtherResource {
    /// The component.
    pub component: String,
    /// Its import.
    pub import: String,
    /// The component that serves it.
    pub provider: String,
    /// The resource, as the import names it.
    pub resource: String,
    /// Where the component has it from.
    pub component_has: String,
    /// Where the provider has it from.
    pub provider_has: String,
}

/// A resource of a component is to be passed to the host, which has its own of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[error(
    "component `{component}` passes the resource `{resource}` of component `{owner}` to `{import}`, which {provider} serves and which has a resource of its own\nhelp: let one side serve both interfaces:\n{help}"
)]
pub struct ResourceOfSibling {
    /// The component.
    pub component: String,
    /// The import to which it passes the resource.
    pub import: String,
    /// Who serves that.
    pub provider: String,
    /// The resource.
    pub resource: String,
    /// The component that has made it.
    pub owner: String,
    /// What to write into the document.
    pub help: String,
}
