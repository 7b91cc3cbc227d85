//! Workloads of any number of components, each of which calls the next, with core modules that are big enough to be
//! compiled apart.

use std::fmt::Write as _;
use std::sync::Arc;

use hostplug_runtime::part::HOIST_MIN;
use hostplug_runtime::{Component, Workload};

/// How many functions a core module has: about 70 KiB of code.
const FUNCTIONS: usize = 260;

/// Components that form a chain behind a first one, which says what the chain is called.
pub(crate) struct Chain {
    parts: Vec<Arc<[u8]>>,
}

impl Chain {
    /// `parts` components with core modules that occur nowhere else as long as `seed` does not.
    pub(crate) fn new(parts: usize, seed: u32) -> Self {
        let part = |index| {
            let next = (index + 1 < parts).then_some(index + 1);
            let bytes = wat::parse_str(part(index, next, seed)).expect("the text is valid");
            assert!(bytes.len() > HOIST_MIN, "the core module is apart");
            Arc::from(bytes)
        };
        Chain {
            parts: (0..parts).map(part).collect(),
        }
    }

    /// The chain behind a small component. What is composed differs with its name, the core modules do not.
    pub(crate) fn workload(&self, name: &str) -> Workload {
        let head = wat::parse_str(head(name)).expect("the text is valid");
        let workload = Workload::new(name).component("head", Component::bytes(head));
        let parts = self.parts.iter().enumerate();
        parts.fold(workload, |workload, (index, bytes)| {
            workload.component(format!("p{index}"), Component::bytes(bytes.clone()))
        })
    }
}

fn head(name: &str) -> String {
    format!(
        r#"(component
            (import "bench:chain/p0@0.1.0" (instance $next (export "f" (func (param "x" u32) (result u32)))))
            (alias export $next "f" (func $f))
            (instance $api (export "f" (func $f)))
            (export "bench:{name}/head@0.1.0" (instance $api)))"#
    )
}

fn part(index: usize, next: Option<usize>, seed: u32) -> String {
    let import = next.map(|next| {
        format!(
            r#"(import "bench:chain/p{next}@0.1.0" (instance $next (export "f" (func (param "x" u32) (result u32)))))
            (core func $next (canon lower (func $next "f")))"#
        )
    });
    let argument = next.map(|_| r#"(with "next" (instance (export "f" (func $next))))"#);
    format!(
        r#"(component
            {}
            {}
            (core instance $i (instantiate $m {}))
            (func $f (param "x" u32) (result u32) (canon lift (core func $i "f")))
            (instance $api (export "f" (func $f)))
            (export "bench:chain/p{index}@0.1.0" (instance $api)))"#,
        import.unwrap_or_default(),
        module(next.is_some(), seed.wrapping_add(index as u32)),
        argument.unwrap_or_default(),
    )
}

/// One function that calls the next component, and many that are only there to be compiled.
fn module(imports: bool, seed: u32) -> String {
    let mut text = "(core module $m\n".to_owned();
    if imports {
        text += r#"(import "next" "f" (func $next (param i32) (result i32)))"#;
    }
    text += "(memory 1)\n";
    let call = if imports {
        "(call $next (local.get 0))"
    } else {
        "(local.get 0)"
    };
    let _ = writeln!(
        text,
        r#"(func (export "f") (param i32) (result i32) (i32.add {call} (i32.const 1)))"#
    );
    let mut random = seed.wrapping_mul(2_654_435_761);
    for function in 0..FUNCTIONS {
        let mut body = "(local.get 0)".to_owned();
        for _ in 0..24 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let operation = ["add", "xor", "mul", "sub"][(random >> 8) as usize % 4];
            body = format!(
                "(i32.{operation} {body} (i32.load offset={} (i32.and (local.get 0) (i32.const {}))))",
                random >> 20,
                random >> 16 & 0xfff
            );
        }
        let _ = writeln!(text, "(func $f{function} (param i32) (result i32) {body})");
    }
    text + ")"
}
