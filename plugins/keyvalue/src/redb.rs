//! Keeps data in files of `redb`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use hostplug::BoxFuture;
use hostplug::wasmtime::{self, error::Context as _, format_err};
use redb::{
    Database, Durability, ReadOnlyTable, ReadableDatabase, ReadableTable, Table, TableDefinition,
};
use serde::Deserialize;
use tokio::task::{JoinError, spawn_blocking};

use crate::backend::{Backend, Error, Result, async_trait};

/// Values by space, bucket and key.
const DATA: TableDefinition<Key, &[u8]> = TableDefinition::new("hostplug:keyvalue/1");
type Key = (&'static str, &'static str, &'static str);

/// What one file may keep in memory; redb's own default is a gibibyte.
const CACHE_BYTES: usize = 64 << 20;

#[derive(Deserialize)]
pub(crate) struct Options {
    path: PathBuf,
}

/// Opens files as the bindings ask for them.
pub(crate) fn opener() -> impl Fn(String, Options) -> Opening {
    let files = Files::default();
    move |space, Options { path }| {
        let files = files.clone();
        Box::pin(async move {
            let opened = spawn_blocking({
                let path = path.clone();
                move || files.open(&path)
            });
            // redb panics on some files that were changed behind its back.
            let opened = opened.await.unwrap_or_else(|panic| Err(panic.into()));
            let file = opened.with_context(|| format!("cannot open `{}`", path.display()))?;
            let space = space.into();
            Ok(Arc::new(Redb { file, space }) as Arc<dyn Backend>)
        })
    }
}

type Opening = BoxFuture<'static, wasmtime::Result<Arc<dyn Backend>>>;

/// The open files by their real path. They stay open until the plugin is dropped, which is why this is no
/// [`hostplug::Shared`]: to close one with its last binding would mean to fail whoever opens it while it is still being
/// closed.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<HashMap<PathBuf, Arc<OpenFile>>>>);

impl Files {
    fn open(&self, path: &Path) -> wasmtime::Result<Arc<OpenFile>> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = real_path(path)?;
        if let Some(file) = files.get(&path) {
            return Ok(file.clone());
        }
        let file = Arc::new(OpenFile::open(path.clone())?);
        files.insert(path, file.clone());
        Ok(file)
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

struct OpenFile {
    path: PathBuf,
    /// Nothing while it could not be opened again.
    database: RwLock<Option<Database>>,
    /// redb uses no file any more that has failed once, be it that a disk was full for a moment.
    failed: AtomicBool,
    /// redb has one writer at a time. Who waits here for his turn does not hold up a thread.
    writer: Arc<tokio::sync::Mutex<()>>,
}

impl OpenFile {
    fn open(path: PathBuf) -> wasmtime::Result<Self> {
        let database = match create(&path) {
            Ok(database) => database,
            Err(redb::Error::DatabaseAlreadyOpen) => {
                return Err(format_err!(
                    "it is in use, by another process or another plugin of this one"
                ));
            }
            Err(error) => return Err(error.into()),
        };
        // Reading takes the table for granted, and finds out here if it is another program's.
        let transaction = database.begin_write()?;
        transaction.open_table(DATA)?;
        transaction.commit()?;
        Ok(OpenFile {
            path,
            database: RwLock::new(Some(database)),
            failed: AtomicBool::new(false),
            writer: Arc::default(),
        })
    }

    /// It blocks the thread.
    fn with<T>(&self, work: impl FnOnce(&Database) -> Attempt<T>) -> Attempt<T> {
        self.mend()?;
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let done = match &*database {
            Some(database) => work(database),
            None => Err(redb::Error::PreviousIo),
        };
        if let Err(redb::Error::Io(_) | redb::Error::PreviousIo) = done {
            self.failed.store(true, Ordering::Release);
        }
        done
    }

    /// Opens a file that has failed once more, when the last transaction has ended.
    fn mend(&self) -> Attempt<()> {
        if !self.failed.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut database = self
            .database
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have done it meanwhile.
        if self.failed.load(Ordering::Acquire) {
            // A file is open once, so the old one goes first.
            *database = None;
            *database = Some(create(&self.path)?);
            self.failed.store(false, Ordering::Release);
        }
        Ok(())
    }
}

fn create(path: &Path) -> Attempt<Database> {
    let mut builder = Database::builder();
    Ok(builder.set_cache_size(CACHE_BYTES).create(path)?)
}

/// One space of a file.
struct Redb {
    file: Arc<OpenFile>,
    space: Arc<str>,
}

type Attempt<T> = std::result::Result<T, redb::Error>;

impl Redb {
    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&str, ReadOnlyTable<Key, &[u8]>) -> Attempt<T> + Send + 'static,
    ) -> Result<T> {
        let (file, space) = (self.file.clone(), self.space.clone());
        let done = spawn_blocking(move || {
            file.with(|database| {
                let table = database.begin_read()?.open_table(DATA)?;
                read(&space, table)
            })
        });
        self.report(done.await)
    }

    /// A commit is on the disk when it returns. If the caller goes away before, the change happens nevertheless.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&str, &mut Table<'_, Key, &[u8]>) -> Attempt<T> + Send + 'static,
    ) -> Result<T> {
        let (file, space) = (self.file.clone(), self.space.clone());
        let turn = file.writer.clone().lock_owned().await;
        let done = spawn_blocking(move || {
            let _turn = turn;
            file.with(|database| {
                let mut transaction = database.begin_write()?;
                transaction.set_durability(Durability::Immediate)?;
                // The checksums of the other kind of commit are not made to resist values that somebody has chosen.
                transaction.set_two_phase_commit(true);
                let changed = change(&space, &mut transaction.open_table(DATA)?)?;
                transaction.commit()?;
                Ok(changed)
            })
        });
        self.report(done.await)
    }

    /// The guest learns that the file failed, the host's log learns which and how.
    fn report<T>(&self, done: std::result::Result<Attempt<T>, JoinError>) -> Result<T> {
        let error: wasmtime::Error = match done {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => error.into(),
            Err(panic) => panic.into(),
        };
        tracing::error!(path = %self.file.path.display(), "a key-value file failed: {error:#}");
        Err(Error::Other("the file of the store failed".into()))
    }
}

