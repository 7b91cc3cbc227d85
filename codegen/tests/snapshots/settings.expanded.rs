#[derive(Debug)]
pub(crate) struct Plugin;
/// Bindings of the WIT world `demo:config/plugin@0.2.0-rc.1`.
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
pub(crate) mod config {
    type __Fail0 = ::hostplug::Fail<self::demo::config::store::Error>;
    ::hostplug::wasmtime::component::bindgen!(
        { world : "demo:config/plugin@0.2.0-rc.1", path : "../wit/none", inline :
        "\n        package demo:config@0.2.0-rc.1;\n        interface store {\n            variant error { upstream(string), io(string) }\n            get: func(key: string) -> result<option<string>, error>;\n        }\n        world plugin { import store; }\n    ",
        wasmtime_crate : ::hostplug::__private::wt, imports : { default : async |
        trappable }, with : {}, trappable_error_type : {
        "demo:config/store@0.2.0-rc.1.error" => self::__Fail0, }, require_store_data_send
        : true, include_component_type : true, }
    );
    /// The interface `demo:config/store@0.2.0-rc.1`.
    /// `Caller<'_, Plugin>` implements `Host`.
    #[doc(inline)]
    pub use self::demo::config::store;
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
            "config",
            "store",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(0u64, 2u64, 0u64, "rc.1", ""),
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
        type Config = BTreeMap<String, String>;
        type Binding = BTreeMap<String, String>;
        type State = ();
        const NAME: &'static str = "settings";
        const INTERFACES: &'static [::hostplug::InterfaceId] = Plugin::INTERFACES;
        const IMPORTS: &'static [::hostplug::__private::StaticInterface] = &[
            ::hostplug::__private::StaticInterface {
                id: &Plugin::INTERFACES[0usize],
                functions: &["get"],
                concurrent: false,
            },
        ];
        const EXPORTS: &'static [::hostplug::__private::StaticInterface] = &[];
        fn steps() -> ::hostplug::__private::Steps<Self> {
            use ::hostplug::__private::{Unwritten as _, Written as _};
            (&::hostplug::__private::Lifecycles::<Self>::OF).steps()
        }
        const COMPONENT_TYPE: &'static [u8] = config::COMPONENT_TYPE;
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
                    fn serves_store(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __StoreHost0<'a>,
                    {
                        config::demo::config::store::add_to_linker_instance::<
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
    impl ::hostplug::WitError for config::demo::config::store::Error {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:config/store@0.2.0-rc.1`",
        label = "missing `impl config::store::Host for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __StoreHost0<'a>: config::demo::config::store::Host {}
    #[diagnostic::do_not_recommend]
    impl<T: config::demo::config::store::Host> __StoreHost0<'_> for T {}
};
