use std::time::Duration;

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
    /// What one call may use.
    pub limits: CallLimits,
}

impl Isolation {
    /// Lets the caller see an error of the function's result instead of a trap; `literal` is written in WAVE, for
    /// instance `busy` or `other("unavailable")`.
    #[must_use]
    pub fn error_on_trap(mut self, literal: impl Into<String>) -> Self {
        self.on_trap = OnTrap::Error(literal.into());
        self
    }

    /// Sets how many bytes the memories and tables of one call may have in total.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.limits.memory = bytes;
        self
    }

    /// Sets how long one call may take.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }
}

/// What the caller of an isolated function sees when the callee traps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OnTrap {
    /// A trap of its own.
    #[default]
    Trap,
    /// The error of the function's result, in WAVE: `busy`, or `other("unavailable")`.
    Error(String),
}

/// What one call of an isolated callee may use. A call that wants more traps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallLimits {
    /// Bytes of all its memories and tables together.
    pub memory: u64,
    /// Time by the clock, from the making of the instance to the result, waiting included. A guest that does not come
    /// back is interrupted. Code of a plugin that blocks its thread cannot be. The host must run on a runtime of Tokio
    /// whose timer is enabled.
    pub time: Duration,
}

impl CallLimits {
    /// Memory of a call whose link says nothing about it: 64 MiB.
    pub const DEFAULT_MEMORY: u64 = 64 << 20;
    /// Time of a call whose link says nothing about it: 10 seconds.
    pub const DEFAULT_TIME: Duration = Duration::from_secs(10);
    /// How many isolated calls can wait for each other. No link changes it: a circle of isolated links would call
    /// itself for ever.
    pub const MAX_DEPTH: usize = 16;
}

impl Default for CallLimits {
    fn default() -> Self {
        CallLimits {
            memory: Self::DEFAULT_MEMORY,
            time: Self::DEFAULT_TIME,
        }
    }
}
