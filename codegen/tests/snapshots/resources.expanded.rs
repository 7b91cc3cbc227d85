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
    ::hostplug::wasmtime::component::bindgen!(
        { world : "demo:store/plugin@1.0.0", path : "../wit/none", inline :
        "\n        package demo:store@1.0.0;\n        interface types { record entry { key: string, value: list<u8> } enum error { full, gone } }\n        interface store {\n            use types.{entry, error};\n            flags access { read, write }\n            resource bucket {\n                constructor(access: access);\n                get: func(key: string) -> result<entry, error>;\n                merge: static func(a: bucket, b: borrow<bucket>) -> bucket;\n            }\n        }\n        world plugin { import store; }\n    ",
        wasmtime_crate : ::hostplug::__private::wt, imports : { default : async |
        trappable }, with : { "demo:store/store@1.0.0.bucket" : self::__with::__With0, },
        trappable_error_type : { "demo:store/types@1.0.0.error" => self::__Fail0, },
        require_store_data_send : true, include_component_type : true, }
    );
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
