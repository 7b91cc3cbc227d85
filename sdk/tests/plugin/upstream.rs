//! Interfaces of WASI whose types come from Wasmtime's own crates.

use hostplug::wasmtime;
use hostplug::wasmtime::component::Resource;
use hostplug::{__private::wasi_io, Caller, host_plugin};

mod io {
    use super::*;

    #[host_plugin(
        world = "demo:ready/plugin",
        inline = "
            package demo:ready;
            interface ready {
                use wasi:io/poll@0.2.6.{pollable};
                subscribe: func() -> pollable;
            }
            world plugin { import ready; }

            package wasi:io@0.2.6 {
                interface poll {
                    resource pollable { ready: func() -> bool; block: func(); }
                    poll: func(in: list<borrow<pollable>>) -> list<u32>;
                }
            }
        "
    )]
    struct Ready;

    struct Now;

    #[wasmtime_wasi_io::async_trait]
    impl wasmtime_wasi_io::poll::Pollable for Now {
        async fn ready(&mut self) {}
    }

    impl ready::ready::Host for Caller<'_, Ready> {
        async fn subscribe(&mut self) -> hostplug::Result<Resource<wasi_io::poll::Pollable>> {
            let now = self.table().push(Now)?;
            wasmtime_wasi_io::poll::subscribe(self.table(), now)
        }
    }

    #[tokio::test]
    async fn a_pollable_is_that_of_wasmtime() {
        let names: Vec<_> = Ready::INTERFACES.iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            ["demo:ready/ready"],
            "the host serves `wasi:io` itself"
        );
        let mut harness = hostplug::testing::Harness::new(Ready).await.unwrap();
        let pollable: Resource<wasmtime_wasi_io::poll::DynPollable> =
            ready::ready::Host::subscribe(&mut harness.caller())
                .await
                .unwrap();
        harness.caller().table().get(&pollable).unwrap();
    }
}

/// A plugin that names a package of WASI in its world serves that package.
mod named {
    use super::*;

    #[host_plugin(
        world = "imports",
        inline = "
            package wasi:random@0.2.6;
            interface insecure { get-insecure-random-u64: func() -> u64; }
            world imports { import insecure; }
        ",
        allow("wasi:random/insecure")
    )]
    struct Dice;

    impl random::insecure::Host for Caller<'_, Dice> {
        async fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
            Ok(4)
        }
    }

    #[test]
    fn the_world_that_is_named_is_the_plugins_own() {
        let names: Vec<_> = Dice::INTERFACES.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["wasi:random/insecure@0.2.6"]);
    }
}

#[cfg(feature = "wasi")]
mod clocks {
    use super::*;

    #[host_plugin(
        world = "demo:alarm/plugin",
        inline = "
            package demo:alarm;
            interface alarm { use wasi:clocks/wall-clock@0.2.6.{datetime}; next: func() -> datetime; }
            world plugin { import alarm; }

            package wasi:clocks@0.2.6 {
                interface wall-clock {
                    record datetime { seconds: u64, nanoseconds: u32 }
                    now: func() -> datetime;
                    resolution: func() -> datetime;
                }
            }
        "
    )]
    struct Alarm;

    impl alarm::alarm::Host for Caller<'_, Alarm> {
        async fn next(
            &mut self,
        ) -> hostplug::Result<wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime> {
            Ok(alarm::wasi::clocks::wall_clock::Datetime {
                seconds: 1,
                nanoseconds: 0,
            })
        }
    }

    #[test]
    fn a_datetime_is_that_of_wasmtime() {
        let names: Vec<_> = Alarm::INTERFACES.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["demo:alarm/alarm"]);
    }
}
