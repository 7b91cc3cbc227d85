//! Calls of a guest, all of which are written down.

use std::sync::{Arc, Mutex, PoisonError};

use hostplug::wasmtime::component::{ComponentNamedList, Lift, Lower};
use hostplug_runtime::{Error, Running};

use crate::expect::Checked;
use crate::report::{Call, Failure};
use crate::show::Show;

/// What a WIT function with an error answers.
pub(crate) type Answer<T> = Result<T, String>;

/// The calls of one check.
#[derive(Clone, Default)]
pub(crate) struct Calls(Arc<Mutex<Vec<Call>>>);

impl Calls {
    pub(crate) fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, call: Call) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push(call);
    }
}

/// The parameters of a function.
pub(crate) trait Params: ComponentNamedList + Lower + Show + Send + Sync + 'static {}
impl<T: ComponentNamedList + Lower + Show + Send + Sync + 'static> Params for T {}

/// What a function answers.
pub(crate) trait Answered: Lift + Show + Send + Sync + 'static {}
impl<T: Lift + Show + Send + Sync + 'static> Answered for T {}

/// One component of a workload. Each call has an instance of its own.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) running: Running,
    pub(crate) component: &'static str,
    /// The interface through which it is asked.
    pub(crate) interface: &'static str,
    pub(crate) calls: Calls,
}

impl Guest {
    /// Another component of the workload.
    pub(crate) fn component(&self, component: &'static str) -> Self {
        Guest {
            component,
            ..self.clone()
        }
    }

    /// The answer, whatever it is. A trap is a failure.
    pub(crate) async fn call<P: Params, T: Answered>(
        &self,
        function: &'static str,
        params: P,
    ) -> Checked<T>
    where
        (T,): ComponentNamedList + Lift,
    {
        let what = what(function, &params);
        let called = self.record(function, params).await;
        let (answer,) = called.map_err(|error| Failure::new(what, "an answer", told(&error)))?;
        Ok(answer)
    }

    /// What comes of a call that may trap.
    pub(crate) async fn outcome<P: Params, T: Answered>(
        &self,
        function: &'static str,
        params: P,
    ) -> Result<Answer<T>, Error>
    where
        (Answer<T>,): ComponentNamedList + Lift,
        Answer<T>: Lift,
    {
        let called = self.record(function, params).await;
        called.map(|(answer,): (Answer<T>,)| answer)
    }

    /// Calls a function without a result.
    pub(crate) async fn run<P: Params>(&self, function: &'static str, params: P) -> Checked {
        let what = what(function, &params);
        let called = self.record(function, params).await;
        called.map_err(|error| Failure::new(what, "no trap", told(&error)))
    }

    /// Calls a function that traps.
    pub(crate) async fn trap<P: Params>(&self, function: &'static str, params: P) -> Checked {
        let what = what(function, &params);
        match self.record(function, params).await {
            Err(Error::Trap { .. }) => Ok(()),
            Err(error) => Err(Failure::new(what, "a trap", told(&error))),
            Ok(()) => Err(Failure::new(what, "a trap", "an answer")),
        }
    }

    /// What a function answers that must not fail.
    pub(crate) async fn ok<P: Params, T: Answered>(
        &self,
        function: &'static str,
        params: P,
    ) -> Checked<T>
    where
        (Answer<T>,): ComponentNamedList + Lift,
        Answer<T>: Lift,
    {
        let what = what(function, &params);
        let answer: Answer<T> = self.call(function, params).await?;
        answer.map_err(|error| Failure::new(what, "ok", format!("error({})", error.show())))
    }

    /// That a function answers this.
    pub(crate) async fn answers<P: Params, T: Answered + PartialEq>(
        &self,
        function: &'static str,
        params: P,
        expected: T,
    ) -> Checked
    where
        (Answer<T>,): ComponentNamedList + Lift,
        Answer<T>: Lift,
    {
        let what = what(function, &params);
        let answer: Answer<T> = self.call(function, params).await?;
        crate::expect::equal(&what, &answer, &Ok(expected))
    }

    /// The error of a function that must fail.
    pub(crate) async fn error<P: Params, T: Answered>(
        &self,
        function: &'static str,
        params: P,
    ) -> Checked<String>
    where
        (Answer<T>,): ComponentNamedList + Lift,
        Answer<T>: Lift,
    {
        let what = what(function, &params);
        let answer: Answer<T> = self.call(function, params).await?;
        match answer {
            Err(error) => Ok(error),
            answer => Err(Failure::new(what, "an error", answer.show())),
        }
    }

    async fn record<P, R>(&self, function: &'static str, params: P) -> Result<R, Error>
    where
        P: Params,
        R: ComponentNamedList + Lift + Show + Send + Sync + 'static,
    {
        let arguments = params.show();
        let path = format!("{}#{function}", self.interface);
        let called = self.running.call(self.component, &path, params).await;
        self.calls.push(Call {
            guest: format!("{}/{}", self.running.id(), self.component),
            function,
            arguments,
            answer: match &called {
                Ok(answer) => show_results(answer),
                Err(error) => told(error),
            },
        });
        called
    }
}

/// Without the way through the guest, which is that of the suite.
fn told(error: &Error) -> String {
    match error {
        Error::Trap { source, .. } => format!("trap: {}", source.root_cause()),
        error => error.to_string(),
    }
}

fn what(function: &str, params: &impl Show) -> String {
    format!("{function}{}", params.show())
}

/// Results are a tuple, which has one value at most.
fn show_results(results: &impl Show) -> String {
    let shown = results.show();
    let inner = shown.strip_prefix('(');
    let inner = inner.and_then(|shown| shown.strip_suffix(')'));
    match inner {
        Some("") | None => "()".to_owned(),
        Some(inner) => inner.to_owned(),
    }
}
