//! The expansion means its own names, whatever the author calls his.

use crate::host::Host;
use crate::wat::forwarding;

mod shadowed {
    #![expect(dead_code, reason = "these items only stand in the way")]

    use crate::reexport::sdk::{Caller, host_plugin};

    struct Result;
    struct Option;
    struct Vec;
    struct String;
    struct Box;
    struct State;
    struct Ok;
    trait Send {}
    trait Future {}
    trait Host {}
    mod std {}
    mod core {}
    mod wasmtime {}
    mod hostplug {}

    #[host_plugin(
        world = "demo:shadow/plugin",
        inline = "
            package demo:shadow;
            interface shadow {
                enum error { e }
                flags access { read, write }
                get: func() -> result<u32, error>;
                mode: func() -> access;
                first: func(names: list<string>) -> option<string>;
            }
            world plugin { import shadow; }
        "
    )]
    pub(super) struct Plugin;

    use ::std::option::Option as Maybe;
    use ::std::string::String as Text;
    use ::std::vec::Vec as List;

    impl shadow::shadow::Host for Caller<'_, Plugin> {
        async fn get(&mut self) -> ::hostplug::Result<u32, shadow::shadow::Error> {
            ::std::result::Result::Ok(5)
        }

        async fn mode(&mut self) -> ::hostplug::Result<shadow::shadow::Access> {
            ::std::result::Result::Ok(shadow::shadow::Access::READ)
        }

        async fn first(&mut self, names: List<Text>) -> ::hostplug::Result<Maybe<Text>> {
            ::std::result::Result::Ok(names.into_iter().next())
        }

        fn convert_error(
            &mut self,
            error: ::hostplug::Fail<shadow::shadow::Error>,
        ) -> ::hostplug::Result<shadow::shadow::Error> {
            error.into_wit()
        }
    }
}

#[tokio::test]
async fn items_of_the_author_do_not_stand_in_the_way() {
    Host::of(shadowed::Plugin).await;
}

mod reexported {
    use crate::reexport::sdk::wasmtime::component::Resource;
    use crate::reexport::sdk::{self, Caller, host_plugin};

    #[host_plugin(
        world = "demo:again/plugin",
        inline = "
            package demo:again;
            interface again { resource thing { constructor(); } get: func() -> u32; }
            world plugin { import again; }
        ",
        with("demo:again/again.thing" = Vec<String>),
        crate = crate::reexport::sdk
    )]
    pub(super) struct Again;

    impl again::again::Host for Caller<'_, Again> {
        async fn get(&mut self) -> sdk::Result<u32> {
            Ok(6)
        }
    }

    impl again::again::HostThing for Caller<'_, Again> {
        async fn new(&mut self) -> sdk::Result<Resource<Vec<String>>> {
            Ok(self.table().push(Vec::new())?)
        }

        async fn drop(&mut self, thing: Resource<Vec<String>>) -> sdk::Result<()> {
            self.table().delete(thing)?;
            Ok(())
        }
    }
}

#[tokio::test]
async fn the_sdk_may_come_through_another_crate() {
    let host = Host::of(reexported::Again).await;
    assert_eq!(
        host.call::<u32>(&forwarding("demo:again/again", "get", "u32"), "run")
            .await
            .unwrap(),
        6
    );
}

