//! How a host function fails: with an error of its WIT type, or with a trap.

use std::fmt;

use wasmtime::component::ResourceTableError;

use crate::backends::BackendError;

/// The result of a host function.
///
/// `Result<T, E>` is for a WIT `result<t, e>` whose `e` is a named type: `?` passes on an `E`, which the guest
/// receives, as well as a [`wasmtime::Error`], which traps the guest. `Result<T>` is for all other functions, and
/// can only trap.
pub type Result<T, E = wasmtime::Error> = std::result::Result<T, <E as Failure>::Error>;

/// Either an error that the guest receives as a value, or a trap that ends its call.
///
/// WIT errors and the errors of Wasmtime convert with `?`; anything else traps through [`Fail::trap`]:
/// `.map_err(Fail::trap)?`.
#[derive(Debug)]
pub enum Fail<E> {
    /// The error of the WIT signature.
    Wit(E),
    /// The calling guest traps, and its instance is gone.
    Trap(wasmtime::Error),
}

impl<E> Fail<E> {
    /// Traps the calling guest because of `error`.
    pub fn trap(error: impl Into<wasmtime::Error>) -> Self {
        Fail::Trap(error.into())
    }

    /// The body of the `convert_..` method that the generated `Host` traits ask for.
    ///
    /// # Errors
    /// The trap, if this is one.
    pub fn into_wit(self) -> wasmtime::Result<E> {
        match self {
            Fail::Wit(error) => Ok(error),
            Fail::Trap(error) => Err(error),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Fail<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fail::Wit(error) => error.fmt(f),
            Fail::Trap(error) => error.fmt(f),
        }
    }
}

impl<E: WitError> From<E> for Fail<E> {
    fn from(error: E) -> Self {
        Fail::Wit(error)
    }
}

impl<E: WitError> From<wasmtime::Error> for Fail<E> {
    fn from(error: wasmtime::Error) -> Self {
        Fail::Trap(error)
    }
}

impl<E: WitError + From<BackendError>> From<BackendError> for Fail<E> {
    fn from(error: BackendError) -> Self {
        Fail::Wit(error.into())
    }
}

impl<E: WitError> From<ResourceTableError> for Fail<E> {
    fn from(error: ResourceTableError) -> Self {
        Fail::trap(error)
    }
}

/// The trap of a function that nobody has written yet; `function` is its WIT name.
///
/// `plugin-gen` writes it into every method. It is the error of [`Result`] with a WIT error and without:
///
/// ```
/// fn get() -> hostplug::Result<u32> {
///     Err(hostplug::not_implemented("demo:kv/store#get"))
/// }
/// assert_eq!(get().unwrap_err().to_string(), "`demo:kv/store#get` is not written yet");
/// ```
pub fn not_implemented<E: From<wasmtime::Error>>(function: &str) -> E {
    wasmtime::format_err!("`{function}` is not written yet").into()
}

/// An error type of a WIT function; `#[host_plugin]` implements it for the types that it generates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the error type of a WIT function",
    label = "no `result<_, ..>` of the plugin's world has this error",
    note = "use the type that the attribute generates, such as `store::Error`"
)]
pub trait WitError {}

impl WitError for String {}

/// Chooses what [`Result`] holds for an `E`.
#[doc(hidden)]
pub trait Failure {
    type Error;
}

impl Failure for wasmtime::Error {
    type Error = wasmtime::Error;
}

impl<E: WitError> Failure for E {
    type Error = Fail<E>;
}
