//! Components whose bytes are not there. What follows from their absence is no problem of its own.

use std::collections::BTreeSet;

use super::Problem;
use crate::spec::LinkTarget;

/// Takes away what might be well if the `lost` components were there.
pub(super) fn silence(problems: &mut Vec<Problem>, lost: &BTreeSet<&str>) {
    if !lost.is_empty() {
        problems.retain(|problem| !may_follow(problem, lost));
    }
}

fn may_follow(problem: &Problem, lost: &BTreeSet<&str>) -> bool {
    match problem {
        // They might export it.
        Problem::Unresolved { .. }
        | Problem::NoInstance { .. }
        | Problem::UnusedChoice { .. }
        | Problem::RouteWithoutHandler { .. }
        // They might import it.
        | Problem::AmbiguousRoute { .. } => true,
        Problem::LinkFromNowhere { component, .. } | Problem::RouteToNowhere { component, .. } => {
            lost.contains(component.as_str())
        }
        Problem::LinkToNowhere { to, .. } => {
            matches!(&**to, LinkTarget::Component { component, .. } if lost.contains(component.as_str()))
        }
        _ => false,
    }
}
