//! A host plugin that serves the imports of the WIT world `demo:depot/plugin@0.2.0`.
//!
//! A method that is not written yet says so: with its error, if that can carry words, else with a trap.

use hostplug::wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};
use hostplug::{Caller, Lifecycle, Scope, host_plugin, not_implemented};

/// Serves the imports of `demo:depot/plugin@0.2.0`.
///
/// Everything that a depot can do.
#[host_plugin(
    world = "demo:depot/plugin@0.2.0",
    with("demo:depot/store.shelf" = Shelf, "demo:depot/counter.shelf" = CounterShelf),
    lifecycle,
    allow("demo:depot/store")
)]
#[derive(Debug)]
pub struct SamplePlugin;

impl Lifecycle for SamplePlugin {
    /// Keeps what the plugin is to call of a component. The calls come later, when the workload runs.
    async fn bind(&self, scope: &Scope, (): ()) -> hostplug::wasmtime::Result<()> {
        let _ = scope.export::<depot::alarm::Component>();
        Ok(())
    }
}

/// Keeps things in shelves.
///
/// A shelf is open for as long as its handle lives.
impl depot::store::Host for Caller<'_, SamplePlugin> {
    /// Lists what is there.
    ///
    /// ```text
    /// all(own, read | write)
    /// ```
    async fn all(
        &mut self,
        self_: Resource<Shelf>,
        in_: depot::store::Rights,
    ) -> hostplug::Result<depot::store::Entries, depot::store::Fault> {
        let _ = (self_, in_);
        let text = "`demo:depot/store#all` is not written yet";
        Err(depot::store::Fault::Other(text.into()).into())
    }

    /// Reads one number of each pair: | and `<` are no trouble.
    async fn parse(
        &mut self,
        pairs: Vec<(String, f32)>,
        corners: [u8; 4],
    ) -> hostplug::Result<Result<u32, String>> {
        let _ = (pairs, corners);
        let text = "`demo:depot/store#parse` is not written yet";
        Ok(Err(text.into()))
    }

    async fn flush(&mut self) -> hostplug::Result<()> {
        Err(not_implemented("demo:depot/store#flush"))
    }

    /// How many things there were in all.
    async fn total(&mut self) -> hostplug::Result<u64> {
        Err(not_implemented("demo:depot/store#total"))
    }
}

impl depot::store::HostWithStore<hostplug::State> for SamplePlugin {
    /// Passes things through as they come.
    async fn pipe(
        accessor: &Accessor<hostplug::State, Self>,
        input: StreamReader<u8>,
        done: FutureReader<Result<(), depot::store::Fault>>,
    ) -> hostplug::Result<(StreamReader<u8>, FutureReader<()>)> {
        let _ = (accessor, input, done);
        Err(not_implemented("demo:depot/store#pipe"))
    }
}

/// What the plugin keeps for one handle of `demo:depot/store@0.2.0.shelf`.
///
/// A row of things.
#[derive(Debug)]
pub struct Shelf;

impl depot::store::HostShelf for Caller<'_, SamplePlugin> {
    /// Opens a shelf, or makes it.
    async fn new(
        &mut self,
        name: String,
        type_: depot::store::Kind,
    ) -> hostplug::Result<Resource<Shelf>> {
        let _ = (name, type_);
        Err(not_implemented("demo:depot/store#shelf.constructor"))
    }

    /// Looks a thing up.
    ///
    ///    get("spanner")
    ///
    /// An absent thing is no error.
    async fn get(
        &mut self,
        self_: Resource<Shelf>,
        key: String,
    ) -> hostplug::Result<Option<depot::store::Entry>, depot::store::Fault> {
        let _ = (self_, key);
        let text = "`demo:depot/store#shelf.get` is not written yet";
        Err(depot::store::Fault::Other(text.into()).into())
    }

    /// Carries everything to another shelf.
    async fn move_(
        &mut self,
        self_: Resource<Shelf>,
        to: Resource<Shelf>,
    ) -> hostplug::Result<(), depot::store::Fault> {
        let _ = (self_, to);
        let text = "`demo:depot/store#shelf.move` is not written yet";
        Err(depot::store::Fault::Other(text.into()).into())
    }

    /// How many things there are.
    async fn len(&mut self, self_: Resource<Shelf>) -> hostplug::Result<u64> {
        let _ = self_;
        Err(not_implemented("demo:depot/store#shelf.len"))
    }

    /// The shelf that was opened last.
    async fn crate_(&mut self) -> hostplug::Result<Option<Resource<Shelf>>> {
        Err(not_implemented("demo:depot/store#shelf.crate"))
    }

    async fn drop(&mut self, rep: Resource<Shelf>) -> hostplug::Result<()> {
        self.table().delete(rep)?;
        Ok(())
    }
}

impl depot::store::HostShelfWithStore<hostplug::State> for SamplePlugin {
    /// Waits until a thing is there.
    async fn wait(
        accessor: &Accessor<hostplug::State, Self>,
        self_: Resource<Shelf>,
        key: String,
    ) -> hostplug::Result<depot::store::Entry, depot::store::Fault> {
        let _ = (accessor, self_, key);
        let text = "`demo:depot/store#shelf.wait` is not written yet";
        Err(depot::store::Fault::Other(text.into()).into())
    }
}

/// Counts things.
impl depot::counter::Host for Caller<'_, SamplePlugin> {
    /// Counts several at once.
    async fn add(&mut self, by: u64) -> hostplug::Result<u64, depot::counter::Overflow> {
        let _ = by;
        Err(not_implemented("demo:depot/counter#add"))
    }

    fn convert_overflow(
        &mut self,
        error: hostplug::Fail<depot::counter::Overflow>,
    ) -> hostplug::Result<depot::counter::Overflow> {
        error.into_wit()
    }
}

/// What the plugin keeps for one handle of `demo:depot/counter@0.2.0.shelf`.
///
/// A number that only grows.
#[derive(Debug)]
pub struct CounterShelf;

impl depot::counter::HostShelf for Caller<'_, SamplePlugin> {
    /// One more.
    async fn increment(&mut self, self_: Resource<CounterShelf>) -> hostplug::Result<u64> {
        let _ = self_;
        Err(not_implemented("demo:depot/counter#shelf.increment"))
    }

    async fn drop(&mut self, rep: Resource<CounterShelf>) -> hostplug::Result<()> {
        self.table().delete(rep)?;
        Ok(())
    }
}
