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
