//! Several worlds on one struct, and several versions of one interface.

use hostplug::wasmtime;
use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

use crate::host::Host;
use crate::wat::{Wat, forwarding};

fn names(ids: &[hostplug::InterfaceId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// `lent` of version 2 differs, and that of version 3 is again that of version 1. All else is the same, and the types
/// that `lent` has of `types` are one in Rust, whichever version it is.
#[host_plugin(
    world = ["demo:library/plugin@1.0.0", "demo:library/plugin@2.0.0", "plugin"],
    inline = r#"
        package demo:library@3.0.0;
        interface types { enum error { unknown } record entry { title: string } }
        interface shelf {
            use types.{error};
            resource book { constructor(pages: u32); pages: func() -> result<u32, error>; }
        }
        interface lent { use shelf.{book}; use types.{error}; lend: func(book: borrow<book>) -> result<u32, error>; }
        world plugin { import shelf; import lent; }

        package demo:library@1.0.0 {
            interface types { enum error { unknown } record entry { title: string } }
            interface shelf {
                use types.{error};
                resource book { constructor(pages: u32); pages: func() -> result<u32, error>; }
            }
            interface lent { use shelf.{book}; use types.{error}; lend: func(book: borrow<book>) -> result<u32, error>; }
            world plugin { import shelf; import lent; }
        }

        package demo:library@2.0.0 {
            interface types { enum error { unknown } record entry { title: string } }
            interface shelf {
                use types.{error};
                resource book { constructor(pages: u32); pages: func() -> result<u32, error>; }
            }
            interface lent {
                use shelf.{book};
                use types.{error, entry};
                lend: func(book: borrow<book>, days: u32) -> result<u32, error>;
                find: func(title: string) -> result<entry, error>;
            }
            world plugin { import shelf; import lent; }
        }
    "#,
    with("demo:library/shelf.book" = Book)
)]
struct Library;

struct Book {
    pages: u32,
}

impl library::shelf::HostBook for Caller<'_, Library> {
    async fn new(&mut self, pages: u32) -> hostplug::Result<Resource<Book>> {
        Ok(self.table().push(Book { pages })?)
    }

    async fn pages(
        &mut self,
        book: Resource<Book>,
    ) -> hostplug::Result<u32, library::types::Error> {
        Ok(self.table().get(&book)?.pages)
    }

    async fn drop(&mut self, book: Resource<Book>) -> wasmtime::Result<()> {
        self.table().delete(book)?;
        Ok(())
    }
}

impl library::lent::Host for Caller<'_, Library> {
    async fn lend(&mut self, book: Resource<Book>) -> hostplug::Result<u32, library::types::Error> {
        Ok(self.table().get(&book)?.pages + 100)
    }
}

impl library::lent_2_0_0::Host for Caller<'_, Library> {
    async fn lend(
        &mut self,
        book: Resource<Book>,
        days: u32,
    ) -> hostplug::Result<u32, library::types::Error> {
        match days {
            0 => Err(library::types::Error::Unknown.into()),
            _ => Ok(library::lent::Host::lend(self, book).await? + days),
        }
    }

    async fn find(
        &mut self,
        title: String,
    ) -> hostplug::Result<library::types::Entry, library::types::Error> {
        Ok(library::types::Entry { title })
    }
}

