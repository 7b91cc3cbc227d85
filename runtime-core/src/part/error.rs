//! Why bytes are not a part.

/// Why bytes were refused as a component.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// There is nothing.
    #[error(
        "component `{part}` is empty\nhelp: give the path of a file that `cargo build --target wasm32-wasip2` wrote"
    )]
    Empty {
        /// What the user calls the component.
        part: String,
    },

    /// The text format.
    #[error(
        "component `{part}` is WebAssembly text, but only binaries are accepted\nhelp: `wasm-tools parse {part}.wat -o {part}.wasm` compiles it"
    )]
    Text {
        /// What the user calls the component.
        part: String,
    },

    /// A core module.
    #[error(
        "component `{part}` is a core module, not a component\nhelp: `wasm-tools component new` turns a module with embedded WIT into a component, and the target `wasm32-wasip2` builds one"
    )]
    CoreModule {
        /// What the user calls the component.
        part: String,
    },

    /// Anything else that is no valid component.
    #[error(
        "component `{part}` is not valid: {message} (at offset {offset:#x})\nhelp: build it again; `wasm-tools validate` tells whether the file or what this host supports is the reason"
    )]
    Invalid {
        /// What the user calls the component.
        part: String,
        /// Where in the bytes.
        offset: usize,
        /// What the validator said.
        message: String,
    },

    /// An import of a kind that no host and no sibling can serve.
    #[error(
        "component `{part}` imports `{import}` as a {kind}, and nothing can serve that\nhelp: import an interface, a function or a type"
    )]
    UnsupportedImport {
        /// What the user calls the component.
        part: String,
        /// The name of the import.
        import: String,
        /// What it is.
        kind: &'static str,
    },

    /// More functions and types than a description has room for.
    #[error(
        "the names in the imports and exports of component `{part}` take more than {limit} bytes\nhelp: split its interfaces"
    )]
    TooLarge {
        /// What the user calls the component.
        part: String,
        /// What they may take.
        limit: usize,
    },

    /// An import whose type cannot be stated outside of the component.
    #[error(
        "component `{part}` imports `{import}`, whose type needs {what}\nhelp: build the component with `wit-component` or `wasm-tools`, which import types before they are used"
    )]
    UncopyableImport {
        /// What the user calls the component.
        part: String,
        /// The name of the import.
        import: String,
        /// What the type refers to.
        what: &'static str,
    },
}
