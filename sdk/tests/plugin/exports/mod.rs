//! Plugins that call what components export.

mod ends;
mod guest;
mod kinds;
mod odd;
mod session;
mod values;

use std::sync::{Arc, Mutex};

use hostplug::testing::Harness;
use hostplug::wasmtime::component::Component;
use hostplug::wasmtime::{self, Engine};
use hostplug::{Caller, Error, HostPlugin, InvokeError, Lifecycle, Scope, Settings, host_plugin};

use self::queue::handler::{self, Message, Refusal};
use self::queue::producer;

/// Keeps messages, and has them handled by the component that it is bound to.
#[host_plugin(
    world = "demo:queue/plugin",
    inline = "
        package demo:queue@1.2.0;
        interface types {
            record message { id: u32, text: string }
            enum refusal { busy, never }
        }
        interface producer { use types.{message}; push: func(message: message); }
        interface handler {
            use types.{message, refusal};
            /// Handles one message, and answers how many bytes it has.
            handle: func(message: message) -> result<u32, refusal>;
            double: async func(n: u32) -> u32;
            resource job { constructor(n: u32); run: func() -> u32; }
        }
        interface timer { fire: func(); }
        world plugin { import producer; export handler; export timer; }
    ",
    binding = Bound
)]
#[derive(Clone, Default)]
struct Queue {
    pushed: Arc<Mutex<Vec<Message>>>,
    bound: Arc<Mutex<Option<handler::Component>>>,
}

struct Bound {
    handler: Option<handler::Component>,
    timer: Option<queue::timer::Component>,
}

impl Lifecycle for Queue {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Bound> {
        let (handler, timer) = (scope.export(), scope.export());
        *self.bound.lock().unwrap() = handler.clone();
        if let Some(handler) = &handler {
            let early: Result<u32, InvokeError> = handler.double(1).await;
            assert!(matches!(early, Err(InvokeError::Starting { .. })));
        }
        Ok(Bound { handler, timer })
    }
}

impl producer::Host for Caller<'_, Queue> {
    async fn push(&mut self, message: Message) -> hostplug::Result<()> {
        let bound = self.binding();
        assert!(bound.handler.is_some() && bound.timer.is_none());
        self.plugin().pushed.lock().unwrap().push(message);
        Ok(())
    }
}