/// Everything that generated code could mean by a bare name is something else here.
mod all_shadowed {
    #![expect(
        dead_code,
        non_camel_case_types,
        unused_macros,
        reason = "these items only stand in the way"
    )]

    use crate::reexport::sdk as other_name;

    struct Result;
    struct Option;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Vec;
    struct String;
    struct Box;
    struct State;
    struct Caller;
    struct Scope;
    struct Fail;
    struct Component;
    struct Resource;
    struct Linker;
    struct Plugin;
    struct HostPlugin;
    struct Lifecycle;
    struct instance;
    struct getter;
    struct interface;
    struct config;
    struct error;
    struct component;
    trait Send {}
    trait Sync {}
    trait Clone {}
    trait Debug {}
    trait Default {}
    trait Future {}
    trait Iterator {}
    trait Into {}
    trait From {}
    trait ToString {}
    trait Host {}
    mod std {}
    mod core {}
    mod alloc {}
    mod wasmtime {}
    mod hostplug {}
    mod wit {}
    mod serde {}
    mod tracing {}
    mod bindgen {}
    macro_rules! vec {
        ($($t:tt)*) => {
            compile_error!()
        };
    }
    macro_rules! panic {
        ($($t:tt)*) => {
            compile_error!()
        };
    }
    macro_rules! format {
        ($($t:tt)*) => {
            compile_error!()
        };
    }
    macro_rules! flags {
        ($($t:tt)*) => {
            compile_error!()
        };
    }
    macro_rules! bindgen {
        ($($t:tt)*) => {
            compile_error!()
        };
    }

    #[other_name::host_plugin(
        world = "demo:shade/plugin",
        inline = "
            package demo:shade;
            interface core {
                enum error { gone }
                flags access { read, write }
                record entry { key: string, values: list<option<u32>> }
                resource bucket { constructor(); get: func(key: string) -> result<entry, error>; }
                mode: func() -> access;
                later: async func(entry: entry) -> result<u32, error>;
            }
            interface hostplug {
                use core.{entry};
                handle: func(entry: entry) -> result<u32, string>;
                soon: async func(keys: list<string>) -> option<u32>;
            }
            world plugin { import core; export hostplug; }
        ",
        with("demo:shade/core.bucket" = u8),
        lifecycle
    )]
    pub(super) struct All;

    impl ::hostplug::Lifecycle for All {
        async fn bind(&self, _: &::hostplug::Scope, (): ()) -> ::hostplug::wasmtime::Result<()> {
            ::std::result::Result::Ok(())
        }
    }

    use self::shade::core::{Access, Entry, Error};

    impl shade::core::Host for ::hostplug::Caller<'_, All> {
        async fn mode(&mut self) -> ::hostplug::Result<Access> {
            ::std::result::Result::Ok(Access::READ)
        }

        fn convert_error(&mut self, fail: ::hostplug::Fail<Error>) -> ::hostplug::Result<Error> {
            fail.into_wit()
        }
    }

    impl shade::core::HostWithStore<::hostplug::State> for All {
        async fn later(
            _: &::hostplug::wasmtime::component::Accessor<::hostplug::State, Self>,
            _: Entry,
        ) -> ::hostplug::Result<u32, Error> {
            ::std::result::Result::Ok(1)
        }
    }

    impl shade::core::HostBucket for ::hostplug::Caller<'_, All> {
        async fn new(
            &mut self,
        ) -> ::hostplug::Result<::hostplug::wasmtime::component::Resource<u8>> {
            ::std::result::Result::Ok(self.table().push(1)?)
        }

        async fn get(
            &mut self,
            _: ::hostplug::wasmtime::component::Resource<u8>,
            _: ::std::string::String,
        ) -> ::hostplug::Result<Entry, Error> {
            ::std::result::Result::Err(Error::Gone.into())
        }

        async fn drop(
            &mut self,
            bucket: ::hostplug::wasmtime::component::Resource<u8>,
        ) -> ::hostplug::Result<()> {
            self.table().delete(bucket)?;
            ::std::result::Result::Ok(())
        }
    }
}

#[tokio::test]
async fn no_bare_name_of_the_expansion_is_the_authors() {
    Host::of(all_shadowed::All).await;
}

/// A plugin is an item, and stands wherever an item does.
mod places {
    use hostplug::{Caller, host_plugin};

    use crate::host::Host;

    mod private {
        pub(super) mod inner {
            use super::super::*;

            #[host_plugin(
                inline = "package demo:place; interface place { get: func() -> u32; } world w { import place; }"
            )]
            pub(in super::super) struct Restricted;

