//! Resources: private Rust types, every kind of function, and the destructor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hostplug::wasmtime;
use hostplug::wasmtime::component::Resource;
use hostplug::{Caller, host_plugin};

use crate::host::Host;
use crate::wat::Wat;

/// Both the plugin and what it keeps for a handle are private, as they mostly are.
#[host_plugin(
    world = "demo:post/plugin@0.1.0",
    inline = "
        package demo:post@0.1.0;
        interface boxes {
            resource parcel {
                constructor(weight: u32);
                weight: func() -> u32;
                merge: static func(a: parcel, b: borrow<parcel>) -> parcel;
            }
            resource label;
            print: func(of: borrow<parcel>) -> label;
        }
        world plugin { import boxes; }
    ",
    with("demo:post/boxes.parcel" = Parcel, "demo:post/boxes@0.1.0.label" = labels::Label)
)]
struct Office {
    dropped: Arc<AtomicU32>,
}

struct Parcel {
    weight: u32,
}

mod labels {
    pub(super) struct Label;
}

impl post::boxes::Host for Caller<'_, Office> {
    async fn print(&mut self, of: Resource<Parcel>) -> hostplug::Result<Resource<labels::Label>> {
        self.table().get(&of)?;
        Ok(self.table().push(labels::Label)?)
    }
}

impl post::boxes::HostParcel for Caller<'_, Office> {
    async fn new(&mut self, weight: u32) -> hostplug::Result<Resource<Parcel>> {
        Ok(self.table().push(Parcel { weight })?)
    }

    async fn weight(&mut self, parcel: Resource<Parcel>) -> hostplug::Result<u32> {
        Ok(self.table().get(&parcel)?.weight)
    }

    async fn merge(
        &mut self,
        a: Resource<Parcel>,
        b: Resource<Parcel>,
    ) -> hostplug::Result<Resource<Parcel>> {
        let weight = self.table().get(&a)?.weight + self.table().get(&b)?.weight;
        self.table().delete(a)?;
        Ok(self.table().push(Parcel { weight })?)
    }

    async fn drop(&mut self, parcel: Resource<Parcel>) -> wasmtime::Result<()> {
        let parcel = self.table().delete(parcel)?;
        self.plugin()
            .dropped
            .fetch_add(parcel.weight, Ordering::SeqCst);
        Ok(())
    }
}

impl post::boxes::HostLabel for Caller<'_, Office> {
    async fn drop(&mut self, label: Resource<labels::Label>) -> wasmtime::Result<()> {
        self.table().delete(label)?;
        self.plugin().dropped.fetch_add(1000, Ordering::SeqCst);
        Ok(())
    }
}

fn component() -> String {
    Wat::new(
        r#"(import "demo:post/boxes@0.1.0" (instance $boxes
            (export "parcel" (type $parcel (sub resource)))
            (export "label" (type $label (sub resource)))
            (export "[constructor]parcel" (func (param "weight" u32) (result (own $parcel))))
            (export "[method]parcel.weight" (func (param "self" (borrow $parcel)) (result u32)))
            (export "[static]parcel.merge"
                (func (param "a" (own $parcel)) (param "b" (borrow $parcel)) (result (own $parcel))))
            (export "print" (func (param "of" (borrow $parcel)) (result (own $label))))))
           (alias export $boxes "parcel" (type $parcel))
           (alias export $boxes "label" (type $label))"#,
    )
    .lower("new", "boxes", "[constructor]parcel", "(param i32) (result i32)")
    .lower("weight", "boxes", "[method]parcel.weight", "(param i32) (result i32)")
    .lower("merge", "boxes", "[static]parcel.merge", "(param i32 i32) (result i32)")
    .lower("print", "boxes", "print", "(param i32) (result i32)")
    .canon("drop-parcel", "canon resource.drop $parcel", "(param i32)")
    .canon("drop-label", "canon resource.drop $label", "(param i32)")
    .export(
        "run",
        "(result u32)",
        "(result i32)",
        "(local $b i32) (local $merged i32)
         (local.set $b (call $new (i32.const 2)))
         (local.set $merged (call $merge (call $new (i32.const 5)) (local.get $b)))
         (call $drop-label (call $print (local.get $merged)))
         (call $drop-parcel (local.get $b))
         (call $weight (local.get $merged))",
    )
    .text()
}

#[tokio::test]
async fn a_guest_makes_uses_and_drops_resources() {
    let dropped = Arc::new(AtomicU32::new(0));
    let host = Host::of(Office {
        dropped: dropped.clone(),
    })
    .await;
    let mut guest = host.instantiate(&component()).await;
    assert_eq!(guest.call::<_, u32>("run", ()).await.unwrap(), 7);
    assert_eq!(
        dropped.load(Ordering::SeqCst),
        1002,
        "one label and the lighter parcel are dropped by the guest"
    );
    assert!(
        !guest.store.data_mut().table().is_empty(),
        "the merged parcel is still open"
    );
}

/// An interface of resources only leaves `Host` without methods, and the attribute writes it.
mod only_resources {
    use super::*;

    #[host_plugin(
        world = "demo:timer/plugin",
        inline = "
            package demo:timer;
            interface timers { resource timer { constructor(); elapsed: func() -> u32; } }
            world plugin { import timers; }
        ",
        with("demo:timer/timers.timer" = Timer)
    )]
    struct Timers;

    struct Timer;

    impl timer::timers::HostTimer for Caller<'_, Timers> {
        async fn new(&mut self) -> hostplug::Result<Resource<Timer>> {
            Ok(self.table().push(Timer)?)
        }

        async fn elapsed(&mut self, timer: Resource<Timer>) -> hostplug::Result<u32> {
            self.table().get(&timer)?;
            Ok(3)
        }

        async fn drop(&mut self, timer: Resource<Timer>) -> wasmtime::Result<()> {
            self.table().delete(timer)?;
            Ok(())
        }
    }

    #[tokio::test]
    async fn host_is_written_by_the_attribute() {
        let component = Wat::new(
            r#"(import "demo:timer/timers" (instance $timers
                (export "timer" (type $timer (sub resource)))
                (export "[constructor]timer" (func (result (own $timer))))
                (export "[method]timer.elapsed" (func (param "self" (borrow $timer)) (result u32)))))"#,
        )
        .lower("new", "timers", "[constructor]timer", "(result i32)")
        .lower("elapsed", "timers", "[method]timer.elapsed", "(param i32) (result i32)")
        .export("run", "(result u32)", "(result i32)", "(call $elapsed (call $new))")
        .text();
        assert_eq!(
            Host::of(Timers)
                .await
                .call::<u32>(&component, "run")
                .await
                .unwrap(),
            3
        );
    }
}
