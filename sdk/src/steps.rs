//! The lifecycle of a plugin as functions, whether its author wrote one or not.

use std::fmt;
use std::future::ready;
use std::marker::PhantomData;

use crate::plugin::{BoxFuture, Lifecycle, Plugin};
use crate::scope::Scope;

type Step<P> = for<'a> fn(&'a P) -> BoxFuture<'a, wasmtime::Result<()>>;
type Bind<P> = for<'a> fn(
    &'a P,
    &'a Scope,
    <P as Plugin>::Config,
) -> BoxFuture<'a, wasmtime::Result<<P as Plugin>::Binding>>;
type Unbind<P> =
    for<'a> fn(&'a P, &'a Scope, &'a <P as Plugin>::Binding) -> BoxFuture<'a, wasmtime::Result<()>>;

/// The methods of [`Lifecycle`].
pub struct Steps<P: Plugin> {
    pub(crate) start: Step<P>,
    pub(crate) bind: Bind<P>,
    pub(crate) unbind: Unbind<P>,
    pub(crate) stop: Step<P>,
}

impl<P: Plugin> fmt::Debug for Steps<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Steps").field(&P::NAME).finish()
    }
}

/// The lifecycle that the author wrote.
pub fn written<P: Lifecycle>() -> Steps<P> {
    Steps {
        start: |plugin| Box::pin(plugin.start()),
        bind: |plugin, scope, config| Box::pin(plugin.bind(scope, config)),
        unbind: |plugin, scope, binding| Box::pin(plugin.unbind(scope, binding)),
        stop: |plugin| Box::pin(plugin.stop()),
    }
}

/// Asks for the steps of `P` in a way that finds what its author wrote before it finds nothing: a method of `&Self` is
/// looked for before one of `&&Self`. So `impl Lifecycle` is all that an author says of it.
pub struct Lifecycles<P>(PhantomData<fn() -> P>);

impl<P> Lifecycles<P> {
    #[doc(hidden)]
    pub const OF: Self = Lifecycles(PhantomData);
}

impl<P> fmt::Debug for Lifecycles<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lifecycles")
    }
}

#[doc(hidden)]
pub trait Written<P: Plugin> {
    fn steps(self) -> Steps<P>;
}

impl<P: Lifecycle> Written<P> for &Lifecycles<P> {
    fn steps(self) -> Steps<P> {
        written()
    }
}

#[doc(hidden)]
pub trait Unwritten<P: Plugin> {
    fn steps(self) -> Steps<P>;
}

/// Settings are the binding.
impl<P, C> Unwritten<P> for &&Lifecycles<P>
where
    P: Plugin<Config = C, Binding = C>,
    C: Send + 'static,
{
    fn steps(self) -> Steps<P> {
        Steps {
            start: |_| Box::pin(ready(Ok(()))),
            bind: |_, _, config| Box::pin(ready(Ok(config))),
            unbind: |_, _, _| Box::pin(ready(Ok(()))),
            stop: |_| Box::pin(ready(Ok(()))),
        }
    }
}
