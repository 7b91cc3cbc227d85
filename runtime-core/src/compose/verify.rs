//! The last look: does everything fit that names alone cannot tell?

use std::ops::Range;

use wasmparser::{Validator, WasmFeatures};

use super::error::ComposeError;
use crate::part::{features, parser};

/// Validates the composition and blames the part whose instantiation fails.
///
/// Function bodies are skipped. They were checked when their part was, and nothing has changed them.
pub(super) fn verify(
    bytes: &[u8],
    sections: &[(Range<usize>, String)],
) -> Result<(), ComposeError> {
    let features = features().difference(WasmFeatures::CM_IMPLEMENTS);
    let mut validator = Validator::new_with_features(features);
    let mut parser = parser();
    parser.set_features(features);
    for payload in parser.parse_all(bytes) {
        let checked = payload.and_then(|payload| validator.payload(&payload));
        checked.map_err(|error| blame(&error, sections))?;
    }
    Ok(())
}

fn blame(error: &wasmparser::Error, sections: &[(Range<usize>, String)]) -> ComposeError {
    let message = error.message().to_owned();
    match sections
        .iter()
        .find(|(range, _)| range.contains(&error.offset()))
    {
        Some((_, part)) => ComposeError::Mismatch {
            part: part.clone(),
            message,
        },
        None => ComposeError::Invalid { message },
    }
}
