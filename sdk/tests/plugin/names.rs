//! Names that clash with those of Rust or of the generated code.

use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};

use crate::host::Host;
use crate::wat::{Wat, forwarding};

mod keywords {
    use super::*;

    #[host_plugin(
        world = "demo:words/struct",
        inline = "
            package demo:words;
            interface %type { enum %enum { %crate, %async } %match: func() -> %enum; }
            interface host { record %as { %fn: u32 } %loop: func(%in: u32) -> %as; }
            world %struct { import %type; import host; }
        "
    )]
    struct Words;

    impl words::type_::Host for Caller<'_, Words> {
        async fn match_(&mut self) -> hostplug::Result<words::type_::Enum> {
            Ok(words::type_::Enum::Async)
        }
    }

    impl words::host::Host for Caller<'_, Words> {
        async fn loop_(&mut self, in_: u32) -> hostplug::Result<words::host::As> {
            Ok(words::host::As { fn_: in_ })
        }
    }

    #[tokio::test]
    async fn keywords_of_rust_are_names_like_any_other() {
        let host = Host::of(Words).await;
        let component = Wat::new(
            r#"(import "demo:words/type" (instance $type
                (type $enum' (enum "crate" "async")) (export "enum" (type $enum (eq $enum')))
                (export "match" (func (result $enum)))))"#,
        )
        .lower("match", "type", "match", "(result i32)")
        .export("run", "(result u32)", "(result i32)", "(call $match)")
        .text();
        assert_eq!(host.call::<u32>(&component, "run").await.unwrap(), 1);
    }
}

/// `bindgen!` calls the struct of this world `Host_`, because `Host` is a trait.
mod world_host {
    use super::*;

    #[host_plugin(
        world = "demo:base/host",
        inline = "package demo:base; interface base { get: func() -> u32; } world host { import base; }"
    )]
    struct Base;

    impl base::base::Host for Caller<'_, Base> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    #[tokio::test]
    async fn a_world_may_be_called_host() {
        let host = Host::of(Base).await;
        assert_eq!(
            host.call::<u32>(&forwarding("demo:base/base", "get", "u32"), "run")
                .await
                .unwrap(),
            1
        );
    }
}

/// The bare names of interfaces are re-exported only where nothing else has them.
mod clashes {
    use super::*;

    #[host_plugin(
        world = "demo:names/plugin",
        inline = "
            package demo:names;
            interface demo { get: func() -> u32; }
            interface exports { get: func() -> u32; }
            interface called { call: func(); }
            world plugin { import demo; import exports; export called; export demo; export exports; }
        ",
        binding = Callers
    )]
    struct Names;

    type Callers = (
        Option<names::called::Component>,
        Option<names::exported_demo::Component>,
        Option<names::exported_exports::Component>,
    );

    impl Lifecycle for Names {
        async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Callers> {
            Ok((scope.export(), scope.export(), scope.export()))
        }
    }

    impl names::demo::names::demo::Host for Caller<'_, Names> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    impl names::demo::names::exports::Host for Caller<'_, Names> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(2)
        }
    }

    #[tokio::test]
    async fn an_interface_may_be_called_like_its_namespace() {
        let host = Host::of(Names).await;
        assert_eq!(
            host.call::<u32>(&forwarding("demo:names/demo", "get", "u32"), "run")
                .await
                .unwrap(),
            1
        );
        assert_eq!(
            host.call::<u32>(&forwarding("demo:names/exports", "get", "u32"), "run")
                .await
                .unwrap(),
            2
        );
    }
}

mod raw {
    use super::*;

    #[host_plugin(
        world = "demo:raw/plugin",
        inline = "package demo:raw; interface raw { get: func() -> u32; } world plugin { import raw; }"
    )]
    #[expect(non_camel_case_types, reason = "a raw name must be a keyword")]
    struct r#type;

    impl raw::raw::Host for Caller<'_, r#type> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    #[test]
    fn the_name_of_a_raw_struct_has_no_prefix() {
        assert_eq!(<r#type as hostplug::Plugin>::NAME, "type");
    }
}
