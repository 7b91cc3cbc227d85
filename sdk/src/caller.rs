use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use wasmtime::component::{HasData, ResourceTable};

use crate::plugin::Plugin;
use crate::scope::Scope;
use crate::state::State;

/// The view that a host function has of its call: plugin, binding, scope, resources and state.
///
/// The generated `Host` traits are implemented for `Caller<'_, P>`. One is made for each call, which costs an index
/// and a type check. [`plugin`](Caller::plugin), [`binding`](Caller::binding) and [`scope`](Caller::scope) do not
/// borrow the caller, so they live beside [`table`](Caller::table) and [`state`](Caller::state).
///
/// A method runs on the host's async threads, one at a time for each instance, while its guest waits. It may wait as
/// well; work that keeps a thread for long belongs into `tokio::task::spawn_blocking`. If the guest goes away meanwhile,
/// or a deadline of the host passes, the future of the method is dropped where it waits.
pub struct Caller<'a, P: Plugin> {
    plugin: &'a dyn Shared<P>,
    binding: &'a dyn Shared<P::Binding>,
    scope: &'a Scope,
    state: &'a mut dyn Owned<P::State>,
    table: &'a mut ResourceTable,
}

/// A value that threads share. A reference to it moves between threads whatever its type is, so that a plugin that
/// threads cannot share is one mistake, and not one more in each method that has a caller.
trait Shared<T>: Send + Sync {
    fn itself(&self) -> &T;
}

impl<T: Send + Sync> Shared<T> for T {
    #[inline]
    fn itself(&self) -> &T {
        self
    }
}

/// The same for a value that moves between threads with its instance.
trait Owned<T>: Send {
    fn itself_mut(&mut self) -> &mut T;
}

impl<T: Send> Owned<T> for T {
    #[inline]
    fn itself_mut(&mut self) -> &mut T {
        self
    }
}

impl<'a, P: Plugin> Caller<'a, P> {
    /// The plugin: one value for the whole host.
    pub fn plugin(&self) -> &'a P {
        self.plugin.itself()
    }

    /// What [`Lifecycle::bind`](crate::Lifecycle::bind) returned for the calling component and its import: one value
    /// for all instances of the component.
    pub fn binding(&self) -> &'a P::Binding {
        self.binding.itself()
    }

    /// Who calls.
    pub fn scope(&self) -> &'a Scope {
        self.scope
    }

    /// The table that maps resource handles to values: one for each instance.
    pub fn table(&mut self) -> &mut ResourceTable {
        self.table
    }

    /// The plugin's own state of this instance and binding; it begins as `Default`.
    pub fn state(&mut self) -> &mut P::State {
        self.state.itself_mut()
    }

    /// State and resources at once.
    pub fn split(&mut self) -> (&mut P::State, &mut ResourceTable) {
        (self.state.itself_mut(), self.table)
    }
}

impl<P: Plugin> fmt::Debug for Caller<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("plugin", &P::NAME)
            .field("scope", self.scope)
            .finish_non_exhaustive()
    }
}

/// Stands for the plugin `P` where generated code links functions that are those of its callers.
#[doc(hidden)]
pub struct Of<P>(PhantomData<fn() -> P>);

impl<P: Plugin> HasData for Of<P> {
    type Data<'a> = Caller<'a, P>;
}

impl<P> fmt::Debug for Of<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Of")
    }
}

/// What one store holds for one binding.
pub(crate) struct Opened<P: Plugin> {
    pub(crate) plugin: Arc<P>,
    pub(crate) binding: Arc<P::Binding>,
    pub(crate) scope: Arc<Scope>,
    pub(crate) state: P::State,
}

/// Makes the caller of a call out of the data of its store. Wasmtime wants a plain `fn` pointer here, hence a table
/// of functions that differ in a constant.
pub type Getter<P> = fn(&mut State) -> Caller<'_, P>;

pub(crate) fn getter<P: Plugin + Send + Sync>(binding: usize) -> Option<Getter<P>> {
    let table: [Getter<P>; MAX_BINDINGS] = crate::__slots!(caller::<P>);
    table.get(binding).copied()
}

fn caller<P: Plugin + Send + Sync, const N: usize>(state: &mut State) -> Caller<'_, P> {
    let (slot, table) = state.slot(N);
    let slot: &mut dyn Any = slot;
    let opened = slot
        .downcast_mut::<Opened<P>>()
        .expect("a store is filled in the order in which it was linked");
    Caller {
        plugin: &*opened.plugin,
        binding: &*opened.binding,
        scope: &opened.scope,
        state: &mut opened.state,
        table,
    }
}

/// How many bindings one workload entry can have.
pub const MAX_BINDINGS: usize = 128;

/// Lists `$function::<.., 0>` to `$function::<.., 127>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __slots {
    ($function:ident $(:: < $($ty:ty),+ >)?) => {
        $crate::__slots!(@ $function [$($($ty),+)?]
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
            32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
            64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95
            96 97 98 99 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 118 119 120
            121 122 123 124 125 126 127)
    };
    (@ $function:ident $types:tt $($n:literal)*) => { [$($crate::__slots!(# $function $types $n)),*] };
    (# $function:ident [$($ty:ty),*] $n:literal) => { $function::<$($ty,)* $n> };
}
