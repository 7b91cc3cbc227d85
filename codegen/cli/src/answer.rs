//! What commands answer.

use std::fmt;

use serde::Serialize;

use crate::add::Grown;
use crate::check::Findings;
use crate::diff::Difference;
use crate::doctor::Diagnosis;
use crate::expand::Expansion;
use crate::host::WrittenHost;
use crate::inspect::Inspection;
use crate::list::Listing;
use crate::new::Written;
use crate::stub::Stubs;
use crate::update::Updated;

/// What a command answers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Answer {
    /// A crate was written.
    Written(Written),
    /// A host was written.
    Host(WrittenHost),
    /// A plugin serves more.
    Grown(Grown),
    /// The packages that come with the command.
    Listing(Listing),
    /// What a package or a component has.
    Inspection(Inspection),
    /// What differs between two texts of a package.
    Difference(Difference),
    /// What a plugin lacks.
    Stubs(Stubs),
    /// The code of plugins.
    Expansion(Expansion),
    /// What became of a crate.
    Updated(Updated),
    /// What is not as it was generated.
    Findings(Findings),
    /// What is wrong with the tools or the package.
    Diagnosis(Diagnosis),
    /// A text as a program wants it: a script for a shell, a manual page.
    Text(String),
}

impl fmt::Display for Answer {
    /// What goes to standard output: nothing, or whole lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Written(written) => writeln!(f, "{written}"),
            Answer::Host(host) => host.fmt(f),
            Answer::Grown(grown) => grown.fmt(f),
            Answer::Listing(listing) => listing.fmt(f),
            Answer::Inspection(inspection) => inspection.fmt(f),
            Answer::Difference(difference) => difference.fmt(f),
            Answer::Stubs(stubs) => stubs.fmt(f),
            Answer::Expansion(expansion) => expansion.fmt(f),
            Answer::Updated(updated) => updated.fmt(f),
            Answer::Findings(findings) => findings.fmt(f),
            Answer::Diagnosis(diagnosis) => diagnosis.fmt(f),
            Answer::Text(text) => f.write_str(text),
        }
    }
}

impl Answer {
    /// Remarks for a person, which go to standard error.
    pub fn notes(&self) -> Vec<String> {
        match self {
            Answer::Written(written) => written.notes(),
            Answer::Host(host) => host.notes(),
            Answer::Grown(grown) => grown.notes(),
            Answer::Stubs(stubs) => stubs.notes(),
            Answer::Inspection(inspection) => inspection.notes(),
            Answer::Difference(difference) => difference.notes(),
            Answer::Updated(updated) => updated.notes(),
            _ => Vec::new(),
        }
    }

    /// Whether what was looked at is as it should be.
    pub fn is_good(&self) -> bool {
        match self {
            Answer::Diagnosis(diagnosis) => diagnosis.is_good(),
            Answer::Difference(difference) => difference.is_good(),
            Answer::Findings(findings) => findings.is_good(),
            _ => true,
        }
    }

    /// Whether something was left to be merged by hand.
    pub fn has_conflicts(&self) -> bool {
        match self {
            Answer::Updated(updated) => updated.has_conflicts(),
            _ => false,
        }
    }
}
