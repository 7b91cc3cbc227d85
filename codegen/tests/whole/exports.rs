use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};
pub(crate) struct Plugin;
/// Bindings of the WIT world `demo:queue/plugin@1.2.0`.
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
pub(crate) mod queue {
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
    pub struct PluginIndices {
        interface0: exports::demo::queue::handler::GuestIndices,
    }
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
    pub struct Plugin {
        interface0: exports::demo::queue::handler::Guest,
    }
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
                let interface0 = exports::demo::queue::handler::GuestIndices::new(
                    _instance_pre,
                )?;
                Ok(PluginIndices { interface0 })
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
                let interface0 = self.interface0.load(&mut store, &_instance)?;
                Ok(Plugin { interface0 })
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
                D: demo::queue::types::HostWithStore<T>
                    + demo::queue::producer::HostWithStore<T> + Send,
                for<'a> D::Data<
                    'a,
                >: demo::queue::types::Host + demo::queue::producer::Host + Send,
                T: 'static + Send,
            {
                demo::queue::types::add_to_linker::<T, D>(linker, host_getter)?;
                demo::queue::producer::add_to_linker::<T, D>(linker, host_getter)?;
                Ok(())
            }
            pub fn demo_queue_handler(&self) -> &exports::demo::queue::handler::Guest {
                &self.interface0
            }
        }
    };
    pub mod demo {
        pub mod queue {
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
                pub struct Message {
                    #[component(name = "id")]
                    pub id: u32,
                    #[component(name = "text")]
                    pub text: ::hostplug::__private::wt::component::__internal::String,
                }
                impl core::fmt::Debug for Message {
                    fn fmt(
                        &self,
                        f: &mut core::fmt::Formatter<'_>,
                    ) -> core::fmt::Result {
                        f.debug_struct("Message")
                            .field("id", &self.id)
                            .field("text", &self.text)
                            .finish()
                    }
                }
                const _: () = {
                    assert!(
                        12 == < Message as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        4 == < Message as
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
                pub enum Refusal {
                    #[component(name = "busy")]
                    Busy,
                    #[component(name = "never")]
                    Never,
                }
                impl Refusal {
                    pub fn name(&self) -> &'static str {
                        match self {
                            Refusal::Busy => "busy",
                            Refusal::Never => "never",
                        }
                    }
                    pub fn message(&self) -> &'static str {
                        match self {
                            Refusal::Busy => "",
                            Refusal::Never => "",
                        }
                    }
                }
                impl core::fmt::Debug for Refusal {
                    fn fmt(
                        &self,
                        f: &mut core::fmt::Formatter<'_>,
                    ) -> core::fmt::Result {
                        f.debug_struct("Refusal")
                            .field("code", &(*self as i32))
                            .field("name", &self.name())
                            .field("message", &self.message())
                            .finish()
                    }
                }
                impl core::fmt::Display for Refusal {
                    fn fmt(
                        &self,
                        f: &mut core::fmt::Formatter<'_>,
                    ) -> core::fmt::Result {
                        write!(f, "{} (error {})", self.name(), * self as i32)
                    }
                }
                impl core::error::Error for Refusal {}
                const _: () = {
                    assert!(
                        1 == < Refusal as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        1 == < Refusal as
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
                pub trait Host {}
                impl<_T: Host + ?Sized> Host for &mut _T {}
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
                    let mut inst = linker.instance("demo:queue/types@1.2.0")?;
                    add_to_linker_instance::<T, D>(&mut inst, host_getter)
                }
            }
            #[allow(clippy::all)]
            pub mod producer {
                #[allow(unused_imports)]
                use ::hostplug::__private::wt::component::__internal::Box;
                pub type Message = super::super::super::demo::queue::types::Message;
                const _: () = {
                    assert!(
                        12 == < Message as
                        ::hostplug::__private::wt::component::ComponentType >::SIZE32
                    );
                    assert!(
                        4 == < Message as
                        ::hostplug::__private::wt::component::ComponentType >::ALIGN32
                    );
                };
                pub trait HostWithStore<
                    T,
                >: ::hostplug::__private::wt::component::HasData + Send {}
                impl<H: ?Sized, T> HostWithStore<T> for H
                where
                    H: ::hostplug::__private::wt::component::HasData + Send,
                {}
                pub trait Host: Send {
                    fn push(
                        &mut self,
                        message: Message,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<()>,
                    > + Send;
                }
                impl<_T: Host + ?Sized + Send> Host for &mut _T {
                    fn push(
                        &mut self,
                        message: Message,
                    ) -> impl ::core::future::Future<
                        Output = ::hostplug::__private::wt::Result<()>,
                    > + Send {
                        async move { Host::push(*self, message).await }
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
                    T: 'static + Send,
                {
                    inst.func_wrap_async(
                        "push",
                        move |
                            mut caller: ::hostplug::__private::wt::StoreContextMut<
                                '_,
                                T,
                            >,
                            (arg0,): (Message,)|
                        {
                            ::hostplug::__private::wt::component::__internal::Box::new(async move {
                                let host = &mut host_getter(caller.data_mut());
                                let r = Host::push(host, arg0).await;
                                ::hostplug::__private::wt::ToWasmtimeResult::to_wasmtime_result(
                                    r,
                                )
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
                    for<'a> D::Data<'a>: Host,
                    T: 'static + Send,
                {
                    let mut inst = linker.instance("demo:queue/producer@1.2.0")?;
                    add_to_linker_instance::<T, D>(&mut inst, host_getter)
                }
            }
        }
    }
    pub mod exports {
        pub mod demo {
            pub mod queue {
                #[allow(clippy::all)]
                pub mod handler {
                    #[allow(unused_imports)]
                    use ::hostplug::__private::wt::component::__internal::Box;
                    pub type Message = super::super::super::super::demo::queue::types::Message;
                    const _: () = {
                        assert!(
                            12 == < Message as
                            ::hostplug::__private::wt::component::ComponentType >::SIZE32
                        );
                        assert!(
                            4 == < Message as
                            ::hostplug::__private::wt::component::ComponentType
                            >::ALIGN32
                        );
                    };
                    pub type Refusal = super::super::super::super::demo::queue::types::Refusal;
                    const _: () = {
                        assert!(
                            1 == < Refusal as
                            ::hostplug::__private::wt::component::ComponentType >::SIZE32
                        );
                        assert!(
                            1 == < Refusal as
                            ::hostplug::__private::wt::component::ComponentType
                            >::ALIGN32
                        );
                    };
                    #[derive(Clone)]
                    pub struct Guest {
                        handle: ::hostplug::__private::wt::component::Func,
                        double: ::hostplug::__private::wt::component::Func,
                    }
                    #[derive(Clone)]
                    pub struct GuestIndices {
                        handle: ::hostplug::__private::wt::component::ComponentExportIndex,
                        double: ::hostplug::__private::wt::component::ComponentExportIndex,
                    }
                    impl GuestIndices {
                        /// Constructor for [`GuestIndices`] which takes a
                        /// [`Component`](::hostplug::__private::wt::component::Component) as input and can be executed
                        /// before instantiation.
                        ///
                        /// This constructor can be used to front-load string lookups to find exports
                        /// within a component.
                        pub fn new<_T>(
                            _instance_pre: &::hostplug::__private::wt::component::InstancePre<
                                _T,
                            >,
                        ) -> ::hostplug::__private::wt::Result<GuestIndices> {
                            let instance = _instance_pre
                                .component()
                                .get_export_index(None, "demo:queue/handler@1.2.0")
                                .ok_or_else(|| {
                                    ::hostplug::__private::wt::format_err!(
                                        "no exported instance named `demo:queue/handler@1.2.0`"
                                    )
                                })?;
                            let mut lookup = move |name: &str| {
                                _instance_pre
                                    .component()
                                    .get_export_index(Some(&instance), name)
                                    .ok_or_else(|| {
                                        ::hostplug::__private::wt::format_err!(
                                            "instance export `demo:queue/handler@1.2.0` does \
                    not have export `{name}`"
                                        )
                                    })
                            };
                            let _ = &mut lookup;
                            let handle = lookup("handle")?;
                            let double = lookup("double")?;
                            Ok(GuestIndices { handle, double })
                        }
                        pub fn load(
                            &self,
                            mut store: impl ::hostplug::__private::wt::AsContextMut,
                            instance: &::hostplug::__private::wt::component::Instance,
                        ) -> ::hostplug::__private::wt::Result<Guest> {
                            let _instance = instance;
                            let _instance_pre = _instance.instance_pre(&store);
                            let _instance_type = _instance_pre.instance_type();
                            let mut store = store.as_context_mut();
                            let _ = &mut store;
                            let handle = *_instance
                                .get_typed_func::<
                                    (&Message,),
                                    (Result<u32, Refusal>,),
                                >(&mut store, &self.handle)?
                                .func();
                            let double = *_instance
                                .get_typed_func::<(u32,), (u32,)>(&mut store, &self.double)?
                                .func();
                            Ok(Guest { handle, double })
                        }
                    }
                    impl Guest {
                        pub fn func_handle(
                            &self,
                        ) -> ::hostplug::__private::wt::component::TypedFunc<
                            (&Message,),
                            (Result<u32, Refusal>,),
                        > {
                            unsafe {
                                ::hostplug::__private::wt::component::TypedFunc::<
                                    (&Message,),
                                    (Result<u32, Refusal>,),
                                >::new_unchecked(self.handle)
                            }
                        }
                        /// Handles one message, and answers how many bytes it has.
                        pub async fn call_handle<
                            S: ::hostplug::__private::wt::AsContextMut,
                        >(
                            &self,
                            mut store: S,
                            arg0: &Message,
                        ) -> ::hostplug::__private::wt::Result<Result<u32, Refusal>>
                        where
                            <S as ::hostplug::__private::wt::AsContext>::Data: Send,
                        {
                            let callee = self.func_handle();
                            let (ret0,) = callee
                                .call_async(store.as_context_mut(), (arg0,))
                                .await?;
                            Ok(ret0)
                        }
                        pub fn func_double(
                            &self,
                        ) -> ::hostplug::__private::wt::component::TypedFunc<
                            (u32,),
                            (u32,),
                        > {
                            unsafe {
                                ::hostplug::__private::wt::component::TypedFunc::<
                                    (u32,),
                                    (u32,),
                                >::new_unchecked(self.double)
                            }
                        }
                        pub async fn call_double<_T, _D>(
                            &self,
                            accessor: &::hostplug::__private::wt::component::Accessor<
                                _T,
                                _D,
                            >,
                            arg0: u32,
                        ) -> ::hostplug::__private::wt::Result<u32>
                        where
                            _T: Send,
                            _D: ::hostplug::__private::wt::component::HasData,
                        {
                            let callee = self.func_double();
                            let (ret0,) = callee
                                .call_concurrent(accessor, (arg0,))
                                .await?;
                            Ok(ret0)
                        }
                    }
                }
            }
        }
    }
    /// A binary-encoded description of the WIT world that these bindings were generated from.
    ///
    /// This can be decoded with the `wit_parser::decoding::decode_world` function to recover the WIT `Resolve` and `WorldId` that were used to generate these bindings.
    pub const COMPONENT_TYPE: &[u8] = b"\x00asm\r\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\xcd\x02\x01A\x02\x01A\x08\x01B\x04\x01r\x02\x02idy\x04texts\x04\x00\x07message\x03\x00\x00\x01m\x02\x04busy\x05never\x04\x00\x07refusal\x03\x00\x02\x03\x00\x16demo:queue/types@1.2.0\x05\x00\x02\x03\x00\x00\x07message\x01B\x04\x02\x03\x02\x01\x01\x04\x00\x07message\x03\x00\x00\x01@\x01\x07message\x01\x01\x00\x04\x00\x04push\x01\x02\x03\x00\x19demo:queue/producer@1.2.0\x05\x02\x02\x03\x00\x00\x07refusal\x01B\t\x02\x03\x02\x01\x01\x04\x00\x07message\x03\x00\x00\x02\x03\x02\x01\x03\x04\x00\x07refusal\x03\x00\x02\x01j\x01y\x01\x03\x01@\x01\x07message\x01\x00\x04\x04\x00\x06handle\x01\x05\x01C\x01\x01ny\x00y\x04\x00\x06double\x01\x06\x04\x00\x18demo:queue/handler@1.2.0\x05\x04\x04\x00\x17demo:queue/plugin@1.2.0\x04\x00\x0b\x0c\x01\x00\x06plugin\x03\x00\x00\x00/\tproducers\x01\x0cprocessed-by\x01\rwit-component\x070.254.2";
    /// The interface `demo:queue/types@1.2.0`.
    #[doc(inline)]
    pub use self::demo::queue::types;
    /// The interface `demo:queue/producer@1.2.0`.
    /// `Caller<'_, Plugin>` implements `Host`.
    #[doc(inline)]
    pub use self::demo::queue::producer;
    /// `demo:queue/handler@1.2.0`, which components export and plugins of `demo:queue/plugin@1.2.0` call.
    pub mod handler {
        pub use super::exports::demo::queue::handler::*;
        /// Calls `demo:queue/handler@1.2.0` of a component, each time on a fresh instance.
        ///
        /// [`Scope::export`](::hostplug::Scope::export) finds it. Functions that take or give resources, streams or futures are called in a [`Session`], which [`Exported::instantiate`](::hostplug::Exported::instantiate) makes.
        #[derive(Clone, Debug)]
        pub struct Component(::hostplug::Exported<Component>);
        impl Component {
            ///Handles one message, and answers how many bytes it has.
            pub async fn handle(
                &self,
                message: &super::exports::demo::queue::handler::Message,
            ) -> ::core::result::Result<
                ::core::result::Result<
                    u32,
                    super::exports::demo::queue::handler::Refusal,
                >,
                ::hostplug::InvokeError,
            > {
                let __call = async move {
                    let mut __session = self.0.open().await?;
                    let (__store, __guest) = __session.split();
                    let __answer = __guest.call_handle(__store, message).await;
                    ::core::result::Result::Ok(__session.end(__answer))
                };
                self.0.call("handle", __call).await
            }
            pub async fn double(
                &self,
                n: u32,
            ) -> ::core::result::Result<u32, ::hostplug::InvokeError> {
                let __call = async move {
                    let mut __session = self.0.open().await?;
                    let (__store, __guest) = __session.split();
                    let __answer = __store
                        .run_concurrent(async move |__accessor| {
                            __guest.call_double(__accessor, n).await
                        })
                        .await
                        .flatten();
                    ::core::result::Result::Ok(__session.end(__answer))
                };
                self.0.call("double", __call).await
            }
        }
        impl ::core::ops::Deref for Component {
            type Target = ::hostplug::Exported<Component>;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
        /// Calls `demo:queue/handler@1.2.0` of one instance of a component, as often as one likes.
        ///
        /// [`Exported::instantiate`](::hostplug::Exported::instantiate) makes one. It is a [`Session`](::hostplug::Session) with a method for each function.
        #[derive(Debug)]
        #[must_use]
        pub struct Session<'a>(::hostplug::Session<'a, Component>);
        impl Session<'_> {
            ///Handles one message, and answers how many bytes it has.
            pub async fn handle(
                &mut self,
                message: &super::exports::demo::queue::handler::Message,
            ) -> ::core::result::Result<
                ::core::result::Result<
                    u32,
                    super::exports::demo::queue::handler::Refusal,
                >,
                ::hostplug::InvokeError,
            > {
                let (__policy, __store, __guest) = self.0.parts();
                let __call = async move {
                    ::core::result::Result::Ok(
                        __guest.call_handle(__store, message).await,
                    )
                };
                ::hostplug::__private::call(__policy, "handle", __call).await
            }
            pub async fn double(
                &mut self,
                n: u32,
            ) -> ::core::result::Result<u32, ::hostplug::InvokeError> {
                let (__policy, __store, __guest) = self.0.parts();
                let __call = async move {
                    ::core::result::Result::Ok(
                        __store
                            .run_concurrent(async move |__accessor| {
                                __guest.call_double(__accessor, n).await
                            })
                            .await
                            .flatten(),
                    )
                };
                ::hostplug::__private::call(__policy, "double", __call).await
            }
        }
        impl<'a> ::core::ops::Deref for Session<'a> {
            type Target = ::hostplug::Session<'a, Component>;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
        impl ::core::ops::DerefMut for Session<'_> {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }
        impl ::hostplug::Callable for Component {
            type Guest = super::exports::demo::queue::handler::Guest;
            type Session<'a> = Session<'a>;
            type Indices = super::exports::demo::queue::handler::GuestIndices;
            const INTERFACE: &'static str = "demo:queue/handler@1.2.0";
            fn find(
                component: &::hostplug::wasmtime::component::InstancePre<
                    ::hostplug::State,
                >,
            ) -> ::hostplug::wasmtime::Result<Self::Indices> {
                ::hostplug::__private::check_export(
                    component,
                    "demo:queue/handler@1.2.0",
                    "handle",
                    super::exports::demo::queue::handler::Guest::func_handle,
                )?;
                ::hostplug::__private::check_export(
                    component,
                    "demo:queue/handler@1.2.0",
                    "double",
                    super::exports::demo::queue::handler::Guest::func_double,
                )?;
                super::exports::demo::queue::handler::GuestIndices::new(component)
            }
            fn load(
                indices: &Self::Indices,
                store: &mut ::hostplug::wasmtime::Store<::hostplug::State>,
                instance: &::hostplug::wasmtime::component::Instance,
            ) -> ::hostplug::wasmtime::Result<Self::Guest> {
                indices.load(store, instance)
            }
            fn new(exported: ::hostplug::Exported<Self>) -> Self {
                Component(exported)
            }
            fn session(session: ::hostplug::Session<'_, Self>) -> Self::Session<'_> {
                Session(session)
            }
        }
    }
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
            "queue",
            "types",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(1u64, 2u64, 0u64, "", ""),
            ),
        ),
        ::hostplug::InterfaceId::from_static(
            "demo",
            "queue",
            "producer",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(1u64, 2u64, 0u64, "", ""),
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
        type Binding = Option<queue::handler::Component>;
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
                functions: &["push"],
                concurrent: false,
            },
        ];
        const EXPORTS: &'static [::hostplug::__private::StaticInterface] = &[
            ::hostplug::__private::StaticInterface {
                id: &::hostplug::InterfaceId::from_static(
                    "demo",
                    "queue",
                    "handler",
                    ::core::option::Option::Some(
                        ::hostplug::Version::from_static(1u64, 2u64, 0u64, "", ""),
                    ),
                ),
                functions: &["handle", "double"],
                concurrent: true,
            },
        ];
        fn export(
            __interface: usize,
            __component: &::hostplug::wasmtime::component::InstancePre<::hostplug::State>,
        ) -> ::hostplug::wasmtime::Result<::hostplug::Export> {
            match __interface {
                0usize => {
                    ::hostplug::__private::export::<
                        queue::handler::Component,
                    >(__component)
                }
                _ => ::hostplug::__private::no_such_interface(__interface),
            }
        }
        fn steps() -> ::hostplug::__private::Steps<Self> {
            fn makes_its_bindings_itself<P: ::hostplug::Lifecycle>() -> ::hostplug::__private::Steps<
                P,
            > {
                ::hostplug::__private::written()
            }
            makes_its_bindings_itself::<Plugin>()
        }
        const COMPONENT_TYPE: &'static [u8] = queue::COMPONENT_TYPE;
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
                        queue::demo::queue::types::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_types;
                    __serves(__instance, __getter)
                }
                1usize => {
                    fn serves_producer(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __ProducerHost1<'a>,
                    {
                        queue::demo::queue::producer::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_producer;
                    __serves(__instance, __getter)
                }
                _ => ::hostplug::__private::no_such_interface(__interface),
            }
        }
    }
    fn all_workloads_share_the_plugin<P: ::core::marker::Sync>() {}
    const _: fn() = || all_workloads_share_the_plugin::<Plugin>();
    impl queue::demo::queue::types::Host for ::hostplug::Caller<'_, Plugin> {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:queue/producer@1.2.0`",
        label = "missing `impl queue::producer::Host for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __ProducerHost1<'a>: queue::demo::queue::producer::Host {}
    #[diagnostic::do_not_recommend]
    impl<T: queue::demo::queue::producer::Host> __ProducerHost1<'_> for T {}
};
impl Lifecycle for Plugin {
    async fn bind(
        &self,
        scope: &Scope,
        (): (),
    ) -> wasmtime::Result<Option<queue::handler::Component>> {
        Ok(scope.export())
    }
}
impl queue::producer::Host for Caller<'_, Plugin> {
    async fn push(&mut self, _: queue::types::Message) -> hostplug::Result<()> {
        Ok(())
    }
}