/// A component that has `book` of one version, and passes it to `lent` of another, with one number more or less.
fn lending(from: &str, to: &str, more: &str) -> String {
    let (param, push, ty) = match more {
        "" => ("", "", "(param i32 i32)"),
        days => (
            r#"(param "days" u32)"#,
            &*format!("(i32.const {days})"),
            "(param i32 i32 i32)",
        ),
    };
    Wat::new(&format!(
        r#"(import "demo:library/types@{to}" (instance $types
            (type $error' (enum "unknown")) (export "error" (type (eq $error')))))
        (alias export $types "error" (type $error))
        (import "demo:library/shelf@{from}" (instance $shelf
            (export "book" (type $book (sub resource)))
            (export "[constructor]book" (func (param "pages" u32) (result (own $book))))))
        (alias export $shelf "book" (type $book))
        (import "demo:library/lent@{to}" (instance $lent
            (alias outer 1 $error (type $error'))
            (export "error" (type $error (eq $error')))
            (alias outer 1 $book (type $book'))
            (export "book" (type $book (eq $book')))
            (export "lend" (func (param "book" (borrow $book)) {param} (result (result u32 (error $error)))))))"#
    ))
    .lower("new", "shelf", "[constructor]book", "(param i32) (result i32)")
    .lower("lend", "lent", "lend", ty)
    .export(
        "run",
        "(result u32)",
        "(result i32)",
        &format!(
            "(call $lend (call $new (i32.const 7)) {push} (i32.const 16))
             (i32.add (i32.mul (i32.const 1000) (i32.load8_u (i32.const 16))) (i32.load8_u (i32.const 20)))"
        ),
    )
    .text()
}

#[tokio::test]
async fn resources_go_from_one_version_to_another() {
    let host = Host::of(Library).await;
    for (from, to, more, answer) in [
        ("1.0.0", "1.0.0", "", 107),
        ("1.0.0", "3.0.0", "", 107),
        ("3.0.0", "1.0.0", "", 107),
        ("2.0.0", "1.0.0", "", 107),
        ("2.0.0", "2.0.0", "3", 110),
        ("1.0.0", "2.0.0", "3", 110),
        ("3.0.0", "2.0.0", "0", 1000),
    ] {
        let component = lending(from, to, more);
        let answered = host.call::<u32>(&component, "run").await.unwrap();
        assert_eq!(answered, answer, "{from} to {to}");
    }
}

#[test]
fn every_version_is_announced() {
    assert_eq!(
        names(Library::INTERFACES),
        [
            "demo:library/types@1.0.0",
            "demo:library/shelf@1.0.0",
            "demo:library/lent@1.0.0",
            "demo:library/types@2.0.0",
            "demo:library/shelf@2.0.0",
            "demo:library/lent@2.0.0",
            "demo:library/types@3.0.0",
            "demo:library/shelf@3.0.0",
            "demo:library/lent@3.0.0",
        ]
    );
}

/// A world, and a list of interfaces, say the same as a list of worlds.
mod otherwise {
    use super::*;

    macro_rules! clock {
        ($module:ident, $($attribute:tt)*) => {
            mod $module {
                use super::*;

                #[host_plugin(
                    $($attribute)*,
                    inline = "
                        package demo:all;
                        world plugin { import demo:clock/wall@1.0.0; import demo:clock/wall@2.0.0;
                                       import demo:clock/wall@3.0.0; }
                        package demo:clock@1.0.0 { interface wall { now: func() -> u32; } }
                        package demo:clock@2.0.0 { interface wall { now: func() -> u32; } }
                        package demo:clock@3.0.0 { interface wall { now: func() -> u64; } }",
                    bindings = clocks
                )]
                struct Clock;

                impl clocks::wall::Host for Caller<'_, Clock> {
                    async fn now(&mut self) -> hostplug::Result<u32> {
                        Ok(1)
                    }
                }

                impl clocks::wall_3_0_0::Host for Caller<'_, Clock> {
                    async fn now(&mut self) -> hostplug::Result<u64> {
                        Ok(3)
                    }
                }

                #[tokio::test]
                async fn each_version_is_served() {
                    let host = Host::of(Clock).await;
                    for version in ["1.0.0", "2.0.0"] {
                        let component = forwarding(&format!("demo:clock/wall@{version}"), "now", "u32");
                        assert_eq!(host.call::<u32>(&component, "run").await.unwrap(), 1);
                    }
                    let component = Wat::new(
                        r#"(import "demo:clock/wall@3.0.0" (instance $i (export "now" (func (result u64)))))"#,
                    );
                    let component = component
                        .lower("now", "i", "now", "(result i64)")
                        .export("run", "(result u64)", "(result i64)", "(call $now)");
                    assert_eq!(host.call::<u64>(&component.text(), "run").await.unwrap(), 3);
                }
            }
        };
    }

    clock!(one_world, world = "plugin");
    clock!(
        interfaces,
        interfaces = [
            "demo:clock/wall@1.0.0",
            "demo:clock/wall@2.0.0",
            "demo:clock/wall@3.0.0"
        ]
    );
}

/// Worlds of packages that have nothing in common. The bindings are called after the first.
mod unrelated {
    use super::*;

    #[host_plugin(
        world = ["demo:second/plugin", "demo:first/plugin"],
        inline = "
            package demo:first;
            interface one { get: func() -> u32; }
            world plugin { import one; }
            package demo:second { interface two { get: func() -> u32; } world plugin { import two; } }"
    )]
    struct Both;

    impl second::two::Host for Caller<'_, Both> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(2)
        }
    }

    impl second::one::Host for Caller<'_, Both> {
        async fn get(&mut self) -> hostplug::Result<u32> {
            Ok(1)
        }
    }

    #[tokio::test]
    async fn interfaces_of_both_worlds_are_served() {
        let host = Host::of(Both).await;
        for (interface, answer) in [("demo:first/one", 1), ("demo:second/two", 2)] {
            let component = forwarding(interface, "get", "u32");
            assert_eq!(host.call::<u32>(&component, "run").await.unwrap(), answer);
        }
        assert_eq!(
            names(Both::INTERFACES),
            ["demo:second/two", "demo:first/one"]
        );
    }
}

