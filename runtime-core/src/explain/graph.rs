//! A plan as nodes and edges.

use std::collections::BTreeMap;

use super::group::{Group, groups};
use super::words::visible;
use crate::resolve::{ComponentPlan, Plan, Provider};

/// A plan as nodes and edges, from those that call to those that serve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// Routes, components, backends of plugins, and the runtime if anything needs it.
    pub nodes: Vec<Node>,
    /// At most one edge of each kind between two nodes.
    pub edges: Vec<Edge>,
}

/// A node. Its text has no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its text, in lines.
    pub label: Vec<String>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NodeKind {
    /// A route.
    Route,
    /// A component whose exports the host calls.
    Entry,
    /// Any other component.
    Component,
    /// A backend of a plugin.
    Plugin,
    /// What the runtime serves itself.
    Runtime,
}

/// Who serves whom. Its text has no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the node that calls.
    pub from: usize,
    /// Index of the node that serves.
    pub to: usize,
    /// What is served, in lines; nothing for a route.
    pub label: Vec<String>,
    /// How it is called.
    pub kind: EdgeKind,
}

/// How a node is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EdgeKind {
    /// By HTTP requests.
    Route,
    /// By a plugin, on a fresh instance for each call.
    Handler,
    /// Directly; by siblings, on the instance that all of them share.
    Shared,
    /// By a sibling, on an instance of its own.
    PerImporter,
    /// By a sibling, on a fresh instance for each call.
    Isolated,
}

impl Graph {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut builder = Builder::default();
        for name in plan.components.keys() {
            builder.component(plan, name);
        }
        for (name, component) in &plan.components {
            builder.imports(name, component);
            builder.handlers(name, component);
        }
        for route in &plan.routes {
            builder.route(&format!("{}{}", route.host, route.path), &route.component);
        }
        builder.finish()
    }
}

/// A node, by what makes it one. The order is that of the graph.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Route(String),
    Component(String),
    Plugin(String, String),
    Runtime,
}

#[derive(Default)]
struct Builder {
    nodes: BTreeMap<Key, Node>,
    edges: BTreeMap<(Key, Key, EdgeKind), Vec<String>>,
}

impl Builder {
    fn component(&mut self, plan: &Plan, name: &str) {
        let kind = match plan.entries.contains(name) {
            true => NodeKind::Entry,
            false => NodeKind::Component,
        };
        self.node(Key::Component(name.to_owned()), kind, vec![visible(name)]);
    }

    fn route(&mut self, route: &str, component: &str) {
        let key = Key::Route(route.to_owned());
        self.node(key.clone(), NodeKind::Route, vec![visible(route)]);
        let component = Key::Component(component.to_owned());
        self.edges
            .entry((key, component, EdgeKind::Route))
            .or_default();
    }

    fn imports(&mut self, name: &str, component: &ComponentPlan) {
        for group in groups(component) {
            let Some((to, kind)) = self.target(&group.planned.provider) else {
                continue;
            };
            let edge = (Key::Component(name.to_owned()), to, kind);
            let lines = self.edges.entry(edge).or_default();
            lines.extend(lines_of(&group));
        }
    }

    fn handlers(&mut self, name: &str, component: &ComponentPlan) {
        for handler in &component.handlers {
            let plugin = self.plugin(&handler.plugin, &handler.instance);
            let component = Key::Component(name.to_owned());
            let edge = (plugin, component, EdgeKind::Handler);
            self.edges
                .entry(edge)
                .or_default()
                .push(visible(&handler.export));
        }
    }

    /// Who serves an import, as a node that is there.
    fn target(&mut self, provider: &Provider) -> Option<(Key, EdgeKind)> {
        let component = |name: &String| Key::Component(name.clone());
        Some(match provider {
            Provider::Sibling {
                component: name,
                per_importer,
                ..
            } => match per_importer {
                false => (component(name), EdgeKind::Shared),
                true => (component(name), EdgeKind::PerImporter),
            },
            Provider::Isolated {
                component: name, ..
            } => (component(name), EdgeKind::Isolated),
            Provider::Plugin {
                plugin, instance, ..
            } => (self.plugin(plugin, instance), EdgeKind::Shared),
            Provider::Builtin { .. } => (self.runtime(), EdgeKind::Shared),
            Provider::Types => return None,
        })
    }

    fn plugin(&mut self, plugin: &str, instance: &str) -> Key {
        let key = Key::Plugin(plugin.to_owned(), instance.to_owned());
        let label = vec![
            format!("plugin {}", visible(plugin)),
            format!("backend {}", visible(instance)),
        ];
        self.node(key, NodeKind::Plugin, label)
    }

    fn runtime(&mut self) -> Key {
        let label = vec!["the runtime".to_owned()];
        self.node(Key::Runtime, NodeKind::Runtime, label)
    }

    fn node(&mut self, key: Key, kind: NodeKind, label: Vec<String>) -> Key {
        self.nodes.insert(key.clone(), Node { kind, label });
        key
    }

    fn finish(self) -> Graph {
        let index = |key: &Key| self.nodes.keys().position(|known| known == key);
        let edges = self.edges.iter().filter_map(|((from, to, kind), label)| {
            Some(Edge {
                from: index(from)?,
                to: index(to)?,
                label: label.clone(),
                kind: *kind,
            })
        });
        Graph {
            edges: edges.collect(),
            nodes: self.nodes.values().cloned().collect(),
        }
    }
}

/// How long a line may become by joining the names of packages.
const LINE: usize = 40;

/// What is imported, and what the provider calls it.
fn lines_of(group: &Group<'_>) -> Vec<String> {
    match (&group.difference, &group.planned.provider) {
        // The runtime serves each release of WASI in one version, which is not news.
        (_, Provider::Builtin { .. }) | (None, _) => wrapped(&group.title),
        (Some(served), _) => vec![format!("{} -> {served}", group.title)],
    }
}

fn wrapped(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in title.split_inclusive(", ") {
        match lines.last_mut() {
            Some(line) if line.len() + name.len() <= LINE => line.push_str(name),
            _ => lines.push(name.to_owned()),
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}
