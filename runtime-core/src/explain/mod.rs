//! Says who serves what in a workload, and why: as a tree, as JSON, or as a graph.
//!
//! [`Plan::explain`] has the tree and the graph. A [`Plan`], and a [`Report`](crate::Report) with its problems,
//! [`serialize`](serde::Serialize) as the JSON that `docs/workload.md` describes.

mod dot;
mod graph;
mod group;
mod json;
mod mermaid;
mod problem;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use std::fmt;

use crate::resolve::Plan;

pub use graph::{Edge, EdgeKind, Graph, Node, NodeKind};

impl Plan {
    /// The plan in words and pictures.
    #[must_use]
    pub fn explain(&self) -> Explanation<'_> {
        Explanation { plan: self }
    }
}

/// A plan in words and pictures. It displays as a tree; the same plan always gives the same text.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a> {
    plan: &'a Plan,
}

impl Explanation<'_> {
    /// Components, plugins, the runtime and routes, and who serves whom with what.
    #[must_use]
    pub fn graph(&self) -> Graph {
        Graph::new(self.plan)
    }

    /// The graph in the language of Graphviz.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::write(&self.plan.workload, &self.graph())
    }

    /// The graph in the language of Mermaid, which renders in Markdown.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::write(&self.graph())
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&tree::write(self.plan))
    }
}
