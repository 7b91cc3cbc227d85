//! Whether components can have the instances that their policies ask for.

use std::collections::{BTreeMap, BTreeSet};

use super::{ComponentPlan, Problem};
use crate::spec::{InstancePolicy, Workload};

pub(super) fn check(
    problems: &mut Vec<Problem>,
    workload: &Workload,
    components: &mut BTreeMap<String, ComponentPlan>,
    entries: &BTreeSet<String>,
) {
    for (name, plan) in components {
        let Some(component) = workload.components.get(name) else {
            continue;
        };
        plan.instance = component.instance;
        if component.instance != InstancePolicy::Fresh && !entries.contains(name) {
            problems.push(Problem::PolicyOfPart {
                component: name.clone(),
                policy: component.instance.to_string(),
            });
        }
        check_numbers(problems, name, component.instance);
    }
}

/// A document has refused them already, but not who builds a workload in Rust.
fn check_numbers(problems: &mut Vec<Problem>, component: &str, policy: InstancePolicy) {
    let mut check = |key, value: u32, is_valid: bool, expected| {
        if !is_valid {
            problems.push(Problem::Invalid {
                place: format!("`instance.{key}` of component `{component}`"),
                value: value.to_string(),
                expected,
            });
        }
    };
    match policy {
        InstancePolicy::Fresh => {}
        InstancePolicy::Pool(pool) => check("size", pool.size, pool.size > 0, "at least `1`"),
        InstancePolicy::Reuse(reuse) => {
            let (requests, concurrency) = (reuse.requests, reuse.concurrency);
            check("requests", requests, requests > 0, "at least `1`");
            check(
                "concurrency",
                concurrency,
                concurrency == 1,
                "`1`, or remove the key: calls of one instance do not overlap",
            );
        }
    }
}