/// Options without a version mean every version, those with one mean that.
mod options {
    use super::*;

    #[host_plugin(
        world = ["demo:jar/plugin@1.0.0", "demo:jar/plugin@2.0.0"],
        inline = "
            package demo:jar@1.0.0;
            interface jars { resource jar { constructor(); size: func() -> u32; } count: func() -> u32; }
            interface odd { f: func(); }
            interface old { f: func(); }
            world plugin { import jars; import odd; import old; }
            package demo:jar@2.0.0 {
                interface jars { resource jar { constructor(); size: func() -> u32; } count: func() -> u32; }
                interface odd { f: func(); }
                interface old { f: func(); }
                world plugin { import jars; import odd; import old; }
            }",
        with("demo:jar/jars@1.0.0.jar" = Small, "demo:jar/jars@2.0.0.jar" = Large),
        skip = ["demo:jar/odd", "demo:jar/old@1.0.0"],
        sync("jars.jar.size", "jars.count", "jars.jar.drop")
    )]
    struct Jars;

    struct Small;

    struct Large;

    macro_rules! jars {
        ($module:ident, $handle:ident, $size:literal) => {
            impl jar::$module::Host for Caller<'_, Jars> {
                fn count(&mut self) -> hostplug::Result<u32> {
                    Ok($size)
                }
            }

            impl jar::$module::HostJar for Caller<'_, Jars> {
                async fn new(&mut self) -> hostplug::Result<Resource<$handle>> {
                    Ok(self.table().push($handle)?)
                }

                fn size(&mut self, jar: Resource<$handle>) -> hostplug::Result<u32> {
                    let $handle = self.table().get(&jar)?;
                    Ok($size)
                }

                fn drop(&mut self, jar: Resource<$handle>) -> hostplug::Result<()> {
                    self.table().delete(jar)?;
                    Ok(())
                }
            }
        };
    }

    jars!(jars_1_0_0, Small, 1);
    jars!(jars_2_0_0, Large, 2);

    impl jar::old::Host for Caller<'_, Jars> {
        async fn f(&mut self) -> hostplug::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn resources_of_two_types_make_two_implementations() {
        let host = Host::of(Jars).await;
        for (version, size) in [("1.0.0", 1), ("2.0.0", 2)] {
            let component = forwarding(&format!("demo:jar/jars@{version}"), "count", "u32");
            assert_eq!(host.call::<u32>(&component, "run").await.unwrap(), size);
        }
        assert_eq!(
            names(Jars::INTERFACES),
            [
                "demo:jar/jars@1.0.0",
                "demo:jar/jars@2.0.0",
                "demo:jar/old@2.0.0"
            ]
        );
    }
}

