//! Which interfaces of which world a plugin serves, and under which names its bindings stand.

use hostplug::{Caller, host_plugin};

use crate::host::Host;
use crate::wat::{Wat, forwarding};

mod several {
    use super::*;

    #[host_plugin(
        world = "demo:clock/plugin@1.2.0",
        inline = "
            package demo:clock@1.2.0;
            interface wall { now: func() -> u32; }
            interface steady { now: func() -> u32; }
            world plugin { import wall; import steady; }
        "
    )]
    struct Clock;

    impl clock::wall::Host for Caller<'_, Clock> {
        async fn now(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    impl clock::steady::Host for Caller<'_, Clock> {
        async fn now(&mut self) -> hostplug::Result<u32> {
            Ok(2)
        }
    }

    #[tokio::test]
    async fn each_interface_of_a_world_is_served() {
        let host = Host::of(Clock).await;
        for (interface, answer) in [("demo:clock/wall@1.2.0", 1), ("demo:clock/steady@1.2.0", 2)] {
            assert_eq!(
                host.call::<u32>(&forwarding(interface, "now", "u32"), "run")
                    .await
                    .unwrap(),
                answer
            );
        }
    }
}

/// An interface that is left out still lends its types, and their errors still pass through `?`.
mod some {
    use super::*;

    #[host_plugin(
        world = "demo:parts/plugin",
        inline = "
            package demo:parts;
            interface types { enum error { nope } type level = u32; }
            interface used { use types.{error, level}; get: func() -> result<level, error>; }
            interface unused { use types.{error}; get: func() -> result<u32, error>; }
            interface skipped { enum error { never } get: func() -> result<u32, error>; }
            world plugin { import used; import unused; import skipped; }
        ",
        interfaces = ["demo:parts/used"],
        skip = ["demo:parts/skipped"]
    )]
    struct Parts;

    impl parts::used::Host for Caller<'_, Parts> {
        async fn get(&mut self) -> hostplug::Result<u32, parts::demo::parts::types::Error> {
            Err(parts::demo::parts::types::Error::Nope)?
        }
    }

    #[tokio::test]
    async fn only_the_chosen_interfaces_are_served() {
        let names: Vec<_> = Parts::INTERFACES.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["demo:parts/used"]);
    }
}

mod listed {
    use super::*;

    #[host_plugin(
        interfaces = ["demo:menu/b"],
        inline = "
            package demo:menu;
            interface a { enum color { red } }
            interface b { use a.{color}; get: func() -> color; }
            interface c { get: func() -> u32; }
        "
    )]
    struct Listed;

    impl menu::b::Host for Caller<'_, Listed> {
        async fn get(&mut self) -> hostplug::Result<menu::a::Color> {
            Ok(menu::a::Color::Red)
        }
    }

    #[tokio::test]
    async fn interfaces_without_a_world_bring_what_they_use() {
        let names: Vec<_> = Listed::INTERFACES.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["demo:menu/a", "demo:menu/b"]);
    }
}

/// The first of two interfaces of one name has the short path.
mod two_versions {
    use super::*;

    #[host_plugin(
        world = "demo:both/plugin",
        inline = "
            package demo:both;
            world plugin { import demo:greet/greeter@0.1.0; import demo:greet/greeter@0.2.0-draft; }
            package demo:greet@0.1.0 { interface greeter { greet: func() -> u32; } }
            package demo:greet@0.2.0-draft { interface greeter { greet: func(loud: bool) -> u32; } }
        ",
        sync("greeter.greet")
    )]
    struct Both;

    impl both::demo::greet0_1_0::greeter::Host for Caller<'_, Both> {
        fn greet(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    impl both::demo::greet0_2_0_draft::greeter::Host for Caller<'_, Both> {
        fn greet(&mut self, loud: bool) -> hostplug::Result<u32> {
            Ok(if loud { 22 } else { 2 })
        }
    }

    #[tokio::test]
    async fn two_versions_of_a_package_are_served_side_by_side() {
        let host = Host::of(Both).await;
        let old = forwarding("demo:greet/greeter@0.1.0", "greet", "u32");
        assert_eq!(host.call::<u32>(&old, "run").await.unwrap(), 1);
        let new = Wat::new(
            r#"(import "demo:greet/greeter@0.2.0-draft" (instance $i
                (export "greet" (func (param "loud" bool) (result u32)))))"#,
        )
        .lower("greet", "i", "greet", "(param i32) (result i32)")
        .export(
            "run",
            "(result u32)",
            "(result i32)",
            "(call $greet (i32.const 1))",
        )
        .text();
        assert_eq!(host.call::<u32>(&new, "run").await.unwrap(), 22);
    }
}

