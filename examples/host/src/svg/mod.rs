//! The graph of a plan as a picture.

mod place;

use std::fmt::Write;

use anyhow::Result;
use hostplug_runtime::explain::{Graph, NodeKind};

use place::{Area, Arrow, Picture, place};

/// Height of a line of text, and size of its letters.
const LINE: f64 = 17.0;
const NODE_FONT: f64 = 14.0;
const EDGE_FONT: f64 = 11.0;

/// Draws a graph.
///
/// # Errors
/// It could not be laid out.
pub(crate) fn draw(graph: &Graph) -> Result<String> {
    let picture = place(graph)?;
    let mut svg = Svg::new(&picture);
    for arrow in &picture.arrows {
        svg.arrow(arrow);
    }
    for (edge, area) in graph.edges.iter().zip(&picture.labels) {
        if let Some(area) = area {
            svg.rect(area, "fill=\"#fff\" fill-opacity=\"0.85\"");
            svg.lines(area, &edge.label, Style::Edge);
        }
    }
    for (node, area) in graph.nodes.iter().zip(&picture.nodes) {
        svg.node(area, node.kind);
        svg.lines(area, &node.label, Style::Node);
    }
    Ok(svg.finish())
}

#[derive(Clone, Copy)]
enum Style {
    Node,
    Edge,
}

/// A picture that is being written. Writing to a string cannot fail.
struct Svg(String);

impl Svg {
    fn new(picture: &Picture) -> Self {
        let (width, height) = picture.size;
        let mut svg = String::new();
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.0} {height:.0}\">"
        );
        svg.push_str(
            "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"10\" \
             markerHeight=\"10\" markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\" fill=\"#555\"/></marker></defs>\n",
        );
        svg.push_str("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Svg(svg)
    }

    fn arrow(&mut self, arrow: &Arrow) {
        let dashes = if arrow.dashed {
            " stroke-dasharray=\"6 4\""
        } else {
            ""
        };
        let (start, end) = arrow.heads;
        let head = |side, has: bool| match has {
            true => format!(" marker-{side}=\"url(#arrow)\""),
            false => String::new(),
        };
        let _ = writeln!(
            self.0,
            "<path d=\"{}\" fill=\"none\" stroke=\"#555\" stroke-width=\"{}\"{dashes}{}{}/>",
            arrow.path,
            arrow.width,
            head("start", start),
            head("end", end)
        );
    }

    fn node(&mut self, area: &Area, kind: NodeKind) {
        let (fill, stroke, radius) = match kind {
            NodeKind::Route => ("#fff7e0", "#b8860b", area.height / 2.0),
            NodeKind::Entry => ("#dceaff", "#1f4e9c", 4.0),
            NodeKind::Plugin => ("#e4f5e4", "#2e7d32", 12.0),
            NodeKind::Runtime => ("#eeeeee", "#666666", 12.0),
            _ => ("#f3f8ff", "#5b7db1", 4.0),
        };
        let look = format!("rx=\"{radius:.1}\" fill=\"{fill}\" stroke=\"{stroke}\"");
        self.rect(area, &look);
    }

    fn rect(&mut self, area: &Area, look: &str) {
        let Area {
            x,
            y,
            width,
            height,
        } = area;
        let _ = writeln!(
            self.0,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {look}/>"
        );
    }

    fn lines(&mut self, area: &Area, lines: &[String], style: Style) {
        let (family, size) = match style {
            Style::Node => ("sans-serif", NODE_FONT),
            Style::Edge => ("monospace", EDGE_FONT),
        };
        let x = area.x + area.width / 2.0;
        let first = area.y + (area.height - LINE * lines.len() as f64) / 2.0;
        for (index, line) in lines.iter().enumerate() {
            // The line of writing is below the middle of the letters.
            let y = first + LINE * (index as f64 + 0.5) + size * 0.35;
            let _ = writeln!(
                self.0,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" font-family=\"{family}\" font-size=\"{size}\" \
                 text-anchor=\"middle\">{}</text>",
                escaped(line)
            );
        }
    }

    fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use hostplug_runtime::explain::{Edge, EdgeKind, Node};

    use super::*;

    /// Graphs of up to 9 nodes with any edges, circles among them.
    fn graph(seed: u64) -> Graph {
        let mut state = seed;
        let mut below = |end: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let kinds = [NodeKind::Route, NodeKind::Component, NodeKind::Plugin];
        let count = 1 + below(9);
        let nodes = (0..count).map(|node| Node {
            kind: kinds[node % kinds.len()],
            label: vec![format!("node {node}"); 1 + node % 2],
        });
        let nodes = nodes.collect();
        let edges = (0..below(3 * count)).map(|_| {
            let (from, to) = (below(count), below(count));
            Edge {
                from,
                to,
                label: vec!["a:b/c@1.0.0".repeat(1 + below(3)); below(3)],
                kind: EdgeKind::Isolated,
            }
        });
        let edges = edges.collect();
        Graph { nodes, edges }
    }

    #[test]
    fn every_graph_is_drawn() {
        for seed in 0..60 {
            let graph = graph(seed);
            let svg = draw(&graph).unwrap_or_else(|error| panic!("{seed}: {error}\n{graph:?}"));
            let texts: usize = graph.nodes.iter().map(|node| node.label.len()).sum();
            let labels: usize = graph.edges.iter().map(|edge| edge.label.len()).sum();
            assert_eq!(svg.matches("<text").count(), texts + labels, "{seed}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{seed}");
        }
    }

    /// To untangle this one would take minutes.
    #[test]
    fn a_big_graph_is_drawn() {
        let mut graph = Graph::default();
        for number in 0..100 {
            let node = |kind| Node {
                kind,
                label: vec![number.to_string()],
            };
            graph.nodes.push(node(NodeKind::Component));
            graph.nodes.push(node(NodeKind::Plugin));
            for step in [1, 7, 30] {
                graph.edges.push(Edge {
                    from: 2 * number,
                    to: (2 * number + step) % (2 * (number + 1)),
                    label: vec!["a:b/c@1.0.0".to_owned()],
                    kind: EdgeKind::Shared,
                });
            }
        }
        assert_eq!(draw(&graph).unwrap().matches("<text").count(), 500);
    }

    #[test]
    fn text_is_escaped() {
        let node = Node {
            kind: NodeKind::Component,
            label: vec!["<a> & \"b\"".to_owned()],
        };
        let graph = Graph {
            nodes: vec![node],
            edges: Vec::new(),
        };
        let svg = draw(&graph).unwrap();
        assert!(svg.contains(">&lt;a&gt; &amp; \"b\"</text>"), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_as_an_empty_picture() {
        let svg = draw(&Graph::default()).unwrap();
        assert!(svg.ends_with("</svg>\n") && !svg.contains("<text"), "{svg}");
    }
}
