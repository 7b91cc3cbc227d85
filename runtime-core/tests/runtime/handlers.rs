//! Plugins that call components: handlers of messages and of timers.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use hostplug_guests::QUEUE_WORKER;
use hostplug_runtime::hostplug::{InvokeError, Lifecycle, Scope, host_plugin, wasmtime};
use hostplug_runtime::{Component, Host, Workload};

use crate::support::queue::{Handler, Queue, message};
use crate::support::{alone, builder, text, until_gone, wat};

const ID: &str = "default/test";

fn worker() -> Component {
    Component::bytes(QUEUE_WORKER)
}

/// A host with a queue whose only component handles messages.
async fn started() -> (Host, Queue, Handler) {
    let queue = Queue::default();
    let host = builder().plugin(queue.clone()).start().await.unwrap();
    host.start(alone("worker", worker())).await.unwrap();
    let handler = queue.handler("worker").unwrap();
    (host, queue, handler)
}

#[tokio::test]
async fn each_message_is_handled_by_a_fresh_instance_that_can_publish() {
    let (_host, queue, _) = started().await;
    for body in ["a", "b"] {
        queue.send(&message("work", body));
        assert_eq!(
            queue.outcome().await,
            format!("worker work {body}: handled")
        );
        assert_eq!(
            queue.outcome().await,
            format!("worker done {body} (1): nobody does `done`")
        );
    }
}

#[tokio::test]
async fn a_trap_of_a_handler_is_an_error_and_the_next_message_is_served() {
    let (_host, _, handler) = started().await;
    let error = handler.handle(&message("trap", "")).await.unwrap_err();
    assert!(matches!(error, InvokeError::Trapped { .. }), "{error}");
    let start = "component `worker` trapped in `acme:queue/handler@0.1.0#handle`: ";
    assert!(error.to_string().starts_with(start), "{error}");
    assert_eq!(handler.handle(&message("work", "a")).await.unwrap(), Ok(()));
}

/// Fresh instances make it possible: the one that waits is never entered again.
#[tokio::test]
async fn a_plugin_calls_the_component_that_is_calling_it() {
    let (_host, queue, handler) = started().await;
    queue.at_once.store(true, Ordering::SeqCst);
    assert_eq!(handler.handle(&message("work", "a")).await.unwrap(), Ok(()));
    assert_eq!(
        queue.outcome().await,
        "at once: Err(\"nobody does `done`\")"
    );
}

#[tokio::test]
async fn every_component_with_a_handler_is_called() {
    let queue = Queue::default();
    let host = builder().plugin(queue.clone()).start().await.unwrap();
    let two = Workload::new("test")
        .component("one", worker())
        .component("two", worker());
    host.start(two).await.unwrap();
    queue.send(&message("play", ""));
    let mut outcomes = [queue.outcome().await, queue.outcome().await];
    outcomes.sort();
    let expected = ["one", "two"].map(|name| format!("{name} play : nobody does `play`"));
    assert_eq!(outcomes, expected);
}

