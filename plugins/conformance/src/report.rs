//! What a suite has found out.

use std::collections::BTreeMap;
use std::fmt;

/// All checks of a suite and how they ended, in the order in which they ran.
///
/// It prints as a list of what failed; with `{:#}`, as the transcript of all calls.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The interfaces, such as `wasi:keyvalue`.
    pub subject: &'static str,
    /// The checks.
    pub checks: Vec<Check>,
    /// How often each function of the plugin was called, as `namespace:package/interface@version#function`.
    pub functions: BTreeMap<String, u64>,
}

/// One check.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Check {
    /// What has to hold.
    pub name: &'static str,
    /// Whether it does.
    pub verdict: Verdict,
    /// What the guest was asked, as far as it came.
    pub calls: Vec<Call>,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It holds.
    Kept,
    /// It does not hold.
    Broken(Failure),
    /// It was not looked at.
    Skipped {
        /// Why.
        why: String,
    },
}

/// Why a check failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The call that was answered wrongly, or what was looked at.
    pub what: String,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub found: String,
}

/// One call of the guest, which calls the plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// Who was called: `workload/component`.
    pub guest: String,
    /// The function of the guest.
    pub function: &'static str,
    /// Its arguments, in parentheses. Long ones are cut.
    pub arguments: String,
    /// What it answered, or the trap. Long answers are cut.
    pub answer: String,
}

impl Report {
    /// Whether nothing failed.
    pub fn is_kept(&self) -> bool {
        self.broken().next().is_none()
    }

    /// The checks that failed.
    pub fn broken(&self) -> impl Iterator<Item = (&Check, &Failure)> {
        self.checks.iter().filter_map(|check| match &check.verdict {
            Verdict::Broken(failure) => Some((check, failure)),
            _ => None,
        })
    }

    /// For tests.
    ///
    /// # Panics
    /// A check has failed; the message is the report.
    #[track_caller]
    pub fn assert_kept(&self) {
        assert!(self.is_kept(), "{self}");
    }

    fn count(&self, is_it: impl Fn(&Verdict) -> bool) -> usize {
        let verdicts = self.checks.iter().map(|check| &check.verdict);
        verdicts.filter(|verdict| is_it(verdict)).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let broken = self.broken().count();
        let skipped = self.count(|verdict| matches!(verdict, Verdict::Skipped { .. }));
        let run = self.checks.len() - skipped;
        write!(f, "`{}`: {broken} of {run} checks failed", self.subject)?;
        if skipped > 0 {
            write!(f, ", {skipped} were skipped")?;
        }
        writeln!(f)?;
        match f.alternate() {
            true => self.checks.iter().try_for_each(|check| check.transcript(f)),
            false => self.broken().try_for_each(|(check, _)| check.summary(f)),
        }
    }
}

impl Check {
    fn summary(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.name)?;
        self.verdict.write(f)
    }

    fn transcript(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match &self.verdict {
            Verdict::Kept => "ok",
            Verdict::Broken(_) => "FAILED",
            Verdict::Skipped { .. } => "skipped",
        };
        writeln!(f, "\n{}: {verdict}", self.name)?;
        for call in &self.calls {
            writeln!(f, "  {call}")?;
        }
        self.verdict.write(f)
    }
}

impl Verdict {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Kept => Ok(()),
            Verdict::Skipped { why } => writeln!(f, "  {why}"),
            Verdict::Broken(failure) => writeln!(f, "{failure}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  of:       {}", self.what)?;
        writeln!(f, "  expected: {}", self.expected)?;
        write!(f, "  found:    {}", self.found)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Call {
            guest,
            function,
            arguments,
            answer,
        } = self;
        write!(f, "{guest}: {function}{arguments} -> {answer}")
    }
}
