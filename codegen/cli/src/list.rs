//! `plugin-gen list`: the WIT packages that come with the command.

use std::fmt;

use clap::Args;
use hostplug_codegen::catalogue::{self, Entry, Profile};
use serde::Serialize;

use crate::Error;

/// List the WIT packages that come with the command.
///
/// Where one version of a package has several texts, each stands in a line of its own, with its hash and the kinds of
/// hosts that use it.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only packages whose name has this in it, such as `keyvalue` or `wasi:`.
    name: Option<String>,
    /// Only what this kind of host uses: `wasmtime`, `wasmcloud`, `wasmcloud-1` or `spin`.
    #[arg(long)]
    profile: Option<Profile>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Listing {
    packages: Vec<Package>,
}

#[derive(Debug, Serialize)]
struct Package {
    id: String,
    hash: &'static str,
    profiles: Vec<String>,
    worlds: Vec<String>,
    interfaces: Vec<String>,
    source: &'static str,
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: fn(&Package) -> usize| self.packages.iter().map(text).max().unwrap_or(0);
        let (id, profiles) = (
            width(|package| package.id.len()),
            width(|package| package.profiles.join(" ").len()),
        );
        for package in &self.packages {
            let worlds = match package.worlds.is_empty() {
                true => "no world".to_owned(),
                false => package.worlds.join(" "),
            };
            let used = package.profiles.join(" ");
            writeln!(
                f,
                "{:id$}  {}  {used:profiles$}  {worlds}",
                package.id, package.hash
            )?;
        }
        Ok(())
    }
}

pub(crate) fn run(list: &List) -> Result<Listing, Error> {
    let wanted = list.name.as_deref().unwrap_or_default();
    let entries = catalogue::entries().iter();
    let entries = entries
        .filter(|entry| entry.name().contains(wanted))
        .filter(|entry| {
            list.profile
                .is_none_or(|profile| entry.profiles().contains(&profile))
        });
    let packages: Vec<_> = entries.map(package).collect();
    match packages.is_empty() {
        true => Err(Error::NotListed(wanted.to_owned())),
        false => Ok(Listing { packages }),
    }
}

fn package(entry: &'static Entry) -> Package {
    let catalogue::Closure {
        resolve, package, ..
    } = catalogue::closure(entry);
    let package = &resolve.packages[package];
    Package {
        id: entry.id(),
        hash: entry.hash(),
        profiles: entry.profiles().iter().map(ToString::to_string).collect(),
        worlds: package.worlds.keys().cloned().collect(),
        interfaces: package.interfaces.keys().cloned().collect(),
        source: entry.source(),
    }
}
