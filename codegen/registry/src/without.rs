//! In the place of the client, where it was not built.

use wit_parser::PackageName;

use crate::{Error, Fetched, Options};

/// There is none.
#[derive(Debug)]
pub(crate) enum Client {}

impl Client {
    pub(crate) fn new(name: &PackageName, _: &Options) -> Result<Self, Error> {
        Err(Error::NotBuilt(name.to_string()))
    }

    pub(crate) fn choose(&self, _: &PackageName) -> Result<PackageName, Error> {
        match *self {}
    }

    pub(crate) fn fetch(&self, _: &PackageName) -> Result<Fetched, Error> {
        match *self {}
    }
}
