//! Why placements make no component.

use crate::part::ExternKind;

/// Why placements were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// An import without a binding.
    #[error(
        "import `{import}` of component `{part}` is bound to nothing\nhelp: bind it to the host or to a sibling"
    )]
    Unbound {
        /// The component.
        part: String,
        /// Its import.
        import: String,
    },

    /// A binding without an import.
    #[error(
        "component `{part}` has a binding for `{import}` but no such import\nhelp: its imports are {known}"
    )]
    UnknownImport {
        /// The component.
        part: String,
        /// The name that was bound.
        import: String,
        /// What it does import.
        known: String,
    },

    /// A placement number that is not in the list.
    #[error("placement {placement} does not exist, there are {count}")]
    NoSuchPlacement {
        /// The number.
        placement: usize,
        /// How many placements there are.
        count: usize,
    },

    /// A name that the component does not export.
    #[error("component `{part}` has no export `{export}`\nhelp: its exports are {known}")]
    NoSuchExport {
        /// The component.
        part: String,
        /// The name that was asked for.
        export: String,
        /// What it does export.
        known: String,
    },

    /// An import and an export of different kinds.
    #[error(
        "import `{import}` of component `{part}` is of kind {expected}, but `{export}` of component `{sibling}` is of kind {found}"
    )]
    KindMismatch {
        /// The importing component.
        part: String,
        /// Its import.
        import: String,
        /// What the import is.
        expected: ExternKind,
        /// The exporting component.
        sibling: String,
        /// Its export.
        export: String,
        /// What the export is.
        found: ExternKind,
    },

    /// An import that no host can serve.
    #[error(
        "`{import}` of component `{part}` is of kind {kind}, which the host cannot serve\nhelp: add a component that exports it to the workload"
    )]
    OnlySiblings {
        /// The component.
        part: String,
        /// Its import.
        import: String,
        /// What it is.
        kind: ExternKind,
    },

    /// An export that the host has no use for.
    #[error(
        "`{name}` of component `{part}` is of kind {kind}, which cannot be offered to the host"
    )]
    UnsupportedKind {
        /// The component.
        part: String,
        /// Its export.
        name: String,
        /// What it is.
        kind: ExternKind,
    },

    /// Two outer imports or two outer exports with one name.
    #[error("the name `{name}` is used twice")]
    DuplicateName {
        /// The name.
        name: String,
    },

    /// Parts that need each other before either can start.
    #[error("components import each other in a circle: {}", .names.join(" -> "))]
    Cycle {
        /// The placements along the circle; the first is also the last.
        path: Vec<usize>,
        /// The names of their parts.
        names: Vec<String>,
    },

    /// The host is asked to accept a resource that a guest implements.
    #[error(
        "component `{part}` takes resource `{resource}` of `{import}` from component `{sibling}`, and passes it to an interface of the host\nhelp: let one side serve both interfaces"
    )]
    HostNeedsSiblingResource {
        /// The importing component.
        part: String,
        /// The import that has the resource.
        import: String,
        /// The resource.
        resource: String,
        /// The component that implements the resource.
        sibling: String,
    },

    /// An exported function of the world itself with a type that has no name in that world.
    #[error(
        "function `{export}` of component `{part}` uses a type that its world does not export\nhelp: export the function as part of an interface"
    )]
    UnnamedType {
        /// The component.
        part: String,
        /// Its export.
        export: String,
    },

    /// A type that cannot be stated outside of its part.
    #[error("the imports of component `{part}` need {what}, which cannot be stated outside of it")]
    Uncopyable {
        /// The component.
        part: String,
        /// What stands in the way.
        what: &'static str,
    },

    /// A part does not accept what it is bound to.
    #[error("component `{part}` does not fit its bindings: {message}")]
    Mismatch {
        /// The component.
        part: String,
        /// What the validator said.
        message: String,
    },

    /// The types around the parts take too many bytes.
    #[error(
        "the types of imports would take more than {limit} bytes\nhelp: import large interfaces fewer times"
    )]
    TooLarge {
        /// What they may take.
        limit: usize,
    },

    /// The exports that were asked for cannot stand together.
    #[error("the composed component is not valid: {message}")]
    Invalid {
        /// What the validator said.
        message: String,
    },
}