/// What a shared interface takes from one that is not shared, and passes on, belongs to its own version.
mod lent_types {
    use super::*;

    #[host_plugin(
        world = ["demo:lend/plugin@1.0.0", "demo:lend/plugin@2.0.0"],
        inline = "
            package demo:lend@1.0.0;
            interface origin { enum error { full } f: func() -> result<u32, error>; }
            interface between { use origin.{error}; g: func() -> result<u32, error>; }
            interface user { use between.{error}; h: func() -> result<u32, error>; }
            world plugin { import origin; import between; import user; }
            package demo:lend@2.0.0 {
                interface origin { enum error { full } f: func(more: u32) -> result<u32, error>; }
                interface between { use origin.{error}; g: func() -> result<u32, error>; }
                interface user { use between.{error}; h: func(more: u32) -> result<u32, error>; }
                world plugin { import origin; import between; import user; }
            }"
    )]
    struct Lending;

    macro_rules! lending {
        ($origin:ident, $between:ident, $user:ident, $($more:ident)?) => {
            impl lend::$origin::Host for Caller<'_, Lending> {
                async fn f(&mut self $(, $more: u32)?) -> hostplug::Result<u32, lend::$origin::Error> {
                    Ok(1 $(+ $more)?)
                }

                fn convert_error(
                    &mut self,
                    error: hostplug::Fail<lend::$origin::Error>,
                ) -> hostplug::Result<lend::$origin::Error> {
                    error.into_wit()
                }
            }

            impl lend::$between::Host for Caller<'_, Lending> {
                async fn g(&mut self) -> hostplug::Result<u32, lend::$origin::Error> {
                    Err(lend::$origin::Error::Full)?
                }
            }

            impl lend::$user::Host for Caller<'_, Lending> {
                async fn h(&mut self $(, $more: u32)?) -> hostplug::Result<u32, lend::$between::Error> {
                    $(let _ = $more;)?
                    lend::$between::Host::g(self).await
                }
            }
        };
    }

    lending!(origin, between, user,);
    lending!(origin_2_0_0, between_2_0_0, user_2_0_0, more);

    #[test]
    fn they_compile() {
        assert_eq!(Lending::INTERFACES.len(), 6);
    }
}

/// Every kind of type and function is shared, and types of the first version are those of a later one that differs.
mod kinds {
    use hostplug::State;
    use hostplug::wasmtime::component::Accessor;

    use super::*;

    #[host_plugin(
        world = ["demo:kinds/plugin@1.0.0", "demo:kinds/plugin@2.0.0"],
        inline = "
            package demo:kinds@1.0.0;
            interface types { flags mode { read, write } variant shape { dot, line(u32) } type size = u32; }
            interface all { use types.{mode, size}; plain: func(mode: mode) -> size; later: async func() -> size; }
            interface more { use types.{mode, shape}; get: func(mode: mode) -> shape; }
            world plugin { import all; import more; }
            package demo:kinds@2.0.0 {
                interface types { flags mode { read, write } variant shape { dot, line(u32) } type size = u32; }
                interface all { use types.{mode, size}; plain: func(mode: mode) -> size; later: async func() -> size; }
                interface more { use types.{mode, shape}; get: func(mode: mode, or: shape) -> shape; }
                world plugin { import all; import more; }
            }",
        sync("all.plain", "more.get")
    )]
    struct Kinds;

    use self::kinds::types::{Mode, Shape};

    impl kinds::all::Host for Caller<'_, Kinds> {
        fn plain(&mut self, mode: Mode) -> hostplug::Result<u32> {
            Ok(if mode.contains(Mode::WRITE) { 2 } else { 1 })
        }
    }

    impl kinds::all::HostWithStore<State> for Kinds {
        async fn later(_: &Accessor<State, Self>) -> hostplug::Result<u32> {
            Ok(3)
        }
    }

    impl kinds::more::Host for Caller<'_, Kinds> {
        fn get(&mut self, mode: Mode) -> hostplug::Result<Shape> {
            Ok(Shape::Line(mode.as_array()[0]))
        }
    }

    impl kinds::more_2_0_0::Host for Caller<'_, Kinds> {
        fn get(&mut self, mode: Mode, or: Shape) -> hostplug::Result<Shape> {
            match mode == Mode::empty() {
                true => Ok(or),
                false => kinds::more::Host::get(self, mode),
            }
        }
    }

    #[tokio::test]
    async fn both_versions_are_served() {
        let host = Host::of(Kinds).await;
        for version in ["1.0.0", "2.0.0"] {
            let component = Wat::new(&format!(
                r#"(import "demo:kinds/types@{version}" (instance $types
                    (type $mode' (flags "read" "write")) (export "mode" (type (eq $mode')))))
                (alias export $types "mode" (type $mode))
                (import "demo:kinds/all@{version}" (instance $all
                    (alias outer 1 $mode (type $mode')) (export "mode" (type $mode (eq $mode')))
                    (export "plain" (func (param "mode" $mode) (result u32)))))"#
            ));
            let component = component
                .lower("plain", "all", "plain", "(param i32) (result i32)")
                .export(
                    "run",
                    "(result u32)",
                    "(result i32)",
                    "(call $plain (i32.const 2))",
                );
            let answer = host.call::<u32>(&component.text(), "run").await;
            assert_eq!(answer.unwrap(), 2, "{version}");
        }
    }
}

