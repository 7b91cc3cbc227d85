//! The graph in the language of Mermaid.

use std::fmt::Write;

use super::graph::{Edge, EdgeKind, Graph, Node, NodeKind};

pub(super) fn write(graph: &Graph) -> String {
    let nodes = graph.nodes.iter().enumerate();
    let lines = nodes
        .map(|(index, node)| node_line(index, node))
        .chain(graph.edges.iter().map(edge_line));
    let mut text = "flowchart LR\n".to_owned();
    for line in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {line}");
    }
    text
}

fn node_line(index: usize, node: &Node) -> String {
    let (open, close) = match node.kind {
        NodeKind::Route => ("([", "])"),
        NodeKind::Entry => ("[[", "]]"),
        NodeKind::Component => ("[", "]"),
        NodeKind::Plugin => ("[(", ")]"),
        NodeKind::Runtime => ("{{", "}}"),
    };
    format!("n{index}{open}{}{close}", quoted(&node.label))
}

fn edge_line(edge: &Edge) -> String {
    let arrow = match edge.kind {
        EdgeKind::Route | EdgeKind::Handler => "==>",
        EdgeKind::Shared => "-->",
        EdgeKind::PerImporter => "--o",
        EdgeKind::Isolated => "-.->",
    };
    let label = match edge.label.as_slice() {
        [] => String::new(),
        lines => format!("|{}|", quoted(lines)),
    };
    format!("n{} {arrow}{label} n{}", edge.from, edge.to)
}

/// A quoted text. Mermaid renders it as HTML, after it has replaced entities that begin with `#` instead of `&`.
fn quoted(lines: &[String]) -> String {
    let escaped: Vec<String> = lines
        .iter()
        .map(|line| line.chars().map(escaped).collect())
        .collect();
    format!("\"{}\"", escaped.join("<br>"))
}

/// A backtick would begin Markdown.
fn escaped(c: char) -> String {
    match c {
        '"' => "#quot;".to_owned(),
        '<' => "#lt;".to_owned(),
        '>' => "#gt;".to_owned(),
        '&' => "#amp;".to_owned(),
        '#' | '`' | '\\' => format!("#{};", u32::from(c)),
        c => c.to_string(),
    }
}
