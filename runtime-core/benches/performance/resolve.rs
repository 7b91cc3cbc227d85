//! How long it takes to find out who serves what, when all components have been read.

use std::collections::BTreeMap;
use std::hint::black_box;

use hostplug_runtime::part::Part;
use hostplug_runtime::{Component, Workload, resolve};

use crate::support::{Calls, Table, measure};

pub(crate) fn print() {
    let [ten, hundred, thousand] = [10, 100, 1000].map(Chain::new);
    let costs = measure([ten.calls(), hundred.calls(), thousand.calls()]);
    let mut table = Table::new(["components", "resolve", "against a tenth of them"]);
    for (index, components) in ["10", "100", "1000"].iter().enumerate() {
        let ratio = match index {
            0 => "-".to_owned(),
            _ => costs[index].against(&costs[index - 1]),
        };
        table.row([(*components).to_owned(), costs[index].shortest(), ratio]);
    }
    table.print("Resolution");
}

/// Components, each of which imports an interface of the next, and WASI.
struct Chain {
    workload: Workload,
    parts: BTreeMap<String, Part>,
}

impl Chain {
    fn new(components: usize) -> Self {
        let mut chain = Chain {
            workload: Workload::new("chain"),
            parts: BTreeMap::new(),
        };
        for index in 0..components {
            let name = format!("c{index}");
            let text = component(index, (index + 1 < components).then_some(index + 1));
            let bytes = wat::parse_str(text).expect("the text is valid");
            let part = Part::parse(&name, bytes.clone()).expect("the component is valid");
            chain.parts.insert(name.clone(), part);
            chain.workload = chain.workload.component(name, Component::bytes(bytes));
        }
        chain
    }

    fn calls(&self) -> Calls<'_> {
        Box::new(|calls| {
            for _ in 0..calls {
                let plan = resolve(&self.workload, &self.parts, &[]);
                black_box(plan.expect("each import has one who serves it"));
            }
        })
    }
}

fn component(index: usize, next: Option<usize>) -> String {
    let import = next.map(|next| {
        format!(
            r#"(import "bench:chain/i{next}@0.1.0" (instance
                (export "get" (func (param "key" string) (result (option u32))))
                (export "set" (func (param "key" string) (param "value" u32)))))"#
        )
    });
    format!(
        r#"(component
            {}
            (import "wasi:random/random@0.2.0" (instance (export "get-random-u64" (func (result u64)))))
            (core module $m
              (memory (export "memory") 1)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0))
              (func (export "get") (param i32 i32) (result i32) (i32.const 0))
              (func (export "set") (param i32 i32 i32)))
            (core instance $i (instantiate $m))
            (alias core export $i "memory" (core memory $memory))
            (alias core export $i "realloc" (core func $realloc))
            (func $get (param "key" string) (result (option u32))
              (canon lift (core func $i "get") (memory $memory) (realloc $realloc)))
            (func $set (param "key" string) (param "value" u32)
              (canon lift (core func $i "set") (memory $memory) (realloc $realloc)))
            (instance $api (export "get" (func $get)) (export "set" (func $set)))
            (export "bench:chain/i{index}@0.1.0" (instance $api)))"#,
        import.unwrap_or_default()
    )
}