/// Handles a message by having it handled, without the last byte of its body.
fn shortening() -> Component {
    wat(r#"(component
        (import "acme:queue/types@0.1.0" (instance $types
            (type $message' (record (field "topic" string) (field "body" string)))
            (export "message" (type $message (eq $message')))))
        (alias export $types "message" (type $message))
        (import "acme:queue/handler@0.1.0" (instance $next
            (alias outer 1 $message (type $message'))
            (export "message" (type $message (eq $message')))
            (export "handle" (func (param "message" $message) (result (result (error string)))))))
        (core module $libc (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (global.get $next)
                (global.set $next (i32.add (global.get $next) (i32.const 256)))))
        (core instance $libc (instantiate $libc))
        (core func $handle (canon lower (func $next "handle")
            (memory $libc "memory") (realloc (func $libc "realloc"))))
        (core module $main
            (import "next" "handle" (func $handle (param i32 i32 i32 i32 i32)))
            (func (export "handle") (param i32 i32 i32 i32) (result i32)
                (call $handle (local.get 0) (local.get 1)
                    (local.get 2) (i32.sub (local.get 3) (i32.const 1)) (i32.const 16))
                (i32.const 16)))
        (core instance $main (instantiate $main
            (with "next" (instance (export "handle" (func $handle))))))
        (func $lifted (param "message" $message) (result (result (error string)))
            (canon lift (core func $main "handle") (memory $libc "memory") (realloc (func $libc "realloc"))))
        (instance $handler (export "message" (type $message)) (export "handle" (func $lifted)))
        (export "acme:queue/handler@0.1.0" (instance $handler)))"#)
}

#[tokio::test]
async fn a_middleware_in_front_of_a_handler_is_called_alone() {
    let queue = Queue::default();
    let host = builder().plugin(queue.clone()).start().await.unwrap();
    let workload = Workload::new("test")
        .component("front", shortening())
        .component("worker", worker());
    host.start(workload).await.unwrap();
    assert!(queue.handler("worker").is_none());
    queue.send(&message("work", "abc"));
    assert_eq!(queue.outcome().await, "front work abc: handled");
    let published = "front done ab (1): nobody does `done`";
    assert_eq!(queue.outcome().await, published);
}

#[tokio::test]
async fn a_stop_waits_for_a_handler_and_refuses_new_calls_at_once() {
    let (host, queue, handler) = started().await;
    queue.waits.store(true, Ordering::SeqCst);
    let call = tokio::spawn({
        let handler = handler.clone();
        async move { handler.handle(&message("work", "a")).await }
    });
    queue.gate.arrived().await;
    let stop = tokio::spawn({
        let host = host.clone();
        async move { host.stop(ID).await }
    });
    while !matches!(
        handler.handle(&message("", "")).await,
        Err(InvokeError::Stopped { .. })
    ) {
        tokio::task::yield_now().await;
    }
    assert!(host.status(ID).is_ok(), "it waits for the call");
    queue.gate.open();
    assert_eq!(call.await.unwrap().unwrap(), Ok(()));
    stop.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_call_that_is_given_up_does_not_hold_up_the_stop() {
    let (host, queue, handler) = started().await;
    queue.waits.store(true, Ordering::SeqCst);
    let work = message("work", "a");
    {
        let mut call = std::pin::pin!(handler.handle(&work));
        tokio::select! {
            _ = &mut call => panic!("the gate is closed"),
            () = queue.gate.arrived() => {}
        }
    }
    host.stop(ID).await.unwrap();
}

#[tokio::test]
async fn a_handle_outlives_its_workload_and_does_not_keep_it() {
    let (host, queue, handler) = started().await;
    assert_eq!(
        Arc::strong_count(&queue.bindings),
        3,
        "plugin, test, binding"
    );
    host.stop(ID).await.unwrap();
    until_gone(&host, ID).await;
    assert_eq!(Arc::strong_count(&queue.bindings), 2);
    assert_eq!(
        text(handler.handle(&message("work", "a")).await),
        "component `worker` cannot be called any more: its workload has stopped"
    );
    // A workload of the same id is another one.
    host.start(alone("worker", worker())).await.unwrap();
    assert!(handler.ready().await.is_err());
}

/// Two components, of which the second cannot be bound.
#[tokio::test]
async fn a_start_that_fails_answers_whoever_waits_for_it() {
    let queue = Queue::default();
    let host = builder().plugin(queue.clone()).start().await.unwrap();
    let workload = Workload::new("test")
        .component("a", worker())
        .component("bad", worker());
    let error = text(host.start(workload).await);
    assert!(error.contains("`bad` cannot be bound"), "{error}");
    let stopped = "component `a` cannot be called any more: its workload has stopped";
    let handler = queue.handler("a").unwrap();
    assert_eq!(text(handler.handle(&message("work", "a")).await), stopped);
    assert_eq!(text(handler.ready().await), stopped);
}

#[tokio::test]
async fn an_export_of_other_types_keeps_the_workload_from_starting() {
    let (host, _, _) = started().await;
    let other = wat(r#"(component
        (core module $m (func (export "handle") (param i32)))
        (core instance $i (instantiate $m))
        (func $handle (param "message" u32) (canon lift (core func $i "handle")))
        (instance $handler (export "handle" (func $handle)))
        (export "acme:queue/handler@0.1.0" (instance $handler)))"#);
    let error = text(
        host.start(Workload::new("other").component("worker", other))
            .await,
    );
    let start = "component `worker`: plugin `queue` cannot call `acme:queue/handler@0.1.0`: \
                 its `handle` has other types: ";
    assert!(error.starts_with(start), "{error}");
}

/// A plugin that serves nothing: it only calls, and waits for what it calls.
mod timer {
    use super::*;

    #[host_plugin(
        world = "test:timer/plugin",
        inline = "
            package test:timer;
            interface timer { fire: async func(n: u32) -> u32; }
            world plugin { export timer; }
        ",
        lifecycle
    )]
    #[derive(Clone, Default)]
    struct Timer {
        bound: Arc<Mutex<Option<timer::timer::Component>>>,
        log: Arc<Mutex<Vec<String>>>,
    }

    impl Lifecycle for Timer {
        async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
            let timer: timer::timer::Component = scope.export().expect("nobody else is bound");
            let early = text(timer.fire(1).await);
            self.log.lock().unwrap().push(early);
            *self.bound.lock().unwrap() = Some(timer);
            Ok(())
        }

        async fn unbind(&self, scope: &Scope, (): &()) -> wasmtime::Result<()> {
            let line = format!("unbind {}", scope.component);
            self.log.lock().unwrap().push(line);
            Ok(())
        }
    }

    /// Answers twice of what it is given, after it has let others go on.
    fn doubling() -> Component {
        wat(r#"(component
            (core func $return (canon task.return (result u32)))
            (core module $m
                (import "" "return" (func $return (param i32)))
                (global $n (mut i32) (i32.const 0))
                (func (export "fire") (param i32) (result i32)
                    (global.set $n (local.get 0)) (i32.const 1))
                (func (export "callback") (param i32 i32 i32) (result i32)
                    (call $return (i32.mul (i32.const 2) (global.get $n))) (i32.const 0)))
            (core instance $i (instantiate $m (with "" (instance (export "return" (func $return))))))
            (func $fire async (param "n" u32) (result u32)
                (canon lift (core func $i "fire") async (callback (func $i "callback"))))
            (instance $timer (export "fire" (func $fire)))
            (export "test:timer/timer" (instance $timer)))"#)
    }

    #[tokio::test]
    async fn an_async_export_is_called_by_a_plugin_that_serves_nothing() {
        let timer = Timer::default();
        let host = builder().plugin(timer.clone()).start().await.unwrap();
        let other = wat("(component)");
        let workload = alone("clock", doubling()).component("other", other);
        let running = host.start(workload).await.unwrap();
        assert_eq!(running.plan().components["clock"].handlers.len(), 1);
        let bound = timer.bound.lock().unwrap().clone().unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for n in 0..10 {
            let bound = bound.clone();
            calls.spawn(async move { (n, bound.fire(n).await.unwrap()) });
        }
        for (n, doubled) in calls.join_all().await {
            assert_eq!(doubled, 2 * n);
        }
        host.stop(ID).await.unwrap();
        let early = "component `clock` cannot be called yet: its workload is starting";
        assert_eq!(*timer.log.lock().unwrap(), [early, "unbind clock"]);
    }
}
