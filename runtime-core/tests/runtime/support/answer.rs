//! The smallest plugin and the smallest components: `f`, which answers a number.

use hostplug_runtime::hostplug::{self, Caller, host_plugin};
use hostplug_runtime::{Component, Error, Host, Workload};

use super::wat;

/// Serves `test:answer/answer@0.1.0`.
#[host_plugin(
    world = "test:answer/plugin",
    inline = "
        package test:answer@0.1.0;
        interface answer { f: func() -> u32; }
        world plugin { import answer; }
    "
)]
pub(crate) struct Answer {
    pub(crate) number: u32,
}

impl answer::answer::Host for Caller<'_, Answer> {
    async fn f(&mut self) -> hostplug::Result<u32> {
        Ok(self.plugin().number)
    }
}

/// What the plugin serves, in a version.
pub(crate) fn interface(version: &str) -> String {
    format!("test:answer/answer@{version}")
}

/// Exports an interface whose `f` answers `number`.
pub(crate) fn exporter(interface: &str, number: u32) -> Component {
    wat(&format!(
        r#"(component
        (core module $m (func (export "f") (result i32) (i32.const {number})))
        (core instance $i (instantiate $m))
        (func $f (result u32) (canon lift (core func $i "f")))
        (instance $answer (export "f" (func $f)))
        (export "{interface}" (instance $answer)))"#
    ))
}

/// Imports an interface; its own `run` answers what `f` answers.
pub(crate) fn importer(interface: &str) -> Component {
    through(interface, r#"(export "run" (func $run))"#, 0)
}

/// Imports and exports an interface; its `f` answers one more than that of its import.
pub(crate) fn middleware(import: &str, export: &str) -> Component {
    let export = format!(
        r#"(instance $answer (export "f" (func $run))) (export "{export}" (instance $answer))"#
    );
    through(import, &export, 1)
}

fn through(import: &str, export: &str, more: u32) -> Component {
    wat(&format!(
        r#"(component
        (import "{import}" (instance $i (export "f" (func (result u32)))))
        (core func $f (canon lower (func $i "f")))
        (core module $m
            (import "" "f" (func $f (result i32)))
            (func (export "run") (result i32) (i32.add (call $f) (i32.const {more}))))
        (core instance $c (instantiate $m (with "" (instance (export "f" (func $f))))))
        (func $run (result u32) (canon lift (core func $c "run")))
        {export})"#
    ))
}

/// Starts a workload and calls `run` of its component `web`.
pub(crate) async fn run(host: &Host, workload: Workload) -> Result<u32, Error> {
    let running = host.start(workload).await?;
    let (number,) = running.call("web", "run", ()).await?;
    Ok(number)
}
