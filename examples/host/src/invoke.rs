//! `invoke`: one call of an exported function, from the command line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use clap::Args;
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::hostplug::wasmtime::component::types::ComponentFunc;
use hostplug_runtime::{HostBuilder, Origin, Output, Running, Stdio, Workload};

use crate::explain;
use crate::names::{self, Functions};
use crate::run::{self, Failure};
use crate::wave;

/// What is called, and how the answer is printed.
#[derive(Debug, Args)]
pub(crate) struct Invoke {
    /// The workload document, in TOML or JSON
    workload: PathBuf,
    /// The component whose export is called
    component: String,
    /// A function and its arguments in WAVE, as `add(1, 2)` or `acme:calc/ops@1.0.0#add(1, 2)`
    call: String,
    /// Print the answer in JSON instead of WAVE
    #[arg(long)]
    pub(crate) json: bool,
}

/// Starts the workload, calls the function on a fresh instance, prints the answer, and stops the workload.
pub(crate) async fn invoke(
    builder: HostBuilder,
    host_file: Option<&Path>,
    invoke: &Invoke,
) -> Result<ExitCode, Failure> {
    let (mut workload, host_file) = run::read(host_file, &invoke.workload)?;
    make_entry(&mut workload, &invoke.component)?;
    let host = run::start_with(host_file, builder, Stdio::Lines(Arc::new(StandardError))).await?;
    let answer = match host.start(workload).await {
        Ok(running) => invoke.call(&running).await,
        Err(error) => Err(error.into()),
    };
    host.shutdown().await?;
    let answer = answer?;
    invoke.print(&answer)?;
    Ok(ExitCode::from(u8::from(is_error(&answer))))
}

/// Whoever names a component on the command line means its exports, also if a sibling imports them.
fn make_entry(workload: &mut Workload, name: &str) -> Result<()> {
    if let Some(component) = workload.components.get_mut(name) {
        component.entry = true;
        return Ok(());
    }
    let known: Vec<_> = workload.components.keys().map(String::as_str).collect();
    Err(anyhow!(
        "workload `{}` has no component `{name}`\nhelp: there are `{}`",
        workload.name,
        known.join("`, `")
    ))
}

/// The standard output is for the answer alone.
struct StandardError;

impl Output for StandardError {
    fn line(&self, origin: &Origin, line: &str) {
        eprintln!("{}/{} | {line}", origin.workload, origin.component);
    }
}

impl Invoke {
    async fn call(&self, running: &Running) -> Result<Vec<Val>, Failure> {
        let at = self.call.find('(').unwrap_or(self.call.len());
        let (name, arguments) = self.call.split_at(at);
        let functions = Functions::new(&self.component, running.functions(&self.component)?);
        let (name, function) = functions.find(name.trim())?;
        let arguments = match arguments.trim_end() {
            "" => "()",
            arguments => arguments,
        };
        let values = wave::arguments(function, arguments)
            .map_err(|wrong| self.wrong(name, function, at, &wrong))?;
        Ok(running.invoke(&self.component, name, &values).await?)
    }

    /// The call with a mark under what is wrong.
    fn wrong(
        &self,
        name: &str,
        function: &ComponentFunc,
        at: usize,
        wrong: &wave::Wrong,
    ) -> anyhow::Error {
        let mark = mark(&self.call, at + wrong.span.start..at + wrong.span.end);
        anyhow!(
            "{}\n{mark}\nnote: `{}` is `{}`",
            wrong.message(),
            names::function_of(name),
            wave::signature(function)
        )
    }

    fn print(&self, answer: &[Val]) -> Result<()> {
        // A function has one result or none.
        let text = match (answer.first(), self.json) {
            (Some(value), true) => format!("{:#}\n", wave::json(value)),
            (None, true) => "null\n".to_owned(),
            (Some(value), false) => wave::write(value) + "\n",
            (None, false) => String::new(),
        };
        explain::print(text.as_bytes())
    }
}

fn is_error(answer: &[Val]) -> bool {
    matches!(answer, [Val::Result(Err(_))])
}

/// The line of the text in which the span begins, and carets below it.
fn mark(text: &str, span: std::ops::Range<usize>) -> String {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let (before, rest) = text.split_at(start);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line_end = rest.find('\n').map_or(text.len(), |end| start + end);
    let end = text.ceil_char_boundary(span.end.clamp(start, line_end));
    let width = |part: Option<&str>| part.unwrap_or_default().chars().count();
    format!(
        "  {}\n  {}{}",
        text.get(line_start..line_end).unwrap_or_default(),
        " ".repeat(width(text.get(line_start..start))),
        "^".repeat(width(text.get(start..end)).max(1))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_below_what_is_wrong() {
        assert_eq!(mark("f(é, 12)", 6..8), "  f(é, 12)\n       ^^");
        assert_eq!(mark("f(1,\n  x\n)", 7..8), "    x\n    ^");
        assert_eq!(mark("f(", 2..9), "  f(\n    ^");
    }
}