#[async_trait]
impl Backend for Redb {
    async fn get(&self, bucket: &str, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>> {
        let (bucket, keys) = (bucket.to_owned(), keys.to_vec());
        let read = move |space: &str, table: ReadOnlyTable<Key, &[u8]>| {
            let read = |key: &String| {
                let value = table.get((space, bucket.as_str(), key.as_str()))?;
                Ok(value.map(|value| value.value().to_vec()))
            };
            keys.iter().map(read).collect()
        };
        self.read(read).await
    }

    async fn write(&self, bucket: &str, changes: Vec<(String, Option<Vec<u8>>)>) -> Result<()> {
        let bucket = bucket.to_owned();
        let change = move |space: &str, table: &mut Table<'_, Key, &[u8]>| {
            for (key, value) in &changes {
                let key = (space, bucket.as_str(), key.as_str());
                match value {
                    Some(value) => table.insert(key, value.as_slice())?,
                    None => table.remove(key)?,
                };
            }
            Ok(())
        };
        self.change(change).await
    }

    async fn swap(
        &self,
        bucket: &str,
        key: &str,
        old: Option<Vec<u8>>,
        new: Vec<u8>,
    ) -> Result<bool> {
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let change = move |space: &str, table: &mut Table<'_, Key, &[u8]>| {
            let key = (space, bucket.as_str(), key.as_str());
            let is_old = table.get(key)?.as_ref().map(|value| value.value()) == old.as_deref();
            if is_old {
                table.insert(key, new.as_slice())?;
            }
            Ok(is_old)
        };
        self.change(change).await
    }

    async fn keys(&self, bucket: &str) -> Result<Vec<String>> {
        let bucket = bucket.to_owned();
        let read = move |space: &str, table: ReadOnlyTable<Key, &[u8]>| {
            let mut keys = Vec::new();
            for entry in table.range((space, bucket.as_str(), "")..)? {
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
}
