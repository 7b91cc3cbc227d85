//! Where the data is. What the database does may block, so it runs on threads that Tokio has for that.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hostplug::BackendError;
use hostplug::wasmtime::{self, error::Context as _};
use redb::{Database, ReadOnlyTable, ReadableDatabase, ReadableTable, Table, TableDefinition};
use tokio::task::{JoinError, spawn_blocking};

/// Values by space, bucket and key.
const DATA: TableDefinition<Key, &[u8]> = TableDefinition::new("sample-keyvalue-redb");
type Key = (&'static str, &'static str, &'static str);

/// What one file may keep in memory; redb's own default is a gibibyte.
const CACHE_BYTES: usize = 64 << 20;

/// The open files by their real path. Each stays open until the plugin is dropped: a file that is opened again while it
/// is still being closed would be refused.
#[derive(Clone, Default)]
pub(crate) struct Files(Arc<Mutex<HashMap<PathBuf, Arc<OpenFile>>>>);

impl Files {
    pub(crate) async fn open(&self, path: PathBuf, space: String) -> wasmtime::Result<Space> {
        let (files, text) = (self.clone(), format!("cannot open `{}`", path.display()));
        let opened = spawn_blocking(move || files.open_now(&path)).await;
        // redb panics on some files that were changed behind its back.
        let opened = opened.unwrap_or_else(|panic| Err(panic.into()));
        let file = opened.with_context(|| text)?;
        let name = space.into();
        Ok(Space { file, name })
    }

    fn open_now(&self, path: &Path) -> wasmtime::Result<Arc<OpenFile>> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = real_path(path)?;
        if let Some(file) = files.get(&path) {
            return Ok(file.clone());
        }
        let file = Arc::new(OpenFile::open(&path)?);
        files.insert(path, file.clone());
        Ok(file)
    }
}

/// Connections say nothing that is worth printing.
impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Files")
    }
}

/// The path without links, so that a file has one name. It is created if need be; redb fills an empty file.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            File::create_new(path)?;
            fs::canonicalize(path)
        }
        found => found,
    }
}

#[derive(Debug)]
struct OpenFile {
    database: Database,
    /// redb has one writer at a time. Who waits here for his turn does not hold up a thread.
    writer: Arc<tokio::sync::Mutex<()>>,
}

impl OpenFile {
    fn open(path: &Path) -> wasmtime::Result<Self> {
        let mut builder = Database::builder();
        let database = builder.set_cache_size(CACHE_BYTES).create(path)?;
        // Reading takes the table for granted, and finds out here if it is another program's.
        let transaction = database.begin_write()?;
        transaction.open_table(DATA)?;
        transaction.commit()?;
        let writer = Arc::default();
        Ok(OpenFile { database, writer })
    }
}

/// The buckets of one space: of a workload, or of all workloads that share their data.
#[derive(Clone, Debug)]
pub struct Space {
    file: Arc<OpenFile>,
    name: Arc<str>,
}

type Result<T> = std::result::Result<T, BackendError>;
type Attempt<T> = std::result::Result<T, redb::Error>;
type Values = ReadOnlyTable<Key, &'static [u8]>;
type ValuesMut<'a> = Table<'a, Key, &'static [u8]>;

impl Space {
    pub(crate) async fn get(
        &self,
        bucket: &str,
        keys: Vec<String>,
    ) -> Result<Vec<Option<Vec<u8>>>> {
        let bucket = bucket.to_owned();
        let read = move |space: &str, values: Values| {
            let get = |key: &String| {
                let value = values.get((space, bucket.as_str(), key.as_str()))?;
                Ok(value.map(|value| value.value().to_vec()))
            };
            keys.iter().map(get).collect()
        };
        self.read(read).await
    }

    /// Sorted by their bytes.
    pub(crate) async fn keys(&self, bucket: &str) -> Result<Vec<String>> {
        let bucket = bucket.to_owned();
        let read = move |space: &str, values: Values| {
            let mut keys = Vec::new();
            for entry in values.range((space, bucket.as_str(), "")..)? {
                let (key, _) = entry?;
                let (of, name, key) = key.value();
                if (of, name) != (space, bucket.as_str()) {
                    break;
                }
                keys.push(key.to_owned());
            }
            Ok(keys)
        };
        self.read(read).await
    }

    /// Sets keys, or deletes those that have no value here.
    pub(crate) async fn write(
        &self,
        bucket: &str,
        changes: Vec<(String, Option<Vec<u8>>)>,
    ) -> Result<()> {
        let bucket = bucket.to_owned();
        let change = move |space: &str, values: &mut ValuesMut<'_>| {
            for (key, value) in &changes {
                let key = (space, bucket.as_str(), key.as_str());
                match value {
                    Some(value) => values.insert(key, value.as_slice())?,
                    None => values.remove(key)?,
                };
            }
            Ok(())
        };
        self.change(change).await
    }

    /// Numbers are decimal text, as people write them.
    pub(crate) async fn increment(&self, bucket: &str, key: String, delta: u64) -> Result<u64> {
        let bucket = bucket.to_owned();
        let change = move |space: &str, values: &mut ValuesMut<'_>| {
            let key = (space, bucket.as_str(), key.as_str());
            let before = values.get(key)?.map(|value| value.value().to_vec());
            let Some(sum) = add(before, delta) else {
                return Ok(None);
            };
            values.insert(key, sum.to_string().as_bytes())?;
            Ok(Some(sum))
        };
        let text = || "the value is not a number, or the sum is too large".to_owned();
        let sum = self.change(change).await?;
        sum.ok_or_else(|| BackendError::Other(text()))
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&str, Values) -> Attempt<T> + Send + 'static,
    ) -> Result<T> {
        let Space { file, name } = self.clone();
        let done = spawn_blocking(move || {
            let values = file.database.begin_read()?.open_table(DATA)?;
            read(&name, values)
        });
        report(done.await)
    }

    /// A commit is on the disk when it returns. If the caller goes away before, the change happens nevertheless.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&str, &mut ValuesMut<'_>) -> Attempt<T> + Send + 'static,
    ) -> Result<T> {
        let Space { file, name } = self.clone();
        let turn = file.writer.clone().lock_owned().await;
        let done = spawn_blocking(move || {
            let _turn = turn;
            let mut transaction = file.database.begin_write()?;
            // The checksums of the other kind of commit are not made to resist values that somebody has chosen.
            transaction.set_two_phase_commit(true);
            let changed = change(&name, &mut transaction.open_table(DATA)?)?;
            transaction.commit()?;
            Ok(changed)
        });
        report(done.await)
    }
}

/// A key that does not exist counts as zero.
fn add(value: Option<Vec<u8>>, delta: u64) -> Option<u64> {
    let number = match value {
        Some(value) => String::from_utf8(value).ok()?.parse::<u64>().ok()?,
        None => 0,
    };
    number.checked_add(delta)
}

/// The guest learns that the file failed, the log of the host learns how.
fn report<T>(done: std::result::Result<Attempt<T>, JoinError>) -> Result<T> {
    let error: wasmtime::Error = match done {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.into(),
        Err(panic) => panic.into(),
    };
    tracing::error!("a key-value file failed: {error:#}");
    Err(BackendError::Other("the file of the store failed".into()))
}