/// `handle` pushes each message on before it answers, and refuses the second of an instance. An id of 13 traps.
const WORKER: &str = r#"(component
    (import "demo:queue/types@1.2.0" (instance $types
        (type $message' (record (field "id" u32) (field "text" string)))
        (export "message" (type $message (eq $message')))
        (type $refusal' (enum "busy" "never"))
        (export "refusal" (type $refusal (eq $refusal')))))
    (alias export $types "message" (type $message))
    (alias export $types "refusal" (type $refusal))
    (import "demo:queue/producer@1.2.0" (instance $producer
        (alias outer 1 $message (type $message'))
        (export "message" (type $message (eq $message')))
        (export "push" (func (param "message" $message)))))
    (core module $libc (memory (export "memory") 1)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
    (core instance $libc (instantiate $libc))
    (core func $push (canon lower (func $producer "push") (memory $libc "memory") (realloc (func $libc "realloc"))))
    (core func $return (canon task.return (result u32)))
    (type $job' (resource (rep i32)))
    (core func $new (canon resource.new $job'))
    (core module $main
        (import "libc" "memory" (memory 1))
        (import "host" "push" (func $push (param i32 i32 i32)))
        (import "host" "return" (func $return (param i32)))
        (import "host" "new" (func $new (param i32) (result i32)))
        (global $handled (mut i32) (i32.const 0))
        (func (export "handle") (param $id i32) (param $text i32) (param $bytes i32) (result i32)
            (if (i32.eq (local.get $id) (i32.const 13)) (then (unreachable)))
            (call $push (local.get $id) (local.get $text) (local.get $bytes))
            (i32.store (i32.const 16) (global.get $handled))
            (i32.store (i32.const 20) (local.get $bytes))
            (if (global.get $handled) (then (i32.store (i32.const 20) (i32.const 1))))
            (global.set $handled (i32.const 1))
            (i32.const 16))
        (func (export "double") (param i32) (result i32)
            (call $return (i32.mul (i32.const 2) (local.get 0))) (i32.const 0))
        (func (export "callback") (param i32 i32 i32) (result i32) unreachable)
        (func (export "job") (param i32) (result i32) (call $new (local.get 0)))
        (func (export "run") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
    (core instance $main (instantiate $main (with "libc" (instance $libc)) (with "host" (instance
        (export "push" (func $push)) (export "return" (func $return)) (export "new" (func $new))))))
    (func $handle (param "message" $message) (result (result u32 (error $refusal)))
        (canon lift (core func $main "handle") (memory $libc "memory") (realloc (func $libc "realloc"))))
    (func $double async (param "n" u32) (result u32)
        (canon lift (core func $main "double") async (callback (func $main "callback"))))
    (func $job (param "n" u32) (result (own $job')) (canon lift (core func $main "job")))
    (func $run (param "self" (borrow $job')) (result u32) (canon lift (core func $main "run")))
    (component $interface
        (type $message' (record (field "id" u32) (field "text" string)))
        (import "message" (type $message (eq $message')))
        (type $refusal' (enum "busy" "never"))
        (import "refusal" (type $refusal (eq $refusal')))
        (import "job" (type $job (sub resource)))
        (import "handle" (func $handle (param "message" $message) (result (result u32 (error $refusal)))))
        (import "double" (func $double async (param "n" u32) (result u32)))
        (import "new" (func $new (param "n" u32) (result (own $job))))
        (import "run" (func $run (param "self" (borrow $job)) (result u32)))
        (export $its-message "message" (type $message))
        (export $its-refusal "refusal" (type $refusal))
        (export $its-job "job" (type $job))
        (export "handle" (func $handle)
            (func (param "message" $its-message) (result (result u32 (error $its-refusal)))))
        (export "double" (func $double))
        (export "[constructor]job" (func $new) (func (param "n" u32) (result (own $its-job))))
        (export "[method]job.run" (func $run) (func (param "self" (borrow $its-job)) (result u32))))
    (instance $handler (instantiate $interface
        (with "message" (type $message)) (with "refusal" (type $refusal)) (with "job" (type $job'))
        (with "handle" (func $handle)) (with "double" (func $double))
        (with "new" (func $job)) (with "run" (func $run))))
    (export "demo:queue/handler@1.2.3" (instance $handler)))"#;

/// A harness in which the plugin is bound to a component.
async fn harness(queue: &Queue, wat: &str) -> Result<Harness<Queue>, Error> {
    harness_of("shop", queue, wat).await
}

async fn harness_of(workload: &str, queue: &Queue, wat: &str) -> Result<Harness<Queue>, Error> {
    let component = Component::new(&Engine::default(), wat::parse_str(wat).unwrap()).unwrap();
    let scope = Scope::new(workload, "worker");
    Harness::with_component(queue.clone(), scope, Settings::default(), &component).await
}

fn message(id: u32, text: &str) -> Message {
    Message {
        id,
        text: text.to_owned(),
    }
}

/// A plugin, its component, and a handle that the plugin found.
async fn bound() -> (Queue, Harness<Queue>, handler::Component) {
    let queue = Queue::default();
    let harness = harness(&queue, WORKER).await.unwrap();
    let handler = queue.bound.lock().unwrap().clone().unwrap();
    (queue, harness, handler)
}

#[tokio::test]
async fn each_call_has_a_fresh_instance_that_reaches_the_plugin() {
    let (queue, _harness, handler) = bound().await;
    assert_eq!(handler.handle(&message(1, "one")).await.unwrap(), Ok(3));
    assert_eq!(handler.handle(&message(2, "four")).await.unwrap(), Ok(4));
    let pushed: Vec<_> = queue
        .pushed
        .lock()
        .unwrap()
        .iter()
        .map(|message| (message.id, message.text.clone()))
        .collect();
    assert_eq!(pushed, [(1, "one".to_owned()), (2, "four".to_owned())]);
}

#[tokio::test]
async fn an_async_function_is_called() {
    let (_, _harness, handler) = bound().await;
    assert_eq!(handler.double(21).await.unwrap(), 42);
}

#[tokio::test]
async fn a_trap_is_an_error_that_says_so_and_the_next_call_is_served() {
    let (_, _harness, handler) = bound().await;
    let error = handler.handle(&message(13, "")).await.unwrap_err();
    assert!(matches!(error, InvokeError::Trapped { .. }), "{error}");
    let text = error.to_string();
    let start = "component `worker` trapped in `demo:queue/handler@1.2.0#handle`: ";
    assert!(
        text.starts_with(start) && text.contains("unreachable"),
        "{text}"
    );
    assert_eq!(handler.handle(&message(1, "one")).await.unwrap(), Ok(3));
}

#[tokio::test]
async fn a_session_is_one_instance_with_its_resources() {
    let (_, _harness, handler) = bound().await;
    let mut session = handler.instantiate().await.unwrap();
    assert_eq!(session.handle(&message(1, "one")).await.unwrap(), Ok(3));
    let second = session.handle(&message(2, "two")).await.unwrap();
    assert_eq!(second, Err(Refusal::Never), "it is the same instance");
    let job = session.job_constructor(6).await.unwrap();
    assert_eq!(session.job_run(job).await.unwrap(), 7);
    assert_eq!(session.double(4).await.unwrap(), 8);
    session.drop_resource(job).await.unwrap();
    let text = session.job_run(job).await.unwrap_err().to_string();
    let start = "component `worker` trapped in `demo:queue/handler@1.2.0#[method]job.run`: ";
    assert!(text.starts_with(start), "{text}");
}

/// For what the methods do not offer.
#[tokio::test]
async fn a_session_has_the_functions_of_the_bindings() {
    let (_, _harness, handler) = bound().await;
    let mut session = handler.instantiate().await.unwrap();
    let (store, guest) = session.split();
    let job = guest.job().call_constructor(&mut *store, 6).await.unwrap();
    assert_eq!(guest.job().call_run(&mut *store, job).await.unwrap(), 7);
}

#[tokio::test]
async fn a_component_that_has_stopped_is_not_called() {
    let (_, harness, handler) = bound().await;
    handler.ready().await.unwrap();
    harness.stop().await.unwrap();
    let text = handler.double(1).await.unwrap_err().to_string();
    assert_eq!(
        text,
        "component `worker` cannot be called any more: its workload has stopped"
    );
    assert!(matches!(
        handler.ready().await,
        Err(InvokeError::Stopped { .. })
    ));
}

#[tokio::test]
async fn a_stop_waits_for_a_session() {
    let (_, harness, handler) = bound().await;
    let session = handler.instantiate().await.unwrap();
    let mut stop = std::pin::pin!(harness.stop());
    tokio::select! {
        biased;
        _ = &mut stop => panic!("an instance is there"),
        () = tokio::task::yield_now() => {}
    }
    drop(session);
    stop.await.unwrap();
}

#[tokio::test]
async fn each_call_has_a_span_that_says_how_it_ended() {
    crate::calls::listen();
    let queue = Queue::default();
    let harness = harness_of("calling", &queue, WORKER).await.unwrap();
    let handler = queue.bound.lock().unwrap().clone().unwrap();
    handler.double(1).await.unwrap();
    handler.handle(&message(13, "")).await.unwrap_err();
    harness.stop().await.unwrap();
    handler.double(1).await.unwrap_err();
    let mut spans = crate::calls::fields("calling");
    spans.retain(|span| span["span"] == "component_call");
    let said: Vec<_> = spans
        .iter()
        .map(|span| (&*span["function"], &*span["outcome"]))
        .collect();
    assert_eq!(
        said,
        [
            ("double", "refused"),
            ("double", "returned"),
            ("handle", "trapped"),
            ("double", "refused")
        ]
    );
    assert_eq!(spans[1]["component"], "worker");
    assert_eq!(spans[1]["interface"], "demo:queue/handler@1.2.0");
}

#[tokio::test]
async fn what_a_component_does_not_export_is_not_found() {
    let queue = Queue::default();
    let _harness = harness(&queue, "(component)").await.unwrap();
    assert!(queue.bound.lock().unwrap().is_none());
    let nowhere = Scope::new("shop", "worker").export::<handler::Component>();
    assert!(nowhere.is_none());
}

#[tokio::test]
async fn an_export_of_other_types_is_refused_before_the_plugin_is_bound() {
    let queue = Queue::default();
    let other = WORKER.replace("u32) (result (own", "s32) (result (own");
    let error = harness(&queue, &other).await.unwrap_err();
    assert!(matches!(error, Error::Export { .. }), "{error}");
    let text = error.to_string();
    let start = "plugin `queue` cannot call `demo:queue/handler@1.2.0`: \
                 its `[constructor]job` has other types: ";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains("u32") && text.contains("s32"), "{text}");
}

#[tokio::test]
async fn an_export_that_lacks_a_function_is_refused() {
    let error = harness(
        &Queue::default(),
        &WORKER.replace(r#"(export "double" (func $double))"#, ""),
    )
    .await
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "plugin `queue` cannot call `demo:queue/handler@1.2.0`: it exports no function `double`"
    );
}

#[test]
fn a_registration_lists_what_the_plugin_calls() {
    let exports = Queue::default().registration().exports;
    let listed: Vec<_> = exports
        .iter()
        .map(|export| {
            (
                export.id.to_string(),
                export.functions.join(" "),
                export.concurrent,
            )
        })
        .collect();
    let handler = "handle double [constructor]job [method]job.run";
    assert_eq!(
        listed,
        [
            (
                "demo:queue/handler@1.2.0".to_owned(),
                handler.to_owned(),
                true
            ),
            (
                "demo:queue/timer@1.2.0".to_owned(),
                "fire".to_owned(),
                false
            ),
        ]
    );
}
