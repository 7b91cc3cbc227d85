//! Links to callees that run in stores of their own.

mod circle;
mod faults;
mod limits;
mod values;

use hostplug_guests::{VALUES_CALLEE, VALUES_CALLER};
use hostplug_runtime::{Component, Isolation, Link, LinkMode, LinkTarget, Workload};

use crate::support::wat;

pub(crate) const FAULTS: &str = "test:values/faults@0.1.0";
const LATER: &str = "test:values/later@0.1.0";
const VALUES: &str = "test:values/values@0.1.0";

/// A link to an isolated component that exports what is imported.
fn isolated(from: &str, import: &str, to: &str, isolation: Isolation) -> Link {
    let to = LinkTarget::Component {
        component: to.to_owned(),
        export: None,
    };
    Link::new(from, import, to).mode(LinkMode::Isolated(isolation))
}

/// A component that passes all its calls on to an isolated one. Only the functions of `faults` can be held in a special
/// way: those of the others have no common error.
pub(crate) fn pair(faults: Isolation) -> Workload {
    Workload::new("test")
        .component("caller", Component::bytes(VALUES_CALLER))
        .component("callee", Component::bytes(VALUES_CALLEE))
        .link_as(isolated("caller", VALUES, "callee", Isolation::default()))
        .link_as(isolated("caller", LATER, "callee", Isolation::default()))
        .link_as(isolated("caller", FAULTS, "callee", faults))
}

/// Exports `count`, which counts the calls of this instance, in `t:t/count` and in the world itself.
fn counting() -> Component {
    wat(r#"(component
        (core module $m
            (global $calls (mut i32) (i32.const 0))
            (func (export "count") (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (global.get $calls)))
        (core instance $i (instantiate $m))
        (func $count (result u32) (canon lift (core func $i "count")))
        (instance $exported (export "count" (func $count)))
        (export "t:t/count" (instance $exported))
        (export "count" (func $count)))"#)
}

/// Exports `twice`, which calls `count` two times and answers what the second call did.
fn twice() -> Component {
    wat(r#"(component
        (import "t:t/count" (instance $count (export "count" (func (result u32)))))
        (core func $count (canon lower (func $count "count")))
        (core module $m
            (import "" "count" (func $count (result i32)))
            (func (export "twice") (result i32) (drop (call $count)) (call $count)))
        (core instance $i (instantiate $m (with "" (instance (export "count" (func $count))))))
        (func (export "twice") (result u32) (canon lift (core func $i "twice"))))"#)
}
