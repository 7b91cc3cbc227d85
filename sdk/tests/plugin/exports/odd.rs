//! Worlds in which names meet.

use super::{guest, *};

/// A component between a plugin and its callers: it imports what it exports.
mod both_ways {
    use super::*;

    #[host_plugin(
        world = "demo:mid/plugin",
        inline = "
            package demo:mid;
            interface store { get: func(n: u32) -> u32; }
            interface %type { sub-tract: func(%self: u32, %await: u32, store: u32) -> u32; nothing: func(); }
            world plugin { import store; export store; export %type; }
        ",
        binding = Bound
    )]
    struct Mid;

    struct Bound {
        store: mid::exported_store::Component,
        keywords: mid::type_::Component,
    }

    impl Lifecycle for Mid {
        async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Bound> {
            Ok(Bound {
                store: scope.require()?,
                keywords: scope.require()?,
            })
        }
    }

    impl mid::store::Host for Caller<'_, Mid> {
        async fn get(&mut self, n: u32) -> hostplug::Result<u32> {
            Ok(10 * n)
        }
    }

    #[tokio::test]
    async fn an_interface_is_served_and_called_by_one_plugin() {
        let component = guest::component(
            "package demo:mid;
            interface store { get: func(n: u32) -> u32; }
            interface %type { sub-tract: func(%self: u32, %await: u32, store: u32) -> u32; nothing: func(); }
            world plugin { import store; export store; export %type; }",
            r#"(import "demo:mid/store" "get" (func $get (param i32) (result i32)))"#,
            r#"(func (export "demo:mid/store#get") (param i32) (result i32)
                   (i32.add (call $get (local.get 0)) (i32.const 1)))
               (func (export "demo:mid/type#sub-tract") (param i32 i32 i32) (result i32)
                   (i32.sub (i32.add (local.get 0) (local.get 1)) (local.get 2)))
               (func (export "demo:mid/type#nothing"))"#,
        );
        let scope = Scope::new("shop", "mid");
        let harness = Harness::with_component(Mid, scope, Settings::default(), &component).await;
        let mut harness = harness.unwrap();
        let Bound { store, keywords } = harness.caller().binding();
        assert_eq!(store.get(4).await.unwrap(), 41);
        assert_eq!(keywords.sub_tract(7, 3, 1).await.unwrap(), 9);
        keywords.nothing().await.unwrap();
    }
}

/// Each version has types and functions of its own.
mod versions {
    use super::*;

    #[host_plugin(
        world = "demo:versions/plugin",
        inline = "
            package demo:versions;
            world plugin { export demo:news/handler@0.1.0; export demo:news/handler@0.2.0; }
            package demo:news@0.1.0 { interface handler { handle: func(n: u32) -> u32; } }
            package demo:news@0.2.0 { interface handler { handle: func(n: u64) -> u64; close: func(); } }
        ",
        binding = Bound
    )]
    struct Versions;

    struct Bound {
        old: Option<versions::handler::Component>,
        new: Option<versions::exported_handler::Component>,
    }

    impl Lifecycle for Versions {
        async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Bound> {
            Ok(Bound {
                old: scope.export(),
                new: scope.export(),
            })
        }
    }

    /// A component of the world `plugin`.
    async fn bound(exports: &str, functions: &str) -> Harness<Versions> {
        let wit = format!(
            "package demo:versions;
            world plugin {{ {exports} }}
            package demo:news@0.1.0 {{ interface handler {{ handle: func(n: u32) -> u32; }} }}
            package demo:news@0.2.0 {{ interface handler {{ handle: func(n: u64) -> u64; close: func(); }} }}
            package demo:news@0.3.0 {{ interface handler {{ handle: func(n: u64) -> u64; close: func(); }} }}"
        );
        let component = guest::component(&wit, "", functions);
        let scope = Scope::new("shop", "news");
        let harness = Harness::with_component(Versions, scope, Settings::default(), &component);
        harness.await.unwrap()
    }

    const OLD: &str = r#"(func (export "demo:news/handler@0.1.0#handle") (param i32) (result i32)
        (i32.add (local.get 0) (i32.const 1)))"#;
    const NEW: &str = r#"(func (export "demo:news/handler@0.2.0#handle") (param i64) (result i64)
            (i64.add (local.get 0) (i64.const 2)))
        (func (export "demo:news/handler@0.2.0#close"))"#;

    #[tokio::test]
    async fn each_version_of_an_interface_is_called() {
        let exports = "export demo:news/handler@0.1.0; export demo:news/handler@0.2.0;";
        let mut harness = bound(exports, &format!("{OLD} {NEW}")).await;
        let Bound { old, new } = harness.caller().binding();
        assert_eq!(old.as_ref().unwrap().handle(1).await.unwrap(), 2);
        let new = new.as_ref().unwrap();
        assert_eq!(new.handle(u64::MAX - 2).await.unwrap(), u64::MAX);
        new.close().await.unwrap();
    }

    #[tokio::test]
    async fn only_a_compatible_version_is_found() {
        let mut harness = bound("export demo:news/handler@0.2.0;", NEW).await;
        let Bound { old, new } = harness.caller().binding();
        assert!(old.is_none() && new.is_some());
        let functions = NEW.replace("@0.2.0", "@0.3.0");
        let mut harness = bound("export demo:news/handler@0.3.0;", &functions).await;
        let caller = harness.caller();
        assert!(caller.binding().old.is_none() && caller.binding().new.is_none());
        let text = caller
            .scope()
            .require::<versions::exported_handler::Component>();
        assert_eq!(
            text.unwrap_err().to_string(),
            "component `news` has no export `demo:news/handler@0.2.0` for the plugin to call\n\
             help: export that interface in a compatible version, and let no sibling or other plugin stand in front of it"
        );
    }
}

/// A plugin that means the handle of another.
mod foreign {
    use super::*;

    #[host_plugin(
        world = "demo:queue/plugin",
        inline = "
            package demo:queue@1.2.0;
            interface timer { fire: func(); }
            world plugin { export timer; }
        ",
        lifecycle
    )]
    struct Other;

    impl Lifecycle for Other {
        async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
            let _ = scope.export::<crate::exports::queue::timer::Component>();
            Ok(())
        }
    }

    /// To find nothing would look as if the component had no such export.
    #[tokio::test]
    #[should_panic(
        expected = "queue::timer::Component` calls `demo:queue/timer@1.2.0` for another plugin"
    )]
    async fn a_handle_of_another_plugin_is_a_mistake_of_its_author() {
        let component = guest::component(
            "package demo:queue@1.2.0;
            interface timer { fire: func(); }
            world plugin { export timer; }",
            "",
            r#"(func (export "demo:queue/timer@1.2.0#fire"))"#,
        );
        let scope = Scope::new("shop", "timer");
        let _ = Harness::with_component(Other, scope, Settings::default(), &component).await;
    }
}
