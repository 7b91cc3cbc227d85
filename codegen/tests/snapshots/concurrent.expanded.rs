pub(crate) struct Plugin;
/// Bindings of the WIT world `demo:feed/plugin`.
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
pub(crate) mod feed {
    type __Fail0 = ::hostplug::Fail<self::demo::feed::feed::Error>;
    ::hostplug::wasmtime::component::bindgen!(
        { world : "demo:feed/plugin", path : "../wit/none", inline :
        "\n        package demo:feed;\n        interface feed {\n            enum error { dry }\n            next: async func(after: u32) -> result<u32, error>;\n            bytes: async func() -> stream<u8>;\n            end: async func() -> future<string>;\n        }\n        world plugin { import feed; }\n    ",
        wasmtime_crate : ::hostplug::__private::wt, imports : { default : async |
        trappable }, with : {}, trappable_error_type : { "demo:feed/feed.error" =>
        self::__Fail0, }, require_store_data_send : true, include_component_type : true,
        }
    );
    /// The interface `demo:feed/feed`.
    /// [`Plugin`](super::Plugin) implements `HostWithStore`.
    #[doc(inline)]
    pub use self::demo::feed::feed;
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
            "feed",
            "feed",
            ::core::option::Option::None,
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
                functions: &["next", "bytes", "end"],
                concurrent: true,
            },
        ];
        const EXPORTS: &'static [::hostplug::__private::StaticInterface] = &[];
        fn steps() -> ::hostplug::__private::Steps<Self> {
            use ::hostplug::__private::{Unwritten as _, Written as _};
            (&::hostplug::__private::Lifecycles::<Self>::OF).steps()
        }
        const COMPONENT_TYPE: &'static [u8] = feed::COMPONENT_TYPE;
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
                    fn serves_feed(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> Plugin: __FeedHostWithStore0<'a>,
                    {
                        feed::demo::feed::feed::add_to_linker_instance::<
                            ::hostplug::State,
                            Plugin,
                        >(__instance, __getter)
                    }
                    let __serves = serves_feed;
                    __serves(__instance, __getter)
                }
                _ => ::hostplug::__private::no_such_interface(__interface),
            }
        }
    }
    fn all_workloads_share_the_plugin<P: ::core::marker::Sync>() {}
    const _: fn() = || all_workloads_share_the_plugin::<Plugin>();
    impl feed::demo::feed::feed::Host for ::hostplug::Caller<'_, Plugin> {
        fn convert_error(
            &mut self,
            __error: ::hostplug::Fail<feed::demo::feed::feed::Error>,
        ) -> ::hostplug::wasmtime::Result<feed::demo::feed::feed::Error> {
            __error.into_wit()
        }
    }
    impl ::hostplug::WitError for feed::demo::feed::feed::Error {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:feed/feed`",
        label = "missing `impl feed::feed::HostWithStore<hostplug::State> for Plugin`",
        note = "`async` functions of WIT are implemented for the plugin itself, with an `Accessor` of the store",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __FeedHostWithStore0<
        'a,
    >: feed::demo::feed::feed::HostWithStore<::hostplug::State> {}
    #[diagnostic::do_not_recommend]
    impl<
        T: feed::demo::feed::feed::HostWithStore<::hostplug::State>,
    > __FeedHostWithStore0<'_> for T {}
};
