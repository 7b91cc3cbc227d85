//! Where nodes, labels and arrows go.

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, anyhow};
use hostplug_runtime::explain::{EdgeKind, Graph};
use layout::adt::dag::NodeHandle;
use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::{Point, Position};
use layout::core::style::{LineStyleKind, StyleAttr};
use layout::std_shapes::shapes::{self, Element, LineEndKind, ShapeKind};
use layout::topo::layout::VisualGraph;

use super::{EDGE_FONT, LINE, NODE_FONT};

/// How many edges are untangled and straightened. The time for it grows with their third power: a second for sixty.
const UNTANGLED: usize = 60;

/// A graph whose parts have places.
#[derive(Debug)]
pub(super) struct Picture {
    /// Width and height.
    pub(super) size: (f64, f64),
    /// As many as the graph has nodes.
    pub(super) nodes: Vec<Area>,
    /// As many as the graph has edges; an edge without text has no label.
    pub(super) labels: Vec<Option<Area>>,
    pub(super) arrows: Vec<Arrow>,
}

/// A rectangle, from its upper left corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line, in the language of the `d` of an SVG path.
#[derive(Debug)]
pub(super) struct Arrow {
    pub(super) path: String,
    pub(super) dashed: bool,
    pub(super) width: usize,
    /// Whether it points to its beginning, and to its end.
    pub(super) heads: (bool, bool),
}

/// Lays a graph out from the left to the right.
///
/// The layout asserts what rounding sometimes breaks while it straightens edges, so it gets a second try in which it
/// leaves them as they are.
pub(super) fn place(graph: &Graph) -> Result<Picture> {
    let placed = quietly(|| try_place(graph, false)).or_else(|| quietly(|| try_place(graph, true)));
    placed.ok_or_else(|| {
        anyhow!("the graph could not be laid out\nhelp: `--format dot` gives it to Graphviz")
    })
}

/// A panic that is caught is nothing to tell the user.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(hook);
    done.ok()
}

fn try_place(graph: &Graph, rough: bool) -> Picture {
    let mut layout = Layout::new(graph);
    // The library takes the first row of nodes for granted.
    if graph.nodes.is_empty() {
        return layout.picture();
    }
    let hasty = graph.edges.len() > UNTANGLED;
    layout.visual.dag.set_validate(false);
    layout
        .visual
        .do_it(false, hasty, hasty || rough, &mut layout.arrows);
    layout.picture()
}

struct Layout {
    visual: VisualGraph,
    nodes: Vec<NodeHandle>,
    labels: Vec<Option<NodeHandle>>,
    arrows: Arrows,
}

impl Layout {
    fn new(graph: &Graph) -> Self {
        let mut layout = Layout {
            visual: VisualGraph::new(Orientation::LeftToRight),
            nodes: Vec::new(),
            labels: Vec::new(),
            arrows: Arrows::default(),
        };
        for node in &graph.nodes {
            let size = text_size(&node.label, NODE_FONT, 24.0);
            let node = layout.element(size, 40.0);
            layout.nodes.push(node);
        }
        for edge in &graph.edges {
            layout.edge(edge.from, edge.to, &edge.label, edge.kind);
        }
        layout
    }

    fn element(&mut self, size: Point, distance: f64) -> NodeHandle {
        self.visual.add_node(Element {
            shape: ShapeKind::Box(String::new()),
            pos: Position::new(Point::zero(), size, Point::zero(), Point::splat(distance)),
            look: StyleAttr::simple(),
            orientation: Orientation::LeftToRight,
            properties: None,
        })
    }

    /// A label is a node in the middle of its edge: the library would give it the room of letters as wide as high.
    fn edge(&mut self, from: usize, to: usize, label: &[String], kind: EdgeKind) {
        let (Some(&from), Some(&to)) = (self.nodes.get(from), self.nodes.get(to)) else {
            return self.labels.push(None);
        };
        if label.is_empty() {
            self.visual.add_edge(arrow(kind, true), from, to);
            return self.labels.push(None);
        }
        let middle = self.element(text_size(label, EDGE_FONT, 6.0), 24.0);
        self.visual.add_edge(arrow(kind, false), from, middle);
        self.visual.add_edge(arrow(kind, true), middle, to);
        self.labels.push(Some(middle));
    }

    fn picture(self) -> Picture {
        let area = |node: &NodeHandle| area(&self.visual.pos(*node));
        let nodes: Vec<_> = self.nodes.iter().map(area).collect();
        let labels: Vec<_> = self
            .labels
            .iter()
            .map(|label| label.as_ref().map(area))
            .collect();
        let areas = || nodes.iter().chain(labels.iter().flatten());
        let far = |end: fn(&Area) -> f64| areas().map(end).fold(0.0, f64::max) + 20.0;
        Picture {
            size: (
                far(|area| area.x + area.width),
                far(|area| area.y + area.height),
            ),
            nodes,
            labels,
            arrows: self.arrows.0,
        }
    }
}

fn arrow(kind: EdgeKind, has_head: bool) -> shapes::Arrow {
    let mut arrow = shapes::Arrow::simple("");
    arrow.look.line_width = if matches!(kind, EdgeKind::Route | EdgeKind::Handler) {
        2
    } else {
        1
    };
    if kind == EdgeKind::Isolated {
        arrow.line_style = LineStyleKind::Dashed;
    }
    if !has_head {
        arrow.end = LineEndKind::None;
    }
    arrow
}

fn text_size(lines: &[String], font: f64, padding: f64) -> Point {
    let longest = lines.iter().map(|line| line.chars().count()).max();
    let width = longest.unwrap_or_default() as f64 * font * 0.62;
    Point::new(width + padding, lines.len() as f64 * LINE + padding / 2.0)
}

fn area(position: &Position) -> Area {
    let (corner, size) = (position.bbox(false).0, position.size(false));
    Area {
        x: corner.x,
        y: corner.y,
        width: size.x,
        height: size.y,
    }
}

/// Takes the arrows as they are drawn. Nodes are drawn elsewhere, where their kinds are known.
#[derive(Debug, Default)]
struct Arrows(Vec<Arrow>);

impl RenderBackend for Arrows {
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        dashed: bool,
        heads: (bool, bool),
        look: &StyleAttr,
        _properties: Option<String>,
        _text: &str,
    ) {
        self.0.push(Arrow {
            path: curve(path),
            dashed,
            width: look.line_width,
            heads,
        });
    }

    fn draw_rect(
        &mut self,
        _xy: Point,
        _size: Point,
        _look: &StyleAttr,
        _properties: Option<String>,
        _clip: Option<ClipHandle>,
    ) {
    }

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

/// The first two pairs are a curve from the point of the first to that of the second; the others continue it.
fn curve(path: &[(Point, Point)]) -> String {
    let mut text = String::new();
    let point = |point: Point| format!("{:.1} {:.1}", point.x, point.y);
    for (index, (first, second)) in path.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = match index {
            0 => write!(text, "M{} C{}", point(*first), point(*second)),
            1 => write!(text, ", {}, {}", point(*first), point(*second)),
            _ => write!(text, " S{}, {}", point(*first), point(*second)),
        };
    }
    text
}
