//! In which order placements can be instantiated.

use std::collections::BTreeSet;

use super::error::ComposeError;
use super::{Binding, Placement};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    /// On the path that leads here; meeting it again closes a circle.
    Open,
    Done,
}

/// Puts what is imported before what imports it, and otherwise keeps the order of the list.
pub(super) fn order(placements: &[Placement<'_>]) -> Result<Vec<usize>, ComposeError> {
    let mut walk = Walk {
        needs: placements.iter().map(needs).collect(),
        marks: vec![Mark::New; placements.len()],
        order: Vec::with_capacity(placements.len()),
    };
    for start in 0..placements.len() {
        walk.from(start).map_err(|path| cycle(placements, path))?;
    }
    Ok(walk.order)
}

fn needs(placement: &Placement<'_>) -> Vec<usize> {
    let siblings = placement
        .bindings
        .values()
        .filter_map(|binding| match binding {
            Binding::Sibling { placement, .. } => Some(*placement),
            Binding::Host { .. } => None,
        });
    // The walk takes needs from the end, so the first comes last.
    siblings
        .collect::<BTreeSet<_>>()
        .into_iter()
        .rev()
        .collect()
}

struct Walk {
    needs: Vec<Vec<usize>>,
    marks: Vec<Mark>,
    order: Vec<usize>,
}

impl Walk {
    /// Walks without recursion, for chains can be as long as a workload makes them. The error is a circle.
    fn from(&mut self, start: usize) -> Result<(), Vec<usize>> {
        let mut path = Vec::new();
        self.enter(start, &mut path);
        while let Some(&here) = path.last() {
            match self.needs.get_mut(here).and_then(Vec::pop) {
                None => {
                    path.pop();
                    self.finish(here);
                }
                Some(next) if self.mark(next) == Mark::Open => {
                    path.push(next);
                    return Err(path.into_iter().skip_while(|step| *step != next).collect());
                }
                Some(next) => self.enter(next, &mut path),
            }
        }
        Ok(())
    }

    fn enter(&mut self, place: usize, path: &mut Vec<usize>) {
        if let Some(mark @ Mark::New) = self.marks.get_mut(place) {
            *mark = Mark::Open;
            path.push(place);
        }
    }

    fn finish(&mut self, place: usize) {
        if let Some(mark @ Mark::Open) = self.marks.get_mut(place) {
            *mark = Mark::Done;
            self.order.push(place);
        }
    }

    fn mark(&self, place: usize) -> Mark {
        self.marks.get(place).copied().unwrap_or(Mark::Done)
    }
}

fn cycle(placements: &[Placement<'_>], path: Vec<usize>) -> ComposeError {
    let names = path.iter().filter_map(|place| placements.get(*place));
    ComposeError::Cycle {
        names: names
            .map(|placement| placement.part.name().to_owned())
            .collect(),
        path,
    }
}
