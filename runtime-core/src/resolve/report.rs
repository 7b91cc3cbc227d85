use std::collections::HashSet;
use std::fmt;

use super::Problem;
use crate::spec::Workload;

/// All problems of a workload, so that one look mends them all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The workload.
    pub workload: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Report {
    /// What is wrong with one binding shows at each of its imports, and is said once.
    pub(crate) fn new(workload: &Workload, problems: impl IntoIterator<Item = Problem>) -> Self {
        let mut said = HashSet::new();
        let is_new = |problem: &Problem| said.insert(problem.to_string());
        Report {
            workload: workload.name.clone(),
            problems: problems.into_iter().filter(is_new).collect(),
        }
    }
}

impl std::error::Error for Report {}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.problems.len() == 1 {
            "a problem"
        } else {
            "problems"
        };
        write!(f, "workload `{}` has {plural}", self.workload)?;
        for problem in &self.problems {
            write!(f, "\n\n{problem}")?;
        }
        Ok(())
    }
}
