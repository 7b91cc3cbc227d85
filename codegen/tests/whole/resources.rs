use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};
pub(crate) struct Plugin;
/// Bindings of the WIT world `demo:store/plugin@1.0.0`.
#[allow(
    dead_code,
    missing_debug_implementations,
    missing_docs,
    private_interfaces,
    rustdoc::all,
    unreachable_pub,
    unused_imports,
    unused_qualifications,
    clippy::all,
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    reason = "generated code is not the author's to mend"
)]
pub(crate) mod generated {
    #[doc(hidden)]
    pub mod __with {
        use super::super::*;
        pub type __With0 = Bucket;
        const _: fn() = || {
            fn resource_table_entries_move_between_threads<
                T: ::core::marker::Send + 'static,
            >() {}
            resource_table_entries_move_between_threads::<__With0>();
        };
    }
    type __Fail0 = ::hostplug::Fail<self::demo::store::types::Error>;
    type _TrappableError0 = self::__Fail0;
    #[doc(hidden)]
    pub use self::__with::__With0 as __with_name0;
    /// Auto-generated bindings for a pre-instantiated version of a
    /// component which implements the world `plugin`.
    ///
    /// This structure is created through [`PluginPre::new`] which
    /// takes a [`InstancePre`](::hostplug::__private::wt::component::InstancePre) that
    /// has been created through a [`Linker`](::hostplug::__private::wt::component::Linker).
    ///
    /// For more information see [`Plugin`] as well.
    pub struct PluginPre<T: 'static> {
        instance_pre: ::hostplug::__private::wt::component::InstancePre<T>,
        indices: PluginIndices,
    }
    impl<T: 'static> Clone for PluginPre<T> {
        fn clone(&self) -> Self {
            Self {
                instance_pre: self.instance_pre.clone(),
                indices: self.indices.clone(),
            }
        }
    }
    impl<_T: 'static> PluginPre<_T> {
        /// Creates a new copy of `PluginPre` bindings which can then
        /// be used to instantiate into a particular store.
        ///
        /// This method may fail if the component behind `instance_pre`
        /// does not have the required exports.
        pub fn new(
            instance_pre: ::hostplug::__private::wt::component::InstancePre<_T>,
        ) -> ::hostplug::__private::wt::Result<Self> {
            let indices = PluginIndices::new(&instance_pre)?;
            Ok(Self { instance_pre, indices })
        }
        pub fn engine(&self) -> &::hostplug::__private::wt::Engine {
            self.instance_pre.engine()
        }
        pub fn instance_pre(
            &self,
        ) -> &::hostplug::__private::wt::component::InstancePre<_T> {
            &self.instance_pre
        }
        /// Instantiates a new instance of [`Plugin`] within the
        /// `store` provided.
        ///
        /// This function will use `self` as the pre-instantiated
        /// instance to perform instantiation. Afterwards the preloaded
        /// indices in `self` are used to lookup all exports on the
        /// resulting instance.
        pub fn instantiate(
            &self,
            mut store: impl ::hostplug::__private::wt::AsContextMut<Data = _T>,
        ) -> ::hostplug::__private::wt::Result<Plugin> {
            let mut store = store.as_context_mut();
            let instance = self.instance_pre.instantiate(&mut store)?;
            self.indices.load(&mut store, &instance)
        }
    }
    impl<_T: Send + 'static> PluginPre<_T> {
        /// Same as [`Self::instantiate`], except with `async`.
        pub async fn instantiate_async(
            &self,
            mut store: impl ::hostplug::__private::wt::AsContextMut<Data = _T>,
        ) -> ::hostplug::__private::wt::Result<Plugin> {
            let mut store = store.as_context_mut();
            let instance = self.instance_pre.instantiate_async(&mut store).await?;
            self.indices.load(&mut store, &instance)
        }
    }
    /// Auto-generated bindings for index of the exports of
    /// `plugin`.
    ///
    /// This is an implementation detail of [`PluginPre`] and can
    /// be constructed if needed as well.
    ///
    /// For more information see [`Plugin`] as well.
    #[derive(Clone)]
    pub struct PluginIndices {}
    /// Auto-generated bindings for an instance a component which
    /// implements the world `plugin`.
    ///
    /// This structure can be created through a number of means
    /// depending on your requirements and what you have on hand:
    ///
    /// * The most convenient way is to use
    ///   [`Plugin::instantiate`] which only needs a
    ///   [`Store`], [`Component`], and [`Linker`].
    ///
    /// * Alternatively you can create a [`PluginPre`] ahead of
    ///   time with a [`Component`] to front-load string lookups
    ///   of exports once instead of per-instantiation. This
    ///   method then uses [`PluginPre::instantiate`] to
    ///   create a [`Plugin`].
    ///
    /// * If you've instantiated the instance yourself already
    ///   then you can use [`Plugin::new`].
    ///
    /// These methods are all equivalent to one another and move
    /// around the tradeoff of what work is performed when.
    ///
    /// [`Store`]: ::hostplug::__private::wt::Store
    /// [`Component`]: ::hostplug::__private::wt::component::Component
    /// [`Linker`]: ::hostplug::__private::wt::component::Linker
    pub struct Plugin {}
    const _: () = {
        impl PluginIndices {
            /// Creates a new copy of `PluginIndices` bindings which can then
            /// be used to instantiate into a particular store.
            ///
            /// This method may fail if the component does not have the
            /// required exports.
            pub fn new<_T>(
                _instance_pre: &::hostplug::__private::wt::component::InstancePre<_T>,
            ) -> ::hostplug::__private::wt::Result<Self> {
                let _component = _instance_pre.component();
                let _instance_type = _instance_pre.instance_type();
                Ok(PluginIndices {})
            }
            /// Uses the indices stored in `self` to load an instance
            /// of [`Plugin`] from the instance provided.
            ///
            /// Note that at this time this method will additionally
            /// perform type-checks of all exports.
            pub fn load(
                &self,
                mut store: impl ::hostplug::__private::wt::AsContextMut,
                instance: &::hostplug::__private::wt::component::Instance,
            ) -> ::hostplug::__private::wt::Result<Plugin> {
                let _ = &mut store;
                let _instance = instance;
                Ok(Plugin {})
            }
        }
        impl Plugin {
            /// Convenience wrapper around [`PluginPre::new`] and
            /// [`PluginPre::instantiate`].
            pub fn instantiate<_T>(
                store: impl ::hostplug::__private::wt::AsContextMut<Data = _T>,
                component: &::hostplug::__private::wt::component::Component,
                linker: &::hostplug::__private::wt::component::Linker<_T>,
            ) -> ::hostplug::__private::wt::Result<Plugin> {
                let pre = linker.instantiate_pre(component)?;
                PluginPre::new(pre)?.instantiate(store)
            }
            /// Convenience wrapper around [`PluginIndices::new`] and
            /// [`PluginIndices::load`].
            pub fn new(
                mut store: impl ::hostplug::__private::wt::AsContextMut,
                instance: &::hostplug::__private::wt::component::Instance,
            ) -> ::hostplug::__private::wt::Result<Plugin> {
                let indices = PluginIndices::new(&instance.instance_pre(&store))?;
                indices.load(&mut store, instance)
            }
            /// Convenience wrapper around [`PluginPre::new`] and
            /// [`PluginPre::instantiate_async`].
            pub async fn instantiate_async<_T>(
                store: impl ::hostplug::__private::wt::AsContextMut<Data = _T>,
                component: &::hostplug::__private::wt::component::Component,
                linker: &::hostplug::__private::wt::component::Linker<_T>,
            ) -> ::hostplug::__private::wt::Result<Plugin>
            where
                _T: Send,
            {
                let pre = linker.instantiate_pre(component)?;
                PluginPre::new(pre)?.instantiate_async(store).await
            }
            pub fn add_to_linker<T, D>(
                linker: &mut ::hostplug::__private::wt::component::Linker<T>,
                host_getter: fn(&mut T) -> D::Data<'_>,
            ) -> ::hostplug::__private::wt::Result<()>
            where
                D: demo::store::types::HostWithStore<T>
                    + demo::store::store::HostWithStore<T> + Send,
                for<'a> D::Data<
                    'a,
                >: demo::store::types::Host + demo::store::store::Host + Send,
                T: 'static + Send,
            {
                demo::store::types::add_to_linker::<T, D>(linker, host_getter)?;
                demo::store::store::add_to_linker::<T, D>(linker, host_getter)?;
                Ok(())
            }
        }
    };
    pub mod demo {
        pub mod store {
            #[allow(clippy::all)]
            pub mod types {
                #[allow(unused_imports)]
                use ::hostplug::__private::wt::component::__internal::Box;
                #[derive(::hostplug::__private::wt::component::ComponentType)]
                #[derive(::hostplug::__private::wt::component::Lift)]
                #[derive(::hostplug::__private::wt::component::Lower)]
                #[component(record)]
                #[component(wasmtime_crate = ::hostplug::__private::wt)]
                #[derive(Clone)]
                pub struct Entry {
                    #[component(name = "key")]
                    pub key: ::hostplug::__private::wt::component::__internal::String,
                    #[component(name = "value")]
                    pub value: ::hostplug::__private::wt::component::__internal::Vec<u8>,
                }
                impl core::fmt::Debug for Entry {
                    fn fmt(
                        &self,
                        f: &mut core::fmt::Formatter<'_>,
                    ) -> core::fmt::Result {
                        f.debug_struct("Entry")
                            .field("key", &self.key)
                            .field("value", &self.value)
                            .finish()
                    }
                }
                const _: () = {
                    assert!(
                        16 == < Entry as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        4 == < Entry as
                        ::hostplug::__private::wt::component::ComponentType >::ALIGN32
                    );
                };
                #[derive(::hostplug::__private::wt::component::ComponentType)]
                #[derive(::hostplug::__private::wt::component::Lift)]
                #[derive(::hostplug::__private::wt::component::Lower)]
                #[component(enum)]
                #[component(wasmtime_crate = ::hostplug::__private::wt)]
                #[derive(Clone, Copy, Eq, PartialEq)]
                #[repr(u8)]
                pub enum Error {
                    #[component(name = "full")]
                    Full,
                    #[component(name = "gone")]
                    Gone,
                }
                impl Error {
                    pub fn name(&self) -> &'static str {
                        match self {
                            Error::Full => "full",
                            Error::Gone => "gone",
                        }
                    }
                    pub fn message(&self) -> &'static str {
                        match self {
                            Error::Full => "",
                            Error::Gone => "",
                        }
                    }
                }
                impl core::fmt::Debug for Error {
                    fn fmt(
                        &self,
                        f: &mut core::fmt::Formatter<'_>,
                    ) -> core::fmt::Result {
                        f.debug_struct("Error")
                            .field("code", &(*self as i32))
                            .field("name", &self.name())
                            .field("message", &self.message())
                            .finish()
                    }
                }
                impl core::fmt::Display for Error {
                    fn fmt(
                        &self,
                        f: &mut core::fmt::Formatter<'_>,
                    ) -> core::fmt::Result {
                        write!(f, "{} (error {})", self.name(), * self as i32)
                    }
                }
                impl core::error::Error for Error {}
                const _: () = {
                    assert!(
                        1 == < Error as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        1 == < Error as
                        ::hostplug::__private::wt::component::ComponentType >::ALIGN32
                    );
                };
                pub trait HostWithStore<
                    T,
                >: ::hostplug::__private::wt::component::HasData {}
                impl<H: ?Sized, T> HostWithStore<T> for H
                where
                    H: ::hostplug::__private::wt::component::HasData,
                {}
                pub trait Host {
                    fn convert_error(
                        &mut self,
                        err: super::super::super::_TrappableError0,
                    ) -> ::hostplug::__private::wt::Result<Error>;
                }
                impl<_T: Host + ?Sized> Host for &mut _T {
                    fn convert_error(
                        &mut self,
                        err: super::super::super::_TrappableError0,
                    ) -> ::hostplug::__private::wt::Result<Error> {
                        Host::convert_error(*self, err)
                    }
                }
                pub fn add_to_linker_instance<T, D>(
                    inst: &mut ::hostplug::__private::wt::component::LinkerInstance<
                        '_,
                        T,
                    >,
                    host_getter: fn(&mut T) -> D::Data<'_>,
                ) -> ::hostplug::__private::wt::Result<()>
                where
                    D: HostWithStore<T>,
                    for<'a> D::Data<'a>: Host,
                    T: 'static,
                {
                    Ok(())
                }
                pub fn add_to_linker<T, D>(
                    linker: &mut ::hostplug::__private::wt::component::Linker<T>,
                    host_getter: fn(&mut T) -> D::Data<'_>,
                ) -> ::hostplug::__private::wt::Result<()>
                where
                    D: HostWithStore<T>,
                    for<'a> D::Data<'a>: Host,
                    T: 'static,
                {
                    let mut inst = linker.instance("demo:store/types@1.0.0")?;
                    add_to_linker_instance::<T, D>(&mut inst, host_getter)
                }
            }
            #[allow(clippy::all)]
            pub mod store {
                #[allow(unused_imports)]
                use ::hostplug::__private::wt::component::__internal::Box;
                pub type Entry = super::super::super::demo::store::types::Entry;
                const _: () = {
                    assert!(
                        16 == < Entry as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        4 == < Entry as
                        ::hostplug::__private::wt::component::ComponentType >::ALIGN32
                    );
                };
                pub type Error = super::super::super::demo::store::types::Error;
                const _: () = {
                    assert!(
                        1 == < Error as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        1 == < Error as
                        ::hostplug::__private::wt::component::ComponentType >::ALIGN32
                    );
                };
                ::hostplug::__private::wt::component::flags!(
                    Access { #[component(name = "read")] const READ; #[component(name =
                    "write")] const WRITE; }
                );
                const _: () = {
                    assert!(
                        1 == < Access as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        1 == < Access as
                        ::hostplug::__private::wt::component::ComponentType >::ALIGN32
                    );
                };
                pub use super::super::super::__with_name0 as Bucket;
                pub trait HostBucketWithStore<
                    T,
                >: ::hostplug::__private::wt::component::HasData + Send {}
                impl<H: ?Sized, T> HostBucketWithStore<T> for H
                where
                    H: ::hostplug::__private::wt::component::HasData + Send,
                {}
                pub trait HostBucket: Send {
                    fn new(
                        &mut self,
                        access: Access,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<
                            ::hostplug::__private::wt::component::Resource<Bucket>,
                        >,
                    > + Send;
                    fn get(
                        &mut self,
                        self_: ::hostplug::__private::wt::component::Resource<Bucket>,
                        key: ::hostplug::__private::wt::component::__internal::String,
                    ) -> impl ::core::future::Future<
                        Output = Result<Entry, super::super::super::_TrappableError0>,
                    > + Send;
                    fn merge(
                        &mut self,
                        a: ::hostplug::__private::wt::component::Resource<Bucket>,
                        b: ::hostplug::__private::wt::component::Resource<Bucket>,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<
                            ::hostplug::__private::wt::component::Resource<Bucket>,
                        >,
                    > + Send;
                    fn drop(
                        &mut self,
                        rep: ::hostplug::__private::wt::component::Resource<Bucket>,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<()>,
                    > + Send;
                }
                impl<_T: HostBucket + ?Sized + Send> HostBucket for &mut _T {
                    fn new(
                        &mut self,
                        access: Access,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<
                            ::hostplug::__private::wt::component::Resource<Bucket>,
                        >,
                    > + Send {
                        async move { HostBucket::new(*self, access).await }
                    }
                    fn get(
                        &mut self,
                        self_: ::hostplug::__private::wt::component::Resource<Bucket>,
                        key: ::hostplug::__private::wt::component::__internal::String,
                    ) -> impl ::core::future::Future<
                        Output = Result<Entry, super::super::super::_TrappableError0>,
                    > + Send {
                        async move { HostBucket::get(*self, self_, key).await }
                    }
                    fn merge(
                        &mut self,
                        a: ::hostplug::__private::wt::component::Resource<Bucket>,
                        b: ::hostplug::__private::wt::component::Resource<Bucket>,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<
                            ::hostplug::__private::wt::component::Resource<Bucket>,
                        >,
                    > + Send {
                        async move { HostBucket::merge(*self, a, b).await }
                    }
                    async fn drop(
                        &mut self,
                        rep: ::hostplug::__private::wt::component::Resource<Bucket>,
                    ) -> ::hostplug::__private::wt::Result<()> {
                        HostBucket::drop(*self, rep).await
                    }
                }
                pub trait HostWithStore<
                    T,
                >: ::hostplug::__private::wt::component::HasData + HostBucketWithStore<
                        T,
                    > + Send {}
                impl<H: ?Sized, T> HostWithStore<T> for H
                where
                    H: ::hostplug::__private::wt::component::HasData
                        + HostBucketWithStore<T> + Send,
                {}
                pub trait Host: HostBucket + Send {}
                impl<_T: Host + ?Sized + Send> Host for &mut _T {}
                pub fn add_to_linker_instance<T, D>(
                    inst: &mut ::hostplug::__private::wt::component::LinkerInstance<
                        '_,
                        T,
                    >,
                    host_getter: fn(&mut T) -> D::Data<'_>,
                ) -> ::hostplug::__private::wt::Result<()>
                where
                    D: HostWithStore<T>,
                    for<'a> D::Data<
                        'a,
                    >: Host + super::super::super::demo::store::types::Host,
                    T: 'static + Send,
                {
                    inst.resource_async(
                        "bucket",
                        ::hostplug::__private::wt::component::ResourceType::host::<
                            Bucket,
                        >(),
                        move |mut store, rep| {
                            ::hostplug::__private::wt::component::__internal::Box::new(async move {
                                ::hostplug::__private::wt::ToWasmtimeResult::to_wasmtime_result(
                                    HostBucket::drop(
                                            &mut host_getter(store.data_mut()),
                                            ::hostplug::__private::wt::component::Resource::new_own(rep),
                                        )
                                        .await,
                                )
                            })
                        },
                    )?;
                    inst.func_wrap_async(
                        "[constructor]bucket",
                        move |
                            mut caller: ::hostplug::__private::wt::StoreContextMut<
                                '_,
                                T,
                            >,
                            (arg0,): (Access,)|
                        {
                            ::hostplug::__private::wt::component::__internal::Box::new(async move {
                                let host = &mut host_getter(caller.data_mut());
                                let r = HostBucket::new(host, arg0).await;
                                Ok((
                                    ::hostplug::__private::wt::ToWasmtimeResult::to_wasmtime_result(
                                        r,
                                    )?,
                                ))
                            })
                        },
                    )?;
                    inst.func_wrap_async(
                        "[method]bucket.get",
                        move |
                            mut caller: ::hostplug::__private::wt::StoreContextMut<
                                '_,
                                T,
                            >,
                            (
                                arg0,
                                arg1,
                            ): (
                                ::hostplug::__private::wt::component::Resource<Bucket>,
                                ::hostplug::__private::wt::component::__internal::String,
                            )|
                        {
                            ::hostplug::__private::wt::component::__internal::Box::new(async move {
                                let host = &mut host_getter(caller.data_mut());
                                let r = HostBucket::get(host, arg0, arg1).await;
                                Ok((
                                    match r {
                                        Ok(a) => Ok(a),
                                        Err(e) => {
                                            Err(
                                                ::hostplug::__private::wt::ToWasmtimeResult::to_wasmtime_result(
                                                    super::super::super::demo::store::types::Host::convert_error(
                                                        host,
                                                        e,
                                                    ),
                                                )?,
                                            )
                                        }
                                    },
                                ))
                            })
                        },
                    )?;
                    inst.func_wrap_async(
                        "[static]bucket.merge",
                        move |
                            mut caller: ::hostplug::__private::wt::StoreContextMut<
                                '_,
                                T,
                            >,
                            (
                                arg0,
                                arg1,
                            ): (
                                ::hostplug::__private::wt::component::Resource<Bucket>,
                                ::hostplug::__private::wt::component::Resource<Bucket>,
                            )|
                        {
                            ::hostplug::__private::wt::component::__internal::Box::new(async move {
                                let host = &mut host_getter(caller.data_mut());
                                let r = HostBucket::merge(host, arg0, arg1).await;
                                Ok((
                                    ::hostplug::__private::wt::ToWasmtimeResult::to_wasmtime_result(
                                        r,
                                    )?,
                                ))
                            })
                        },
                    )?;
                    Ok(())
                }
                pub fn add_to_linker<T, D>(
                    linker: &mut ::hostplug::__private::wt::component::Linker<T>,
                    host_getter: fn(&mut T) -> D::Data<'_>,
                ) -> ::hostplug::__private::wt::Result<()>
                where
                    D: HostWithStore<T>,
                    for<'a> D::Data<
                        'a,
                    >: Host + super::super::super::demo::store::types::Host,
                    T: 'static + Send,
                {
                    let mut inst = linker.instance("demo:store/store@1.0.0")?;
                    add_to_linker_instance::<T, D>(&mut inst, host_getter)
                }
            }
        }
    }
    /// A binary-encoded description of the WIT world that these bindings were generated from.
    ///
    /// This can be decoded with the `wit_parser::decoding::decode_world` function to recover the WIT `Resolve` and `WorldId` that were used to generate these bindings.
    pub const COMPONENT_TYPE: &[u8] = b"\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\xe8\x02\x01A\x02\x01A\x06\x01B\x05\x01p}\x01r\x02\x03keys\x05value\x00\x04\x00\x05entry\x03\x00\x01\x01m\x02\x04full\x04gone\x04\x00\x05error\x03\x00\x03\x03\x00\x16demo:store/types@1.0.0\x05\x00\x02\x03\x00\x00\x05entry\x02\x03\x00\x00\x05error\x01B\x10\x02\x03\x02\x01\x01\x04\x00\x05entry\x03\x00\x00\x02\x03\x02\x01\x02\x04\x00\x05error\x03\x00\x02\x01n\x02\x04read\x05write\x04\x00\x06access\x03\x00\x04\x04\x00\x06bucket\x03\x01\x01i\x06\x01@\x01\x06access\x05\x00\x07\x04\x00\x13[constructor]bucket\x01\x08\x01h\x06\x01j\x01\x01\x01\x03\x01@\x02\x04self\t\x03keys\x00\n\x04\x00\x12[method]bucket.get\x01\x0b\x01@\x02\x01a\x07\x01b\t\x00\x07\x04\x00\x14[static]bucket.merge\x01\x0c\x03\x00\x16demo:store/store@1.0.0\x05\x03\x04\x00\x17demo:store/plugin@1.0.0\x04\x00\x0b\x0c\x01\x00\x06plugin\x03\x00\x00\x00/\tproducers\x01\x0cprocessed-by\x01\rwit-component\x070.254.2";
    /// The interface `demo:store/types@1.0.0`.
    #[doc(inline)]
    pub use self::demo::store::types;
    /// The interface `demo:store/store@1.0.0`.
    /// `Caller<'_, Plugin>` implements `HostBucket`.
    #[doc(inline)]
    pub use self::demo::store::store;
}
#[allow(
    unused_qualifications,
    reason = "the path of the SDK may be one that the author gave"
)]
impl Plugin {
    /// The interfaces that this plugin serves.
    pub(crate) const INTERFACES: &'static [::hostplug::InterfaceId] = &[
        ::hostplug::InterfaceId::from_static(
            "demo",
            "store",
            "types",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(1u64, 0u64, 0u64, "", ""),
            ),
        ),
        ::hostplug::InterfaceId::from_static(
            "demo",
            "store",
            "store",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(1u64, 0u64, 0u64, "", ""),
            ),
        ),
    ];
}
#[allow(
    unused_qualifications,
    clippy::all,
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    reason = "generated code is not the author's to mend"
)]
const _: () = {
    impl ::hostplug::wasmtime::component::HasData for Plugin {
        type Data<'a> = ::hostplug::Caller<'a, Plugin>;
    }
    impl ::hostplug::Plugin for Plugin {
        type Config = ();
        type Binding = ();
        type State = ();
        const NAME: &'static str = "plugin";
        const INTERFACES: &'static [::hostplug::InterfaceId] = Plugin::INTERFACES;
        const IMPORTS: &'static [::hostplug::__private::StaticInterface] = &[
            ::hostplug::__private::StaticInterface {
                id: &Plugin::INTERFACES[0usize],
                functions: &[],
                concurrent: false,
            },
            ::hostplug::__private::StaticInterface {
                id: &Plugin::INTERFACES[1usize],
                functions: &[
                    "[constructor]bucket",
                    "[method]bucket.get",
                    "[static]bucket.merge",
                ],
                concurrent: false,
            },
        ];
        const EXPORTS: &'static [::hostplug::__private::StaticInterface] = &[];
        fn steps() -> ::hostplug::__private::Steps<Self> {
            use ::hostplug::__private::{Unwritten as _, Written as _};
            (&::hostplug::__private::Lifecycles::<Self>::OF).steps()
        }
        const COMPONENT_TYPE: &'static [u8] = generated::COMPONENT_TYPE;
        fn link(
            __interface: usize,
            __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                '_,
                ::hostplug::State,
            >,
            __getter: ::hostplug::__private::Getter<Self>,
        ) -> ::hostplug::wasmtime::Result<()> {
            match __interface {
                0usize => {
                    fn serves_types(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()> {
                        generated::demo::store::types::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_types;
                    __serves(__instance, __getter)
                }
                1usize => {
                    fn serves_store(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __StoreHostBucket1<'a>,
                    {
                        generated::demo::store::store::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_store;
                    __serves(__instance, __getter)
                }
                _ => ::hostplug::__private::no_such_interface(__interface),
            }
        }
    }
    fn all_workloads_share_the_plugin<P: ::core::marker::Sync>() {}
    const _: fn() = || all_workloads_share_the_plugin::<Plugin>();
    impl generated::demo::store::types::Host for ::hostplug::Caller<'_, Plugin> {
        fn convert_error(
            &mut self,
            __error: ::hostplug::Fail<generated::demo::store::types::Error>,
        ) -> ::hostplug::wasmtime::Result<generated::demo::store::types::Error> {
            __error.into_wit()
        }
    }
    impl generated::demo::store::store::Host for ::hostplug::Caller<'_, Plugin>
    where
        for<'a> ::hostplug::Caller<
            'a,
            Plugin,
        >: generated::demo::store::store::HostBucket,
    {}
    impl ::hostplug::WitError for generated::demo::store::types::Error {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:store/store@1.0.0`",
        label = "missing `impl generated::store::HostBucket for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __StoreHostBucket1<'a>: generated::demo::store::store::HostBucket {}
    #[diagnostic::do_not_recommend]
    impl<T: generated::demo::store::store::HostBucket> __StoreHostBucket1<'_> for T {}
};
pub(crate) struct Bucket {
    entries: Vec<Entry>,
}
use generated::store::{Access, HostBucket};
use generated::types::{Entry, Error};
impl HostBucket for Caller<'_, Plugin> {
    async fn new(&mut self, _: Access) -> hostplug::Result<Resource<Bucket>> {
        let entries = Vec::new();
        Ok(self.table().push(Bucket { entries })?)
    }
    async fn get(
        &mut self,
        bucket: Resource<Bucket>,
        key: String,
    ) -> hostplug::Result<Entry, Error> {
        let mut entries = self.table().get(&bucket)?.entries.iter();
        let found = entries.find(|entry| entry.key == key).cloned();
        found.ok_or(Error::Gone.into())
    }
    async fn merge(
        &mut self,
        a: Resource<Bucket>,
        b: Resource<Bucket>,
    ) -> hostplug::Result<Resource<Bucket>> {
        let more = self.table().get(&b)?.entries.clone();
        self.table().get_mut(&a)?.entries.extend(more);
        Ok(a)
    }
    async fn drop(&mut self, bucket: Resource<Bucket>) -> hostplug::Result<()> {
        self.table().delete(bucket)?;
        Ok(())
    }
}
