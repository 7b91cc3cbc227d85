//! Wasmtime as generated bindings see it: all of it, with a linker through which every host call passes the SDK.

pub use wasmtime::*;

pub mod component {
    use std::fmt;
    use std::ops::{Deref, DerefMut};
    use std::sync::Arc;

    #[cfg(feature = "macros")]
    pub use crate::__flags as flags;
    pub use wasmtime::component::*;
    use wasmtime::{Result, StoreContextMut};

    use crate::call::{Arm, CallPolicy, Site};
    use crate::observer::Direction;

    /// What generated code uses beside the public interface. Its `Box` puts the guard of a host call and the
    /// function's own future into one allocation.
    pub mod __internal {
        pub use wasmtime::component::__internal::*;

        use crate::call::HostCall;

        #[derive(Debug)]
        pub struct Box;

        #[expect(
            clippy::new_ret_no_self,
            reason = "generated code writes `Box::new` and means the guarded future"
        )]
        impl Box {
            /// The box comes first: a call made before it would have to be dropped should there be no memory, so the
            /// compiler would make it elsewhere and copy it.
            #[inline]
            pub fn new<F>(future: F) -> std::boxed::Box<HostCall<F>> {
                std::boxed::Box::write(std::boxed::Box::new_uninit(), HostCall::new(future))
            }

            pub fn pin<F>(future: F) -> std::boxed::Box<HostCall<F>> {
                Box::new(future)
            }
        }
    }

    type Call<'a, R> = Box<dyn Arm<Output = Result<R>> + Send + 'a>;

    /// A linker whose instances are [`LinkerInstance`]s of the SDK. For all else it is Wasmtime's, and like that one it
    /// has no lifetime, because generated code names it in the signatures of async functions.
    pub struct Linker<T: 'static> {
        inner: wasmtime::component::Linker<T>,
        policy: CallPolicy,
    }

    impl<T: 'static> Linker<T> {
        /// Wraps a linker of Wasmtime; `policy` holds for all instances.
        pub fn new(inner: wasmtime::component::Linker<T>, policy: CallPolicy) -> Self {
            Linker { inner, policy }
        }

        /// See [`wasmtime::component::Linker::root`].
        pub fn root(&mut self) -> LinkerInstance<'_, T> {
            LinkerInstance {
                inner: self.inner.root(),
                policy: self.policy.clone(),
            }
        }

        /// See [`wasmtime::component::Linker::instance`].
        pub fn instance(&mut self, name: &str) -> Result<LinkerInstance<'_, T>> {
            let mut policy = self.policy.clone();
            policy.interface = name.into();
            Ok(LinkerInstance {
                inner: self.inner.instance(name)?,
                policy,
            })
        }
    }

    impl<T: 'static> Deref for Linker<T> {
        type Target = wasmtime::component::Linker<T>;

        fn deref(&self) -> &Self::Target {
            &self.inner
        }
    }

    /// The generated `add_to_linker` of a world hands the linker on to that of interfaces from Wasmtime's own crates.
    impl<T: 'static> DerefMut for Linker<T> {
        fn deref_mut(&mut self) -> &mut Self::Target {
            &mut self.inner
        }
    }

    impl<T: 'static> fmt::Debug for Linker<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Linker")
                .field("policy", &self.policy)
                .finish_non_exhaustive()
        }
    }

    /// An instance of a linker that puts every function under the guard of the SDK.
    pub struct LinkerInstance<'a, T: 'static> {
        inner: wasmtime::component::LinkerInstance<'a, T>,
        policy: CallPolicy,
    }

    impl<'a, T: 'static> LinkerInstance<'a, T> {
        /// Wraps an instance of Wasmtime's linker.
        pub fn new(inner: wasmtime::component::LinkerInstance<'a, T>, policy: CallPolicy) -> Self {
            LinkerInstance { inner, policy }
        }

        pub fn func_wrap<F, P, R>(&mut self, name: &str, function: F) -> Result<()>
        where
            F: Fn(StoreContextMut<'_, T>, P) -> Result<R> + Send + Sync + 'static,
            P: ComponentNamedList + Lift + 'static,
            R: ComponentNamedList + Lower + 'static,
        {
            let site = self.policy.site(Direction::ToPlugin, name);
            self.inner
                .func_wrap(name, move |store: StoreContextMut<'_, T>, params: P| {
                    site.run(|| function(store, params))
                })
        }

        pub fn func_wrap_async<P, R, F>(&mut self, name: &str, function: F) -> Result<()>
        where
            T: Send,
            F: Fn(StoreContextMut<'_, T>, P) -> Call<'_, R> + Send + Sync + 'static,
            P: ComponentNamedList + Lift + 'static,
            R: ComponentNamedList + Lower + 'static,
        {
            let site = self.policy.site(Direction::ToPlugin, name);
            self.inner
                .func_wrap_async(name, move |store: StoreContextMut<'_, T>, params: P| {
                    armed(&site, function(store, params))
                })
        }

        pub fn func_wrap_concurrent<P, R, F>(&mut self, name: &str, function: F) -> Result<()>
        where
            T: Send,
            F: Fn(&Accessor<T>, P) -> Call<'_, R> + Send + Sync + 'static,
            P: ComponentNamedList + Lift + 'static,
            R: ComponentNamedList + Lower + 'static,
        {
            let site = self.policy.site(Direction::ToPlugin, name);
            self.inner
                .func_wrap_concurrent(name, move |accessor: &Accessor<T>, params: P| {
                    Box::into_pin(armed(&site, function(accessor, params)))
                })
        }

        pub fn resource<F>(&mut self, name: &str, ty: ResourceType, drop: F) -> Result<()>
        where
            F: Fn(StoreContextMut<'_, T>, u32) -> Result<()> + Send + Sync + 'static,
        {
            let site = self.destructor(name);
            self.inner
                .resource(name, ty, move |store, rep| site.run(|| drop(store, rep)))
        }

        pub fn resource_async<F>(&mut self, name: &str, ty: ResourceType, drop: F) -> Result<()>
        where
            T: Send,
            F: Fn(StoreContextMut<'_, T>, u32) -> Call<'_, ()> + Send + Sync + 'static,
        {
            let site = self.destructor(name);
            self.inner
                .resource_async(name, ty, move |store, rep| armed(&site, drop(store, rep)))
        }

        pub fn resource_concurrent<F>(
            &mut self,
            name: &str,
            ty: ResourceType,
            drop: F,
        ) -> Result<()>
        where
            T: Send,
            F: Fn(&Accessor<T>, u32) -> Call<'_, ()> + Send + Sync + 'static,
        {
            let site = self.destructor(name);
            self.inner
                .resource_concurrent(name, ty, move |accessor, rep| {
                    Box::into_pin(armed(&site, drop(accessor, rep)))
                })
        }

        fn destructor(&self, resource: &str) -> Arc<Site> {
            let function = format!("[drop]{resource}");
            self.policy.site(Direction::ToPlugin, &function)
        }
    }

    impl<T: 'static> fmt::Debug for LinkerInstance<'_, T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("LinkerInstance")
                .field("policy", &self.policy)
                .finish_non_exhaustive()
        }
    }

    fn armed<'a, R>(
        site: &Arc<Site>,
        mut call: Call<'a, R>,
    ) -> Box<dyn Future<Output = Result<R>> + Send + 'a> {
        call.arm(site.clone());
        call
    }
}
