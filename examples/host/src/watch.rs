//! `run --watch`: the workload follows its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use hostplug_runtime::{ComponentRef, Error, Host, Running, Workload};

use crate::cli;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(500);

/// A workload that runs, and the files that it was made of.
pub(crate) struct Watched {
    document: PathBuf,
    /// It stays, whatever the document comes to say.
    id: String,
    seen: Seen,
}

/// When each file was changed and how long it is; nothing for one that cannot be read.
type Seen = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

impl Watched {
    /// Looks at the files, so that every change from now on is one.
    pub(crate) fn new(document: &Path, workload: &Workload) -> Self {
        let files = files(document, workload);
        Watched {
            document: document.to_owned(),
            id: format!("{}/{}", workload.namespace, workload.name),
            seen: files.map(|path| (path.to_owned(), state(path))).collect(),
        }
    }

    /// Updates the workload whenever its files have changed. What does not resolve is reported, and changes nothing.
    pub(crate) async fn follow(mut self, host: Host) {
        loop {
            tokio::time::sleep(EVERY).await;
            if !self.look() {
                continue;
            }
            let id = &self.id.clone();
            match self.renew(&host).await {
                Ok(()) => eprintln!("{id} was updated"),
                Err(error) => {
                    let message = cli::message(&error);
                    eprintln!("error: {message}\nnote: {id} {}", fate(&host, id));
                }
            }
        }
    }

    /// Whether a file has changed since the last look.
    fn look(&mut self) -> bool {
        let mut changed = false;
        for (path, seen) in &mut self.seen {
            let now = state(path);
            changed |= now != *seen;
            *seen = now;
        }
        changed
    }

    async fn renew(&mut self, host: &Host) -> Result<()> {
        let workload = Workload::from_file(&self.document)?;
        // Also if it is refused, since the next change of one of them may mend it.
        for path in files(&self.document, &workload) {
            let known = self.seen.entry(path.to_owned());
            known.or_insert_with(|| state(path));
        }
        replace(host, &self.id, workload).await?;
        Ok(())
    }
}

/// Puts the new version in the place of the one that runs, or of the one that has failed or was stopped.
async fn replace(host: &Host, id: &str, workload: Workload) -> Result<Running, Error> {
    match host.workload(id) {
        Ok(_) => host.update_as(id, workload).await,
        Err(_) => host.start_as(id, workload).await,
    }
}

/// What became of the workload that was to be replaced.
fn fate(host: &Host, id: &str) -> &'static str {
    match host.workload(id) {
        Ok(_) => "stays as it was",
        Err(_) => "does not run until it can be started again",
    }
}

/// The document and the components.
fn files<'a>(document: &'a Path, workload: &'a Workload) -> impl Iterator<Item = &'a Path> {
    let components = workload.components.values();
    let components = components.filter_map(|component| match &component.source {
        ComponentRef::Path(path) => Some(path.as_path()),
        _ => None,
    });
    components.chain([document])
}

fn state(path: &Path) -> Option<(SystemTime, u64)> {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}
