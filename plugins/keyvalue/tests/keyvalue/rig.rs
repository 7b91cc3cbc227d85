//! Components that are one: each holds a bucket and calls the plugin's own `Host` implementation.

use hostplug::testing::Harness;
use hostplug::wasmtime::component::Resource;
use hostplug::{Fail, Scope, Settings};
use hostplug_keyvalue::keyvalue::store::{Error, Host, HostBucket, KeyResponse};
use hostplug_keyvalue::keyvalue::{atomics::Host as _, batch::Host as _};
use hostplug_keyvalue::{Bucket, Keyvalue};

pub(crate) type Result<T> = std::result::Result<T, Fail<Error>>;

/// A plugin with the settings of one instance.
pub(crate) struct Rig {
    pub(crate) plugin: Keyvalue,
    pub(crate) settings: Settings,
    /// Removed with the rig.
    #[cfg_attr(not(feature = "redb"), expect(dead_code, reason = "held, not read"))]
    folder: Option<tempfile::TempDir>,
}

impl Rig {
    pub(crate) fn memory() -> Self {
        Rig {
            plugin: Keyvalue::default(),
            settings: Settings::default(),
            folder: None,
        }
    }

    pub(crate) fn redb() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.redb");
        let settings = Settings::default()
            .with("backend", "redb")
            .with("path", path.to_str().unwrap());
        Rig {
            plugin: Keyvalue::default(),
            settings,
            folder: Some(folder),
        }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<serde_json::Value>) -> Self {
        self.settings = self.settings.with(key, value);
        self
    }

    /// The data of another host that finds the same files.
    #[cfg(feature = "redb")]
    pub(crate) fn restart(self) -> Self {
        Rig {
            plugin: Keyvalue::default(),
            ..self
        }
    }

    #[cfg(feature = "redb")]
    pub(crate) fn path(&self, file: &str) -> std::path::PathBuf {
        self.folder.as_ref().unwrap().path().join(file)
    }

    pub(crate) async fn bind(&self, scope: Scope) -> std::result::Result<Guest, hostplug::Error> {
        let harness = Harness::bind(self.plugin.clone(), scope, self.settings.clone()).await?;
        let mut guest = Guest { harness, bucket: 0 };
        guest.bucket = guest.open("").await.unwrap();
        Ok(guest)
    }

    pub(crate) async fn guest(&self) -> Guest {
        self.bind(Scope::new("shop", "web")).await.unwrap()
    }
}

/// A component with its bucket.
pub(crate) struct Guest {
    pub(crate) harness: Harness<Keyvalue>,
    /// Whose handle the calls below use.
    pub(crate) bucket: u32,
}

impl Guest {
    fn handle(&self) -> Resource<Bucket> {
        Resource::new_borrow(self.bucket)
    }

    pub(crate) async fn open(&mut self, name: &str) -> Result<u32> {
        Ok(self.harness.caller().open(name.into()).await?.rep())
    }

    pub(crate) async fn get(&mut self, key: &str) -> Result<Option<Vec<u8>>> {
        let bucket = self.handle();
        self.harness.caller().get(bucket, key.into()).await
    }

    pub(crate) async fn set(&mut self, key: &str, value: impl Into<Vec<u8>>) -> Result<()> {
        let bucket = self.handle();
        self.harness
            .caller()
            .set(bucket, key.into(), value.into())
            .await
    }

    pub(crate) async fn delete(&mut self, key: &str) -> Result<()> {
        let bucket = self.handle();
        self.harness.caller().delete(bucket, key.into()).await
    }

    pub(crate) async fn exists(&mut self, key: &str) -> Result<bool> {
        let bucket = self.handle();
        self.harness.caller().exists(bucket, key.into()).await
    }

    pub(crate) async fn list(&mut self, cursor: Option<u64>) -> Result<KeyResponse> {
        let bucket = self.handle();
        self.harness.caller().list_keys(bucket, cursor).await
    }

    pub(crate) async fn increment(&mut self, key: &str, delta: u64) -> Result<u64> {
        let bucket = self.handle();
        self.harness
            .caller()
            .increment(bucket, key.into(), delta)
            .await
    }

    pub(crate) async fn get_many(
        &mut self,
        keys: &[&str],
    ) -> Result<Vec<Option<(String, Vec<u8>)>>> {
        let bucket = self.handle();
        self.harness.caller().get_many(bucket, owned(keys)).await
    }

    pub(crate) async fn set_many(&mut self, pairs: Vec<(String, Vec<u8>)>) -> Result<()> {
        let bucket = self.handle();
        self.harness.caller().set_many(bucket, pairs).await
    }

    pub(crate) async fn close(&mut self) -> hostplug::wasmtime::Result<()> {
        let bucket = Resource::<Bucket>::new_own(self.bucket);
        HostBucket::drop(&mut self.harness.caller(), bucket).await
    }

    pub(crate) async fn keys(&mut self) -> Vec<String> {
        self.list(None).await.unwrap().keys
    }
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|&key| key.to_owned()).collect()
}

/// The text that the guest gets.
pub(crate) fn other<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Fail::Wit(Error::Other(text))) => text,
        unexpected => panic!("{unexpected:?}"),
    }
}
