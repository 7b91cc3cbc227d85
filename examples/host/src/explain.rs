//! `explain` and `check`: who serves what, and whether somebody does, without starting anything.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use hostplug_runtime::{Error, HostBuilder, Plan, Workload};

use crate::run::{self, Failure};
use crate::svg;

/// What is printed, and where.
#[derive(Debug, Default, Args)]
pub(crate) struct Print {
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// A file to write instead of the standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, ValueEnum)]
enum Format {
    /// Lines to read
    #[default]
    Tree,
    /// For programs; the problems of a workload as well
    Json,
    /// A graph for Graphviz
    Dot,
    /// A graph for Markdown
    Mermaid,
    /// A picture
    Svg,
}

/// Resolves a workload and prints its plan.
pub(crate) async fn explain(
    builder: HostBuilder,
    host_file: Option<&Path>,
    path: &Path,
    print: &Print,
) -> Result<ExitCode, Failure> {
    let (_, resolved) = resolve(builder, host_file, path).await?;
    match resolved {
        Ok(plan) => {
            print.write(&print.plan(&plan)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Error::Unresolved(report)) if print.format() == Format::Json => {
            print.write(&json(&report)?)?;
            Ok(ExitCode::from(1))
        }
        Err(error) => Err(error.into()),
    }
}

/// Resolves workloads one after the other, and prints their plans.
pub(crate) async fn explain_all(
    builder: HostBuilder,
    host_file: Option<&Path>,
    paths: &[PathBuf],
) -> Result<ExitCode, Failure> {
    let (workloads, host_file) = run::read_all(host_file, paths)?;
    let host = run::start(host_file, builder, &workloads).await?;
    for workload in &workloads {
        print(
            host.resolve(workload)
                .await?
                .explain()
                .to_string()
                .as_bytes(),
        )?;
    }
    host.shutdown().await?;
    Ok(ExitCode::SUCCESS)
}

/// Resolves a workload and says whether it has problems.
pub(crate) async fn check(
    builder: HostBuilder,
    host_file: Option<&Path>,
    path: &Path,
    json: bool,
) -> Result<ExitCode, Failure> {
    let (workload, resolved) = resolve(builder, host_file, path).await?;
    resolved?;
    match json {
        true => print_json(&NoProblems {
            workload: &workload.name,
            problems: [],
        })?,
        false => print(format!("workload `{}` has no problems\n", workload.name).as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// As a report would be that has none.
#[derive(serde::Serialize)]
struct NoProblems<'a> {
    workload: &'a str,
    problems: [(); 0],
}

async fn resolve(
    builder: HostBuilder,
    host_file: Option<&Path>,
    path: &Path,
) -> Result<(Workload, Result<Plan, Error>), Failure> {
    let (workload, host_file) = run::read(host_file, path)?;
    let host = run::start(host_file, builder, std::slice::from_ref(&workload)).await?;
    let resolved = host.resolve(&workload).await;
    host.shutdown().await?;
    Ok((workload, resolved))
}

impl Print {
    fn format(&self) -> Format {
        match self.json {
            true => Format::Json,
            false => self.format,
        }
    }

    fn plan(&self, plan: &Plan) -> Result<String> {
        let explanation = plan.explain();
        Ok(match self.format() {
            Format::Tree => explanation.to_string(),
            Format::Json => json(plan)?,
            Format::Dot => explanation.to_dot(),
            Format::Mermaid => explanation.to_mermaid(),
            Format::Svg => svg::draw(&explanation.graph())?,
        })
    }

    fn write(&self, text: &str) -> Result<()> {
        match &self.output {
            Some(path) => std::fs::write(path, text)
                .with_context(|| format!("cannot write `{}`", path.display())),
            None => print(text.as_bytes()),
        }
    }
}

pub(crate) fn print(text: &[u8]) -> Result<()> {
    std::io::stdout()
        .write_all(text)
        .context("cannot write to the standard output")
}

pub(crate) fn print_json<T: serde::Serialize>(value: &T) -> Result<()> {
    print(json(value)?.as_bytes())
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
