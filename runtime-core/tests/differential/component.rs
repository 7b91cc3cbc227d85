//! Components that do nothing, of a given world.

use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi};

use crate::random::Random;
use crate::world::World;

/// `None` if the world cannot be encoded.
pub(crate) fn component(world: &World, random: &mut Random) -> Option<Vec<u8>> {
    let abi = match random.below(3) {
        0 => LiftLowerAbi::AsyncCallback,
        _ => LiftLowerAbi::Sync,
    };
    let mut module = dummy_module(world.resolve(), world.id(), ManglingAndAbi::Legacy(abi));
    embed_component_metadata(
        &mut module,
        world.resolve(),
        world.id(),
        StringEncoding::UTF8,
    )
    .ok()?;
    let mut encoder = ComponentEncoder::default().module(&module).ok()?;
    encoder.encode().ok()
}
