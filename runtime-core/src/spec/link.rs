/// One link of the user's: who serves an import, where the automatic rule would find another or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The component that imports.
    pub component: String,
    /// What it imports.
    pub import: String,
    /// Who serves it.
    pub to: LinkTarget,
    /// Which instance of the sibling serves it.
    pub mode: LinkMode,
}

impl Link {
    /// A link to the instance of the target that all importers share.
    pub fn new(component: impl Into<String>, import: impl Into<String>, to: LinkTarget) -> Self {
        Link {
            component: component.into(),
            import: import.into(),
            to,
            mode: LinkMode::Shared,
        }
    }

    /// Sets which instance of a sibling serves the import.
    #[must_use]
    pub fn mode(mut self, mode: LinkMode) -> Self {
        self.mode = mode;
        self
    }
}

/// Who serves a link. A target that names an `export` is taken at its word, whatever its version; its functions and
/// types must still fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkTarget {
    /// A sibling.
    Component {
        /// Its name.
        component: String,
        /// Its export; what serves the import best if there is none.
        export: Option<String>,
    },
    /// A plugin.
    Plugin {
        /// Its name.
        plugin: String,
        /// The interface that it serves; what serves the import best if there is none.
        export: Option<String>,
    },
}

/// Which instance of a sibling serves an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkMode {
    /// One for all who import it, in the instance of the entry that they belong to.
    #[default]
    Shared,
    /// One for this importer alone, in the instance of the entry that it belongs to.
    PerImporter,
    /// A fresh one for each call, in a store of its own. Plain values only; a trap is a trap of the call.
    Isolated(Isolation),
}

/// How an isolated callee is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Isolation {
    /// What the caller sees of a trap.
    pub on_trap: OnTrap,
}

/// What the caller of an isolated function sees when the callee traps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OnTrap {
    /// A trap of its own.
    #[default]
    Trap,
    /// The error of the function's result, in WAVE: `"busy"`, or `other("unavailable")`.
    Error(String),
}
