//! What the fuzz targets do with their input.

pub(crate) mod compose;
pub(crate) mod document;
pub(crate) mod part;
