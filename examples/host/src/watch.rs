//! `run --watch`: the workload follows its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use hostplug_runtime::{ComponentRef, Host, Workload};

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(500);

/// A workload that runs, and the files that it was made of.
pub(crate) struct Watched {
    document: PathBuf,
    workload: Workload,
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
            workload: workload.clone(),
            seen: files.map(|path| (path.to_owned(), state(path))).collect(),
        }
    }

    /// Replaces the workload whenever its files have changed. What does not resolve is reported, and changes nothing.
    pub(crate) async fn follow(mut self, host: &Host, id: &str) {
        let mut id = id.to_owned();
        loop {
            tokio::time::sleep(EVERY).await;
            if !self.look() {
                continue;
            }
            match self.renew(host, &mut id).await {
                Ok(()) => eprintln!("{id} was started anew"),
                Err(error) => eprintln!("error: {error:#}\nnote: {id} {}", fate(host, &id)),
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

    async fn renew(&mut self, host: &Host, id: &mut String) -> Result<()> {
        let workload = Workload::from_file(&self.document)?;
        // Also if it is refused, since the next change of one of them may mend it.
        for path in files(&self.document, &workload) {
            let known = self.seen.entry(path.to_owned());
            known.or_insert_with(|| state(path));
        }
        host.resolve(&workload).await?;
        *id = replace(host, id, &self.workload, &workload).await?;
        self.workload = workload;
        Ok(())
    }
}

/// Stops the old workload and starts the new one; if that fails, the old one again. Answers the id of the new one.
async fn replace(host: &Host, id: &str, old: &Workload, new: &Workload) -> Result<String> {
    // It is gone in any case, and may have been before.
    if let Err(error) = host.stop(id).await {
        tracing::warn!("{error}");
    }
    match host.start(new.clone()).await {
        Ok(running) => Ok(running.id().to_owned()),
        Err(error) => {
            if let Err(again) = host.start(old.clone()).await {
                tracing::error!("{again}");
            }
            Err(error.into())
        }
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
