//! What the expansion of `#[host_plugin]` uses. It changes without notice.

use wasmtime::Store;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{ComponentNamedList, Func, InstancePre, Lift, Lower, TypedFunc};
use wasmtime::error::Context as _;
pub use wasmtime_wasi_io::bindings::wasi::io as wasi_io;

pub use crate::call::panic_text;
pub use crate::caller::{Getter, Of};
pub use crate::exported::export;
pub use crate::outgoing::call;
pub use crate::registration::StaticInterface;
use crate::state::State;
pub use crate::steps::{Lifecycles, Steps, Unwritten, Written, written};
pub use crate::wt;

#[cfg(feature = "macros")]
pub use hostplug_macros::flags;

#[cfg(feature = "wasi")]
pub use wasmtime_wasi::p2::bindings as wasi;

/// The end of a `match` over the indices of a plugin's interfaces.
///
/// # Errors
/// Always: the index comes from a host that counts wrong.
pub fn no_such_interface<T>(interface: usize) -> wasmtime::Result<T> {
    Err(wasmtime::format_err!(
        "the plugin has no interface {interface}"
    ))
}

/// Whether a component exports a function with the types that the bindings give it. `typed` is the function of the
/// bindings that would return it: its type says all.
///
/// # Errors
/// The function is not there, or has other types.
pub fn check_export<G: 'static, P, R>(
    component: &InstancePre<State>,
    interface: &str,
    function: &str,
    _typed: fn(&'static G) -> TypedFunc<P, R>,
) -> wasmtime::Result<()>
where
    P: ComponentNamedList + Lower,
    R: ComponentNamedList + Lift,
{
    let (ty, of) = (component.instance_type(), component.component());
    let instance = of.get_export_index(None, interface);
    let found = instance.and_then(|instance| of.get_export(Some(&instance), function));
    match found {
        Some((ComponentItem::ComponentFunc(found), _)) => found
            .typecheck::<P, R>(&ty)
            .with_context(|| format!("its `{function}` has other types")),
        _ => Err(wasmtime::format_err!("it exports no function `{function}`")),
    }
}

/// Calls a function with parameters of other Rust types than those of the bindings, which mean the same WIT types.
///
/// # Errors
/// The guest trapped.
pub async fn call_with<P, R>(
    store: &mut Store<State>,
    function: &Func,
    params: P,
) -> wasmtime::Result<R>
where
    P: ComponentNamedList + Lower + Send + Sync,
    R: ComponentNamedList + Lift + Send + Sync + 'static,
{
    let typed = function.typed::<P, R>(&*store)?;
    typed.call_async(store, params).await
}

/// Nobody implements it, so that a function which demands it cannot be called, and says why.
#[diagnostic::on_unimplemented(
    message = "this function takes or gives what belongs to one instance: a resource, a stream or a future",
    label = "a call of `{Self}` has an instance of its own",
    note = "make a session, and call the function there: `let mut session = component.instantiate().await?;`"
)]
pub trait OnAnyInstance<'a> {
    /// What a function that nobody calls does.
    fn call<P, R>(params: P) -> R;
}

/// Wasmtime's `flags!` for crates that know Wasmtime only through the SDK.
#[cfg(feature = "macros")]
#[doc(hidden)]
#[macro_export]
macro_rules! __flags {
    ($($flags:tt)*) => { $crate::__private::flags! { $crate $($flags)* } };
}
