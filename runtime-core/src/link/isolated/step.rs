use std::fmt;
use std::sync::Arc;

use crate::spec::CallLimits;

/// An isolated call, and those that wait for it.
pub(crate) struct Step {
    caller: Arc<str>,
    callee: Arc<str>,
    before: Option<Arc<Step>>,
    depth: usize,
}

impl Step {
    /// The next call. `before` is the one that the caller's store was made for.
    ///
    /// # Errors
    /// As many calls wait for each other as may.
    pub(super) fn after(
        before: Option<Arc<Step>>,
        caller: &Arc<str>,
        callee: &Arc<str>,
    ) -> Result<Arc<Step>, TooDeep> {
        let step = Step {
            caller: caller.clone(),
            callee: callee.clone(),
            depth: before.as_ref().map_or(0, |before| before.depth) + 1,
            before,
        };
        match step.depth > CallLimits::MAX_DEPTH {
            true => Err(TooDeep(step.to_string())),
            false => Ok(Arc::new(step)),
        }
    }
}

/// The components from the first caller on: `web -> store -> web`. One that calls on in a store that it shares with the
/// callee before stands behind it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.before {
            None => write!(f, "{}", self.caller)?,
            Some(before) if before.callee == self.caller => write!(f, "{before}")?,
            Some(before) => write!(f, "{before} -> {}", self.caller)?,
        }
        write!(f, " -> {}", self.callee)
    }
}

/// The path of the calls that wait for each other, the one that was refused included.
#[derive(Debug, thiserror::Error)]
#[error(
    "isolated calls wait for each other, and there may be {} of them: {_0}\nhelp: components that call each other in a circle need an end",
    CallLimits::MAX_DEPTH
)]
pub(crate) struct TooDeep(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(calls: &[(&str, &str)]) -> Result<Arc<Step>, TooDeep> {
        let mut step = None;
        for (caller, callee) in calls {
            step = Some(Step::after(step, &(*caller).into(), &(*callee).into())?);
        }
        Ok(step.unwrap())
    }

    #[test]
    fn the_path_names_who_calls_on_from_within_a_store() {
        assert_eq!(
            walk(&[("a", "b"), ("b", "c")]).unwrap().to_string(),
            "a -> b -> c"
        );
        assert_eq!(
            walk(&[("a", "b"), ("x", "a")]).unwrap().to_string(),
            "a -> b -> x -> a"
        );
    }

    #[test]
    fn the_last_call_that_may_wait_is_made_and_the_next_is_refused() {
        let calls = vec![("a", "a"); CallLimits::MAX_DEPTH + 1];
        assert!(walk(&calls[1..]).is_ok());
        let error = walk(&calls).err().unwrap().to_string();
        assert!(error.contains("there may be 16 of them: a -> a"), "{error}");
    }
}