/// `sync` for everything, or for one function and one method.
mod sync {
    use hostplug::wasmtime::component::Resource;

    use super::*;

    #[host_plugin(
        world = "demo:sync/plugin",
        inline = "package demo:sync; interface a { get: func() -> u32; } world plugin { import a; }",
        sync
    )]
    struct All;

    impl sync::a::Host for Caller<'_, All> {
        fn get(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    #[host_plugin(
        world = "demo:sync/plugin@3.0.0",
        inline = "
            package demo:sync@3.0.0;
            interface a {
                get: func() -> u32;
                wait: func() -> u32;
                resource r { constructor(); get: func() -> u32; wait: func() -> u32; }
            }
            world plugin { import a; }
        ",
        bindings = some,
        with("demo:sync/a.r" = u32),
        sync("a.get", "a.r.constructor", "a.r.get", "a.r.drop")
    )]
    struct Some;

    impl some::a::Host for Caller<'_, Some> {
        fn get(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }

        async fn wait(&mut self) -> hostplug::Result<u32> {
            Ok(2)
        }
    }

    impl some::a::HostR for Caller<'_, Some> {
        fn new(&mut self) -> hostplug::Result<Resource<u32>> {
            Ok(self.table().push(3)?)
        }

        fn get(&mut self, r: Resource<u32>) -> hostplug::Result<u32> {
            Ok(*self.table().get(&r)?)
        }

        async fn wait(&mut self, r: Resource<u32>) -> hostplug::Result<u32> {
            Ok(*self.table().get(&r)? + 1)
        }

        fn drop(&mut self, r: Resource<u32>) -> hostplug::Result<()> {
            self.table().delete(r)?;
            Ok(())
        }
    }

    #[tokio::test]
    async fn synchronous_functions_answer_too() {
        let host = Host::of(All).await;
        assert_eq!(
            host.call::<u32>(&forwarding("demo:sync/a", "get", "u32"), "run")
                .await
                .unwrap(),
            1
        );
        let host = Host::of(Some).await;
        let component = Wat::new(
            r#"(import "demo:sync/a@3.0.0" (instance $a
                (export "get" (func (result u32)))
                (export "wait" (func (result u32)))
                (export "r" (type $r (sub resource)))
                (export "[constructor]r" (func (result (own $r))))
                (export "[method]r.get" (func (param "self" (borrow $r)) (result u32)))
                (export "[method]r.wait" (func (param "self" (borrow $r)) (result u32)))))"#,
        )
        .lower("get", "a", "get", "(result i32)")
        .lower("wait", "a", "wait", "(result i32)")
        .lower("new", "a", "[constructor]r", "(result i32)")
        .lower("r-get", "a", "[method]r.get", "(param i32) (result i32)")
        .lower("r-wait", "a", "[method]r.wait", "(param i32) (result i32)")
        .export(
            "run",
            "(result u32)",
            "(result i32)",
            "(local $r i32) (local.set $r (call $new))
             (i32.add (i32.mul (i32.const 10) (i32.add (call $get) (call $wait)))
                      (i32.add (call $r-get (local.get $r)) (call $r-wait (local.get $r))))",
        )
        .text();
        assert_eq!(host.call::<u32>(&component, "run").await.unwrap(), 37);
    }
}

/// Types of another plugin's bindings, for an interface that the other plugin serves.
mod shared_types {
    use super::*;

    #[host_plugin(
        world = "demo:shared/owner",
        inline = "
            package demo:shared;
            interface types { record point { x: u32, y: u32 } origin: func() -> point; }
            world owner { import types; }
        "
    )]
    struct Owner;

    impl shared::types::Host for Caller<'_, Owner> {
        async fn origin(&mut self) -> hostplug::Result<shared::types::Point> {
            Ok(shared::types::Point { x: 0, y: 0 })
        }
    }

    #[host_plugin(
        world = "demo:shared/user",
        inline = "
            package demo:shared;
            interface types { record point { x: u32, y: u32 } origin: func() -> point; }
            interface sum { use types.{point}; sum: func(p: point) -> u32; }
            world user { import sum; }
        ",
        bindings = borrowing,
        with("demo:shared/types" = self::shared::types)
    )]
    struct User;

    impl borrowing::sum::Host for Caller<'_, User> {
        async fn sum(&mut self, point: shared::types::Point) -> hostplug::Result<u32> {
            Ok(point.x + point.y)
        }
    }

    #[tokio::test]
    async fn an_interface_mapped_to_a_module_is_not_served() {
        let names: Vec<_> = User::INTERFACES.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["demo:shared/sum"]);
    }
}
