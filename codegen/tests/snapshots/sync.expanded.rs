pub(crate) struct Plugin;
/// Bindings of the WIT world `demo:clock/plugin`.
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
pub(crate) mod clock {
    #[doc(hidden)]
    pub mod __with {
        use super::super::*;
        pub type __With0 = u64;
        const _: fn() = || {
            fn resource_table_entries_move_between_threads<
                T: ::core::marker::Send + 'static,
            >() {}
            resource_table_entries_move_between_threads::<__With0>();
        };
    }
    ::hostplug::wasmtime::component::bindgen!(
        { world : "demo:clock/plugin", path : "../wit/none", inline :
        "\n        package demo:clock;\n        interface clock {\n            resource alarm { constructor(at: u64); at: func() -> u64; }\n            now: func() -> u64;\n            wait: func(until: u64);\n        }\n        world plugin { import clock; }\n    ",
        wasmtime_crate : ::hostplug::__private::wt, imports : { "demo:clock/clock.now" :
        trappable, "demo:clock/clock.[method]alarm.at" : trappable,
        "demo:clock/clock.[drop]alarm" : trappable, default : async | trappable }, with :
        { "demo:clock/clock.alarm" : self::__with::__With0, }, trappable_error_type : {},
        require_store_data_send : true, include_component_type : true, }
    );
    /// The interface `demo:clock/clock`.
    /// `Caller<'_, Plugin>` implements `Host`, `HostAlarm`.
    #[doc(inline)]
    pub use self::demo::clock::clock;
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
            "clock",
            "clock",
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
                functions: &["[constructor]alarm", "[method]alarm.at", "now", "wait"],
                concurrent: false,
            },
        ];
        const EXPORTS: &'static [::hostplug::__private::StaticInterface] = &[];
        fn steps() -> ::hostplug::__private::Steps<Self> {
            use ::hostplug::__private::{Unwritten as _, Written as _};
            (&::hostplug::__private::Lifecycles::<Self>::OF).steps()
        }
        const COMPONENT_TYPE: &'static [u8] = clock::COMPONENT_TYPE;
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
                    fn serves_clock(
                        __instance: &mut ::hostplug::__private::wt::component::LinkerInstance<
                            '_,
                            ::hostplug::State,
                        >,
                        __getter: ::hostplug::__private::Getter<Plugin>,
                    ) -> ::hostplug::wasmtime::Result<()>
                    where
                        for<'a> ::hostplug::Caller<'a, Plugin>: __ClockHost0<'a>,
                    {
                        clock::demo::clock::clock::add_to_linker_instance::<
                            ::hostplug::State,
                            ::hostplug::__private::Of<Plugin>,
                        >(__instance, __getter)
                    }
                    let __serves = serves_clock;
                    __serves(__instance, __getter)
                }
                _ => ::hostplug::__private::no_such_interface(__interface),
            }
        }
    }
    fn all_workloads_share_the_plugin<P: ::core::marker::Sync>() {}
    const _: fn() = || all_workloads_share_the_plugin::<Plugin>();
    #[diagnostic::on_unimplemented(
        message = "plugin `Plugin` does not implement `demo:clock/clock`",
        label = "missing `impl clock::clock::Host for Caller<'_, Plugin>`",
        note = "host traits are implemented for `Caller<'_, ..>`, which carries the plugin, the binding and the resources",
        note = "`plugin-gen stub --write` writes all that is missing, with every signature"
    )]
    trait __ClockHost0<'a>: clock::demo::clock::clock::Host {}
    #[diagnostic::do_not_recommend]
    impl<T: clock::demo::clock::clock::Host> __ClockHost0<'_> for T {}
};
