//! A component of the world, as text: it imports and exports what the world does, and does nothing.

use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve, WorldId};

use crate::stub::{Error, diag};

/// The component in the text format of WebAssembly.
pub(super) fn text(resolve: &Resolve, world: WorldId) -> Result<String, Error> {
    let abi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let mut module = dummy_module(resolve, world, abi);
    let encoding = StringEncoding::UTF8;
    let component = embed_component_metadata(&mut module, resolve, world, encoding)
        .and_then(|()| ComponentEncoder::default().module(&module)?.encode());
    let text = component.and_then(wasmprinter::print_bytes);
    text.map_err(|error| Error::new(diag::no_component(&error)))
}
