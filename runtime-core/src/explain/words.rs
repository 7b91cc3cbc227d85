//! The words for what a plan has.

use bytesize::ByteSize;
use hostplug::InterfaceId;

use crate::resolve::{HandlerPlan, ImportPlan, Provider, Reason};
use crate::spec::{CallLimits, Isolation, OnTrap};
use crate::wasi;

pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Link => "a link of the workload",
        Reason::OnlySibling => "the only sibling that exports it",
        Reason::Choice => "chosen by the component",
        Reason::OnlyPlugin => "the only plugin that serves it",
        Reason::Builtin => "no sibling and no plugin serves it",
        Reason::TypesOnly => "it has only types",
    }
}

/// Who serves an import, without the interface.
pub(super) fn provider(provider: &Provider) -> String {
    match provider {
        Provider::Sibling {
            component,
            per_importer,
            ..
        } => {
            let instance = match per_importer {
                false => "shared instance",
                true => "instance of its own",
            };
            format!("component {}, {instance}", visible(component))
        }
        Provider::Isolated {
            component,
            isolation,
            ..
        } => format!("component {}, {}", visible(component), isolated(isolation)),
        Provider::Plugin {
            plugin,
            label,
            instance,
            ..
        } => backend(plugin, label, instance),
        Provider::Builtin { .. } => "the runtime".to_owned(),
        Provider::Types => "nobody".to_owned(),
    }
}

/// The plugin that calls an export.
pub(super) fn handler(handler: &HandlerPlan) -> String {
    let HandlerPlan {
        plugin,
        label,
        instance,
        ..
    } = handler;
    backend(plugin, label, instance)
}

fn backend(plugin: &str, label: &str, instance: &str) -> String {
    let label = match label {
        "default" => String::new(),
        label => format!(", label {}", visible(label)),
    };
    format!(
        "plugin {}{label}, backend {}",
        visible(plugin),
        visible(instance)
    )
}

fn isolated(isolation: &Isolation) -> String {
    let on_trap = match &isolation.on_trap {
        OnTrap::Trap => "a trap".to_owned(),
        OnTrap::Error(error) => format!("the error {}", visible(error)),
    };
    let CallLimits { memory, time } = isolation.limits;
    format!(
        "fresh instance for each call with {} and {}, whose trap is {on_trap}",
        ByteSize(memory),
        humantime::format_duration(time),
    )
}

/// The name under which the provider has what is imported.
pub(super) fn served(provider: &Provider) -> Option<String> {
    match provider {
        Provider::Sibling { export, .. } | Provider::Isolated { export, .. } => {
            Some(export.clone())
        }
        Provider::Plugin { interface, .. } => Some(interface.to_string()),
        Provider::Builtin { interface } => Some(builtin(interface).to_string()),
        Provider::Types => None,
    }
}

/// The interface with which the runtime serves an import.
fn builtin(import: &InterfaceId) -> InterfaceId {
    let interfaces: Vec<_> = wasi::interfaces().collect();
    let best = InterfaceId::best_offer(import, &interfaces);
    best.unwrap_or(import).clone()
}

/// What the provider calls it, if that is another name: the version alone if only that differs.
pub(super) fn difference(asked: &str, planned: &ImportPlan) -> Option<String> {
    let served = served(&planned.provider)?;
    let ids = (asked.parse::<InterfaceId>(), served.parse::<InterfaceId>());
    match ids {
        _ if served == asked => None,
        (Ok(asked), Ok(served)) if asked.same_interface(&served) => {
            let version = served.version().map(|version| format!("@{version}"));
            Some(version.unwrap_or_else(|| "no version".to_owned()))
        }
        _ => Some(visible(&served)),
    }
}

/// A name that stays on its line: names of a document can contain any character.
pub(super) fn visible(name: &str) -> String {
    let hidden = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let shown = name.chars().flat_map(|c| match hidden(c) {
        true => c.escape_default().collect::<Vec<_>>(),
        false => vec![c],
    });
    shown.collect()
}