/// Each version of an interface that components export is called through a handle of its own.
mod exports {
    use std::sync::{Arc, Mutex};

    use hostplug::testing::Harness;
    use hostplug::wasmtime::Engine;
    use hostplug::wasmtime::component::Component;
    use hostplug::{Lifecycle, Scope, Settings};

    use super::*;

    #[host_plugin(
        world = ["demo:event/plugin@1.0.0", "demo:event/plugin@2.0.0"],
        inline = "
            package demo:event@1.0.0;
            interface handler { handle: func(n: u32) -> u32; }
            world plugin { export handler; }
            package demo:event@2.0.0 {
                interface handler { handle: func(n: u64) -> u64; }
                world plugin { export handler; }
            }",
        lifecycle
    )]
    #[derive(Default)]
    struct Events {
        found: Arc<Mutex<Found>>,
    }

    #[derive(Clone, Default)]
    struct Found {
        first: Option<event::handler::Component>,
        second: Option<event::handler_2_0_0::Component>,
    }

    impl Lifecycle for Events {
        async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
            *self.found.lock().unwrap() = Found {
                first: scope.export(),
                second: scope.export(),
            };
            Ok(())
        }
    }

    /// Exports the handler in this version, which returns what it gets.
    fn handling(version: &str, ty: &str, core: &str) -> String {
        format!(
            r#"(component
                (core module $main (func (export "handle") (param {core}) (result {core}) (local.get 0)))
                (core instance $main (instantiate $main))
                (func $handle (param "n" {ty}) (result {ty}) (canon lift (core func $main "handle")))
                (instance $handler (export "handle" (func $handle)))
                (export "demo:event/handler@{version}" (instance $handler)))"#
        )
    }

    #[tokio::test]
    async fn each_version_is_called() {
        let found = |wat: String| async move {
            let events = Events::default();
            let found = events.found.clone();
            let component =
                Component::new(&Engine::default(), wat::parse_str(wat).unwrap()).unwrap();
            let scope = Scope::new("shop", "web");
            let harness =
                Harness::with_component(events, scope, Settings::default(), &component).await;
            let found = found.lock().unwrap().clone();
            (harness.unwrap(), found)
        };
        let (_harness, old) = found(handling("1.0.0", "u32", "i32")).await;
        assert!(old.second.is_none());
        assert_eq!(old.first.unwrap().handle(7).await.unwrap(), 7);
        let (_harness, new) = found(handling("2.0.0", "u64", "i64")).await;
        assert!(new.first.is_none());
        assert_eq!(new.second.unwrap().handle(1 << 40).await.unwrap(), 1 << 40);
    }
}
