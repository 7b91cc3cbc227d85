//! The row, composed by the other composer.

use hostplug_runtime::part::Part;
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, NodeId};

use crate::ours::linked;

/// It panics where two parts import interfaces of one name that it cannot merge; that counts as a refusal.
pub(crate) fn compose(parts: &[Part]) -> Result<Vec<u8>, String> {
    std::panic::catch_unwind(|| try_compose(parts))
        .unwrap_or_else(|_| Err("it panicked".to_owned()))
}

fn try_compose(parts: &[Part]) -> Result<Vec<u8>, String> {
    let mut graph = CompositionGraph::new();
    let mut nodes = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        nodes.push(instantiate(&mut graph, at, part)?);
    }
    for (pair, nodes) in parts.windows(2).zip(nodes.windows(2)) {
        for import in linked(&pair[0], &pair[1]) {
            let export = alias(&mut graph, nodes[1], &import.name)?;
            graph
                .set_instantiation_argument(nodes[0], &import.name, export)
                .map_err(text)?;
        }
    }
    for name in parts[0].exports().keys() {
        let export = alias(&mut graph, nodes[0], name)?;
        graph.export(export, name).map_err(text)?;
    }
    graph.encode(EncodeOptions::default()).map_err(text)
}

fn instantiate(graph: &mut CompositionGraph, at: usize, part: &Part) -> Result<NodeId, String> {
    let name = format!("part:p{at}");
    let package = Package::from_bytes(&name, None, part.bytes().to_vec(), graph.types_mut());
    let package = graph
        .register_package(package.map_err(text)?)
        .map_err(text)?;
    Ok(graph.instantiate(package))
}

fn alias(graph: &mut CompositionGraph, node: NodeId, name: &str) -> Result<NodeId, String> {
    graph.alias_instance_export(node, name).map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
