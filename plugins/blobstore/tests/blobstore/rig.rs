//! Guests whose calls are those of a component.

use std::sync::LazyLock;

use hostplug::Settings;
use hostplug::wasmtime::component::{ComponentNamedList, Lift, Lower};
use hostplug::wasmtime::{Config, OptLevel};
use hostplug_blobstore::Blobstore;
use hostplug_conformance::Instance;
use hostplug_conformance::blobstore::GUEST;
use hostplug_guests::BLOBSTORE_FS;
use hostplug_runtime::{Access, Component, Engine, Error, Host, Running, Volume, Workload};

/// Compiling is most of what these tests do, so it is not done thoroughly.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut config = Config::new();
    config.cranelift_opt_level(OptLevel::None);
    Engine::from_config(&config).unwrap()
});

/// What a function of `wasi:blobstore` answers.
pub(crate) type Answer<T> = Result<T, String>;

/// A host whose plugin has the instance `default` with these settings.
pub(crate) async fn host(settings: Settings) -> Host {
    host_of(Blobstore::default(), settings).await
}

pub(crate) async fn host_of(plugin: Blobstore, settings: Settings) -> Host {
    let builder = Host::builder().engine(ENGINE.clone());
    let builder = builder.plugin(plugin).plugin(Instance);
    let builder = builder.instance("blobstore", "default", settings);
    builder.start().await.unwrap()
}

/// A workload that uses the plugin.
pub(crate) fn with_plugin(name: &str) -> Workload {
    Workload::new(name).component("probe", Component::bytes(GUEST))
}

/// A workload that uses a component.
pub(crate) fn with_component(name: &str) -> Workload {
    let files = Component::bytes(BLOBSTORE_FS).mount("objects", "/objects", Access::ReadWrite);
    with_plugin(name)
        .component("files", files)
        .volume("objects", Volume::Empty)
}

pub(crate) async fn start(host: &Host, workload: Workload) -> Guest {
    Guest(host.start(workload).await.unwrap())
}

/// A guest over the plugin with these settings.
pub(crate) async fn limited(key: &str, value: u64) -> Guest {
    let host = host(Settings::default().with(key, value)).await;
    start(&host, with_plugin("test")).await
}

/// A workload whose component is called; each call has an instance of its own.
#[derive(Clone)]
pub(crate) struct Guest(pub(crate) Running);

impl Guest {
    pub(crate) async fn call<P, T>(&self, function: &str, params: P) -> T
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        T: Lift + Send + Sync + 'static,
        (T,): ComponentNamedList + Lift,
    {
        let called = self.try_call(function, params).await;
        called.unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    /// With the trap, if it traps.
    pub(crate) async fn try_call<P, T>(&self, function: &str, params: P) -> Result<T, Error>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        T: Lift + Send + Sync + 'static,
        (T,): ComponentNamedList + Lift,
    {
        let function = format!("hostplug:conformance/blobstore@0.1.0#{function}");
        let (answer,) = self.0.call("probe", &function, params).await?;
        Ok(answer)
    }

    /// The answer of a function that has nothing more to say.
    pub(crate) async fn run<P>(&self, function: &str, params: P) -> Answer<()>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
    {
        self.call(function, params).await
    }

    pub(crate) async fn create(&self, container: &str) {
        let created = self.run("create", (container.to_owned(),)).await;
        created.unwrap();
    }

    pub(crate) async fn put(&self, container: &str, name: &str, value: &[u8]) -> Answer<()> {
        self.run(
            "put",
            (container.to_owned(), name.to_owned(), value.to_owned()),
        )
        .await
    }

    pub(crate) async fn fill(&self, container: &str, name: &str, size: u64) -> Answer<()> {
        self.run("fill", (container.to_owned(), name.to_owned(), size))
            .await
    }

    pub(crate) async fn get(&self, container: &str, name: &str) -> Answer<Vec<u8>> {
        self.part(container, name, 0, u64::MAX).await
    }

    pub(crate) async fn part(
        &self,
        container: &str,
        name: &str,
        first: u64,
        last: u64,
    ) -> Answer<Vec<u8>> {
        self.call("get", (container.to_owned(), name.to_owned(), first, last))
            .await
    }

    pub(crate) async fn read(
        &self,
        container: &str,
        name: &str,
        first: u64,
        last: u64,
    ) -> Answer<u64> {
        self.call("read", (container.to_owned(), name.to_owned(), first, last))
            .await
    }

    pub(crate) async fn transfer(
        &self,
        how: &str,
        from: (&str, &str),
        to: (&str, &str),
    ) -> Answer<()> {
        let owned = |(container, name): (&str, &str)| (container.to_owned(), name.to_owned());
        self.run(how, (owned(from), owned(to))).await
    }

    /// All names of a container.
    pub(crate) async fn names(&self, container: &str) -> Vec<String> {
        let pages: Answer<Vec<Vec<String>>> =
            self.call("names", (container.to_owned(), u64::MAX)).await;
        pages.unwrap().concat()
    }
}

/// The parameters of functions that take a container, and of those that take an object.
pub(crate) fn of(container: &str, name: &str) -> (String, String) {
    (container.to_owned(), name.to_owned())
}
