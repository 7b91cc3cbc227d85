//! How a check says what it expects.

use crate::report::Failure;
use crate::show::Show;

/// What a check comes to.
pub(crate) type Checked<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Failure {
            what: what.into(),
            expected: expected.into(),
            found: found.into(),
        }
    }
}

/// That two values are the same.
pub(crate) fn equal<T: Show + PartialEq>(what: &str, found: &T, expected: &T) -> Checked {
    match found == expected {
        true => Ok(()),
        false => Err(Failure::new(what, expected.show(), found.show())),
    }
}

/// That something holds of a value.
pub(crate) fn holds(what: &str, found: &impl Show, expected: &str, holds: bool) -> Checked {
    match holds {
        true => Ok(()),
        false => Err(Failure::new(what, expected, found.show())),
    }
}
