//! A problem, taken apart: what is wrong, what is worth knowing, what to type.

use crate::resolve::Problem;

/// What begins the lines of advice in the text of a problem.
const HELP: &str = "\nhelp: ";
const NOTE: &str = "\nnote: ";

impl Problem {
    /// A name for programs, which does not change when the text becomes better.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Problem::NoComponents => "no-components",
            Problem::Source { .. } => "no-source",
            Problem::NoService { .. } => "no-service",
            Problem::Part(_) => "bad-component",
            Problem::EngineLacks { .. } => "engine-lacks",
            Problem::NoPart { .. } => "no-part",
            Problem::Unresolved { .. } => "unresolved",
            Problem::Ambiguous { .. } => "ambiguous",
            Problem::AmbiguousHandler { .. } => "ambiguous-handler",
            Problem::Cycle { .. } => "cycle",
            Problem::MissingFunctions { .. } => "missing-functions",
            Problem::Mismatch(_) => "mismatch",
            Problem::NotPlain { .. } => "not-plain",
            Problem::OtherResource(_) => "other-resource",
            Problem::ResourceOfSibling(_) => "resource-of-sibling",
            Problem::MissingHandlerFunctions { .. } => "missing-handler-functions",
            Problem::NeedsConcurrency { .. } => "needs-concurrency",
            Problem::UnknownPlugin { .. } => "unknown-plugin",
            Problem::UnknownInstance { .. } => "unknown-backend",
            Problem::NoInstance { .. } => "no-backend",
            Problem::SettingsOfHost { .. } => "settings-of-host",
            Problem::UnusedChoice { .. } => "unused-choice",
            Problem::LinkFromNowhere { .. } => "link-from-nowhere",
            Problem::LinkToNowhere { .. } => "link-to-nowhere",
            Problem::UnknownVolume { .. } => "unknown-volume",
            Problem::RouteToNowhere { .. } => "route-to-nowhere",
            Problem::AmbiguousRoute { .. } => "ambiguous-route",
            Problem::Duplicate { .. } => "duplicate",
            Problem::Invalid { .. } => "invalid",
            Problem::PolicyOfPart { .. } => "policy-of-part",
            Problem::OnTrap { .. } => "on-trap",
            Problem::RouteWithoutHandler { .. } => "route-without-handler",
        }
    }

    /// What is wrong, without advice.
    #[must_use]
    pub fn message(&self) -> String {
        until_advice(&self.to_string()).to_owned()
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        self.advice(HELP).pop()
    }

    /// What is worth knowing.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.advice(NOTE)
    }

    /// The texts that begin with `mark`, to the next mark or the end.
    fn advice(&self, mark: &str) -> Vec<String> {
        let text = self.to_string();
        let pieces = text.split(mark).skip(1);
        pieces.map(|piece| until_advice(piece).to_owned()).collect()
    }
}

fn until_advice(text: &str) -> &str {
    let ends = [HELP, NOTE].iter().filter_map(|mark| text.find(mark));
    let end = ends.min().unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