            impl place::place::Host for Caller<'_, Restricted> {
                async fn get(&mut self) -> hostplug::Result<u32> {
                    Ok(1)
                }
            }
        }
    }

    #[tokio::test]
    async fn a_plugin_may_be_visible_in_some_modules_alone() {
        Host::of(private::inner::Restricted).await;
        assert_eq!(private::inner::Restricted::INTERFACES.len(), 1);
    }

    #[tokio::test]
    async fn a_plugin_may_stand_in_a_function() {
        #[host_plugin(
            inline = "package demo:local; interface place { enum e { x } get: func() -> result<u32, e>; } world w { import place; }"
        )]
        struct Local;

        impl local::place::Host for Caller<'_, Local> {
            async fn get(&mut self) -> hostplug::Result<u32, local::place::E> {
                Ok(1)
            }

            fn convert_e(
                &mut self,
                error: hostplug::Fail<local::place::E>,
            ) -> hostplug::Result<local::place::E> {
                error.into_wit()
            }
        }

        Host::of(Local).await;
    }

    #[tokio::test]
    async fn a_plugin_may_stand_in_a_block_of_a_closure() {
        let host = async || {
            #[host_plugin(
                inline = "package demo:block; interface place { get: func(); } world w { import place; }"
            )]
            struct Local;

            impl block::place::Host for Caller<'_, Local> {
                async fn get(&mut self) -> hostplug::Result<()> {
                    Ok(())
                }
            }

            Host::of(Local).await
        };
        host().await;
    }
}

/// What a macro writes has names from two places: its own, and those of whoever calls it.
mod written_by_a_macro {
    use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};

    use crate::host::Host;

    macro_rules! plugin {
        ($vis:vis $plugin:ident in $module:ident, $world:literal, $resource:path, $config:ty, $inline:expr) => {
            #[host_plugin(
                world = $world,
                inline = $inline,
                with("demo:written/written.thing" = $resource),
                config = $config,
                bindings = $module
            )]
            $vis struct $plugin;

            impl $module::written::Host for Caller<'_, $plugin> {
                async fn get(&mut self) -> hostplug::Result<u32> {
                    Ok(1)
                }
            }

            impl $module::written::HostThing for Caller<'_, $plugin> {
                async fn drop(
                    &mut self,
                    thing: wasmtime::component::Resource<$resource>,
                ) -> hostplug::Result<()> {
                    self.table().delete(thing)?;
                    Ok(())
                }
            }
        };
    }

    plugin! {
        pub(crate) Written in made, "demo:written/plugin", Vec<u8>, (),
        "package demo:written; interface written { resource thing; get: func() -> u32; } world plugin { import written; }"
    }

    /// Nothing of the plugin comes from outside but the type that it keeps.
    macro_rules! whole {
        ($binding:ty) => {
            #[host_plugin(
                world = "demo:whole/plugin",
                inline = "
                    package demo:whole;
                    interface whole { enum e { x } get: func() -> result<u32, e>; }
                    interface answer { answer: func(n: u32) -> u32; later: async func(n: u32) -> u32; }
                    world plugin { import whole; export answer; }
                ",
                binding = $binding
            )]
            struct Whole;

            impl whole::whole::Host for Caller<'_, Whole> {
                async fn get(&mut self) -> hostplug::Result<u32, whole::whole::E> {
                    Ok(*self.binding())
                }

                fn convert_e(
                    &mut self,
                    error: hostplug::Fail<whole::whole::E>,
                ) -> hostplug::Result<whole::whole::E> {
                    error.into_wit()
                }
            }
        };
    }

    whole!(u32);

    impl Lifecycle for Whole {
        async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<u32> {
            Ok(1)
        }
    }

    #[tokio::test]
    async fn a_macro_may_write_plugins() {
        Host::of(Written).await;
        Host::of(Whole).await;
    }
}
