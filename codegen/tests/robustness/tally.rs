//! How often the macro accepted and refused its input. A test that only ever sees one of both tests little.

use proc_macro2::TokenStream;

use crate::expansion::{self, Outcome};

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) expanded: usize,
    pub(crate) refused: usize,
}

impl Tally {
    pub(crate) fn text(&mut self, attribute: &str, item: &str) {
        self.count(expansion::expand_text(attribute, item));
    }

    pub(crate) fn tokens(&mut self, attribute: TokenStream, item: TokenStream) {
        self.count(expansion::expand(attribute, item));
    }

    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Unlexed => {}
            Outcome::Refused => self.refused += 1,
            Outcome::Expanded => self.expanded += 1,
        }
    }

    #[track_caller]
    pub(crate) fn assert(&self, expanded: usize, refused: usize) {
        assert!(
            self.expanded >= expanded && self.refused >= refused,
            "{self:?}"
        );
    }
}
