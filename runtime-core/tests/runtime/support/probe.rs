//! A plugin that writes down what happens to it, and that can fail, panic or wait at any step.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use hostplug_runtime::Component;
use hostplug_runtime::hostplug::wasmtime::{self, bail};
use hostplug_runtime::hostplug::{self, Caller, Lifecycle, Scope, host_plugin};
use tokio::sync::Semaphore;

use super::wat;

/// Steps of a life have the names `start`, `bind COMPONENT`, `unbind COMPONENT`, `stop`; calls have those of the functions.
#[host_plugin(
    world = "test:probe/plugin",
    inline = "
        package test:probe@1.0.0;
        interface probe {
            /// How often this instance has called it.
            count: func() -> u32;
            /// A step.
            call: func();
        }
        interface second { call: func(); }
        world plugin { import probe; import second; }
    ",
    binding = (),
    state = u32
)]
#[derive(Clone, Default)]
pub(crate) struct Probe {
    name: String,
    log: Log,
    faults: Arc<Mutex<BTreeMap<String, Fault>>>,
    /// Those of the last bindings, by component.
    scopes: Arc<Mutex<BTreeMap<String, Scope>>>,
    pub(crate) gate: Gate,
}

/// What happens at a step instead of its success.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    Fail,
    Panic,
    /// Waits at the gate, then succeeds.
    Wait,
}

/// What happened, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }
}

/// Whoever comes to it waits until it is opened for him.
#[derive(Clone)]
pub(crate) struct Gate {
    arrived: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Default for Gate {
    fn default() -> Self {
        let closed = || Arc::new(Semaphore::new(0));
        Gate {
            arrived: closed(),
            open: closed(),
        }
    }
}

impl Gate {
    pub(crate) async fn pass(&self) {
        self.arrived.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }

    /// Waits until somebody has come.
    pub(crate) async fn arrived(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets one pass.
    pub(crate) fn open(&self) {
        self.open.add_permits(1);
    }

    /// Lets nobody pass who has not passed yet.
    pub(crate) fn close(&self) {
        self.open.forget_permits(usize::MAX);
    }
}

impl Probe {
    pub(crate) fn new(log: &Log) -> Self {
        Probe {
            log: log.clone(),
            ..Probe::default()
        }
    }

    /// Its lines in the log begin with `name`.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.name = format!("{name} ");
        self
    }

    pub(crate) fn fault(self, step: &str, fault: Fault) -> Self {
        self.faults.lock().unwrap().insert(step.to_owned(), fault);
        self
    }

    /// From now on the step succeeds.
    pub(crate) fn heal(&self, step: &str) {
        self.faults.lock().unwrap().remove(step);
    }

    pub(crate) fn scope(&self, component: &str) -> Scope {
        self.scopes.lock().unwrap()[component].clone()
    }

    async fn step(&self, step: String) -> wasmtime::Result<()> {
        let fault = self.faults.lock().unwrap().get(&step).copied();
        match fault {
            Some(Fault::Fail) => bail!("told to fail"),
            Some(Fault::Panic) => panic!("told to panic"),
            Some(Fault::Wait) => self.gate.pass().await,
            None => {}
        }
        self.log.add(format!("{}{step}", self.name));
        Ok(())
    }
}

impl Lifecycle for Probe {
    async fn start(&self) -> wasmtime::Result<()> {
        self.step("start".to_owned()).await
    }

    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<()> {
        let component = scope.component.clone();
        self.scopes.lock().unwrap().insert(component, scope.clone());
        self.step(format!("bind {}", scope.component)).await
    }

    async fn unbind(&self, scope: &Scope, (): &()) -> wasmtime::Result<()> {
        self.step(format!("unbind {}", scope.component)).await
    }

    async fn stop(&self) -> wasmtime::Result<()> {
        self.step("stop".to_owned()).await
    }
}

impl probe::probe::Host for Caller<'_, Probe> {
    async fn count(&mut self) -> hostplug::Result<u32> {
        *self.state() += 1;
        Ok(*self.state())
    }

    async fn call(&mut self) -> hostplug::Result<()> {
        self.plugin()
            .step(format!("call {}", self.scope().component))
            .await
    }
}

impl probe::second::Host for Caller<'_, Probe> {
    async fn call(&mut self) -> hostplug::Result<()> {
        self.plugin()
            .step(format!("second {}", self.scope().component))
            .await
    }
}

/// A component that uses both interfaces. Its exports: `call`, `second`, and `count`, which calls `count` twice and
/// answers ten times what the plugin counts, plus how often this instance was called itself.
pub(crate) fn probing() -> Component {
    wat(r#"(component
        (import "test:probe/probe@1.0.0" (instance $probe (export "count" (func (result u32))) (export "call" (func))))
        (import "test:probe/second@1.0.0" (instance $second (export "call" (func))))
        (core func $count (canon lower (func $probe "count")))
        (core func $call (canon lower (func $probe "call")))
        (core func $second (canon lower (func $second "call")))
        (core module $m
            (import "" "count" (func $count (result i32)))
            (import "" "call" (func $call))
            (import "" "second" (func $second))
            (global $own (mut i32) (i32.const 0))
            (func (export "count") (result i32)
                (global.set $own (i32.add (global.get $own) (i32.const 1)))
                (drop (call $count))
                (i32.add (i32.mul (call $count) (i32.const 10)) (global.get $own)))
            (func (export "call") (call $call))
            (func (export "second") (call $second)))
        (core instance $i (instantiate $m (with "" (instance
            (export "count" (func $count)) (export "call" (func $call)) (export "second" (func $second))))))
        (func (export "count") (result u32) (canon lift (core func $i "count")))
        (func (export "call") (canon lift (core func $i "call")))
        (func (export "second") (canon lift (core func $i "second"))))"#)
}
