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
    ::hostplug::wasmtime::component::bindgen!(
        { world : "demo:queue/plugin@1.2.0", path : "../wit/none", inline :
        "\n        package demo:queue@1.2.0;\n        interface types { record message { id: u32, text: string } enum refusal { busy, never } }\n        interface producer { use types.{message}; push: func(message: message); }\n        interface handler {\n            use types.{message, refusal};\n            /// Handles one message, and answers how many bytes it has.\n            handle: func(message: message) -> result<u32, refusal>;\n            double: async func(n: u32) -> u32;\n        }\n        world plugin { import producer; export handler; }\n    ",
        wasmtime_crate : ::hostplug::__private::wt, imports : { default : async |
        trappable }, exports : { default : async }, with : {}, trappable_error_type : {},
        require_store_data_send : true, include_component_type : true, }
    );
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
