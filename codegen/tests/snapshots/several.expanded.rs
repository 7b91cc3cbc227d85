pub(crate) struct Plugin {
    price: u64,
}
/// Bindings of the WIT world `hostplug:synthesized/plugin`.
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
pub(crate) mod shop {
    type __Fail0 = ::hostplug::Fail<self::demo::shop::stock::Error>;
    type __Fail1 = ::hostplug::Fail<self::demo::shop::prices::Reason>;
    ::hostplug::wasmtime::component::bindgen!(
        { world : "hostplug:synthesized/plugin", path : "../wit/none", inline :
        "\n        package demo:shop@0.3.1;\n        interface stock { enum error { none } count: func(of: string) -> result<u32, error>; }\n        interface prices { type reason = string; price: func(of: string) -> result<u64, reason>; }\n        package demo:log { interface stock { log: func(line: string); } }\n    \npackage hostplug:synthesized { world plugin { import %demo:%shop/%stock@0.3.1; import %demo:%shop/%prices@0.3.1; import %demo:%log/%stock;  } }",
        wasmtime_crate : ::hostplug::__private::wt, imports : { default : async |
        trappable }, with : {}, trappable_error_type : { "demo:shop/stock@0.3.1.error" =>
        self::__Fail0, "demo:shop/prices@0.3.1.reason" => self::__Fail1, },
        require_store_data_send : true, include_component_type : true, }
    );
    /// The interface `demo:shop/stock@0.3.1`.
    /// `Caller<'_, Plugin>` implements `Host`.
    #[doc(inline)]
    pub use self::demo::shop::stock;
    /// The interface `demo:shop/prices@0.3.1`.
    /// `Caller<'_, Plugin>` implements `Host`.
    #[doc(inline)]
    pub use self::demo::shop::prices;
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
            "shop",
            "stock",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(0u64, 3u64, 1u64, "", ""),
            ),
        ),
        ::hostplug::InterfaceId::from_static(
            "demo",
            "shop",
            "prices",
            ::core::option::Option::Some(
                ::hostplug::Version::from_static(0u64, 3u64, 1u64, "", ""),
            ),
        ),
        ::hostplug::InterfaceId::from_static(
            "demo",
            "log",
            "stock",
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
                functions: &["count"],
                concurrent: false,
            },
            ::hostplug::__private::StaticInterface {
                id: &Plugin::INTERFACES[1usize],
                functions: &["price"],
                concurrent: false,
            },
            ::hostplug::__private::StaticInterface {
                id: &Plugin::INTERFACES[2usize],
                functions: &["log"],
                concurrent: false,
            },
        ];
        const EXPORTS: &'static [::hostplug::__private::StaticInterface] = &[];
        fn steps() -> ::hostplug::__private::Steps<Self> {
            use ::hostplug::__private::{Unwritten as _, Written as _};
            (&::hostplug::__private::Lifecycles::<Self>::OF).steps()
        }
        const COMPONENT_TYPE: &'static [u8] = shop::COMPONENT_TYPE;
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
                    fn serves_stock(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __StockHost1<'a>,
                    {
                        shop::demo::shop::stock::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_stock;
                    __serves(__instance, __getter)
                }
                1usize => {
                    fn serves_prices(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __PricesHost2<'a>,
                    {
                        shop::demo::shop::prices::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_prices;
                    __serves(__instance, __getter)
                }
                2usize => {
                    fn serves_stock(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __StockHost0<'a>,
                    {
                        shop::demo::log::stock::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_stock;
                    __serves(__instance, __getter)
                }
                _ => ::hostplug::__private::no_such_interface(__interface),
            }
        }
    }
    fn all_workloads_share_the_plugin<P: ::core::marker::Sync>() {}
    const _: fn() = || all_workloads_share_the_plugin::<Plugin>();
    impl ::hostplug::WitError for shop::demo::shop::stock::Error {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:shop/stock@0.3.1`",
        label = "missing `impl shop::stock::Host for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __StockHost1<'a>: shop::demo::shop::stock::Host {}
    #[diagnostic::do_not_recommend]
    impl<T: shop::demo::shop::stock::Host> __StockHost1<'_> for T {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:shop/prices@0.3.1`",
        label = "missing `impl shop::prices::Host for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __PricesHost2<'a>: shop::demo::shop::prices::Host {}
    #[diagnostic::do_not_recommend]
    impl<T: shop::demo::shop::prices::Host> __PricesHost2<'_> for T {}
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:log/stock`",
        label = "missing `impl shop::demo::log::stock::Host for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __StockHost0<'a>: shop::demo::log::stock::Host {}
    #[diagnostic::do_not_recommend]
    impl<T: shop::demo::log::stock::Host> __StockHost0<'_> for T {}
};
