//! The graph in the language of Graphviz.

use std::fmt::Write;

use super::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use super::words::visible;

pub(super) fn write(name: &str, graph: &Graph) -> String {
    let nodes = graph.nodes.iter().enumerate();
    let lines = nodes
        .map(|(index, node)| node_line(index, node))
        .chain(graph.edges.iter().map(edge_line));
    let mut text = format!("digraph {} {{\n", quoted(&[visible(name)]));
    text.push_str("  rankdir=LR;\n");
    text.push_str("  node [fontname=\"sans-serif\", style=filled, fillcolor=white];\n");
    text.push_str("  edge [fontname=\"monospace\", fontsize=10];\n");
    for line in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {line};");
    }
    text.push_str("}\n");
    text
}

fn node_line(index: usize, node: &Node) -> String {
    let shape = match node.kind {
        NodeKind::Route => "shape=oval",
        NodeKind::Entry => "shape=box, penwidth=2",
        NodeKind::Component => "shape=box",
        NodeKind::Plugin => "shape=cylinder",
        NodeKind::Runtime => "shape=hexagon",
    };
    format!("n{index} [label={}, {shape}]", quoted(&node.label))
}

fn edge_line(edge: &Edge) -> String {
    let style = match edge.kind {
        EdgeKind::Route | EdgeKind::Handler => ", penwidth=2",
        EdgeKind::Shared => "",
        EdgeKind::PerImporter => ", arrowhead=onormal",
        EdgeKind::Isolated => ", style=dashed",
    };
    let label = quoted(&edge.label);
    format!("n{} -> n{} [label={label}{style}]", edge.from, edge.to)
}

/// A quoted string, in which only `"` and `\` mean anything.
fn quoted(lines: &[String]) -> String {
    let escaped = lines
        .iter()
        .map(|line| line.replace('\\', "\\\\").replace('"', "\\\""));
    format!("\"{}\"", escaped.collect::<Vec<_>>().join("\\n"))
}
