//! Several calls of one instance, with what belongs to it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use wasmtime::component::{
    FutureConsumer, FutureReader, Lift, ResourceAny, ResourceTable, Source, StreamConsumer,
    StreamReader, StreamResult,
};
use wasmtime::{Store, StoreContextMut};

use crate::call::CallPolicy;
use crate::exported::{Callable, Exported};
use crate::invoke::{FreshInstance, InvokeError};
use crate::outgoing;
use crate::state::State;

/// One instance of a component, from [`Exported::instantiate`]. It ends when this is dropped.
///
/// The generated type `Session` of each interface stands on it, and has a method for each function. A method `run` of a
/// resource `job` is called `job_run`, its constructor `job_constructor`. Each call has a span, is reported to the
/// host's [`CallObserver`](crate::CallObserver), and has the deadline of [`Exported::within`]. What a trap or a deadline
/// has ended cannot be called again.
///
/// Resources that the guest has made are [`ResourceAny`]; resources that the plugin lends to the guest are put into
/// [`table`](Session::table). A `StreamReader` or `FutureReader` for the guest is made in the store of
/// [`split`](Session::split); what the guest returns is read with [`read_stream`](Session::read_stream) and
/// [`read_future`](Session::read_future).
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use hostplug::wasmtime::{self, component::StreamReader};
/// use hostplug::{Lifecycle, Scope, host_plugin};
/// # use desk::archive;
///
/// /// Has texts packed by a component.
/// #[host_plugin(
///     world = "demo:desk/plugin",
///     inline = "
///         package demo:desk;
///         interface archive {
///             resource folder { constructor(name: string); add: func(text: string) -> u32; }
///             pack: func(folder: folder) -> stream<u8>;
///             unpack: func(bytes: stream<u8>) -> folder;
///         }
///         world plugin { export archive; }
///     ",
///     binding = archive::Component
/// )]
/// pub struct Packer;
///
/// impl Lifecycle for Packer {
///     async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<archive::Component> {
///         Ok(scope.require()?)
///     }
/// }
///
/// async fn pack(archive: &archive::Component, texts: &[&str]) -> wasmtime::Result<Vec<u8>> {
///     let mut session = archive.instantiate().await?;
///     let folder = session.folder_constructor("letters").await?;
///     for text in texts {
///         session.folder_add(folder, text).await?;
///     }
///     let stream = session.pack(folder).await?;
///     Ok(session.read_stream(stream).await?)
/// }
///
/// async fn add(archive: &archive::Component, packed: Vec<u8>, text: &str) -> wasmtime::Result<u32> {
///     let mut session = archive.instantiate().await?;
///     let stream = StreamReader::new(session.split().0, packed)?;
///     let folder = session.unpack(stream).await?;
///     Ok(session.folder_add(folder, text).await?)
/// }
/// # }
/// ```
pub struct Session<'a, C: Callable> {
    guest: C::Guest,
    fresh: FreshInstance,
    policy: Arc<CallPolicy>,
    // Nobody can put it aside for later, and so hold up the stop of the workload.
    of: PhantomData<&'a Exported<C>>,
}

impl<C: Callable> Session<'_, C> {
    pub(crate) fn new(guest: C::Guest, fresh: FreshInstance, policy: Arc<CallPolicy>) -> Self {
        Session {
            guest,
            fresh,
            policy,
            of: PhantomData,
        }
    }

    /// The store and the functions of the instance, for what the methods do not offer: streams that are made as they are
    /// read, several `async` functions at once in `store.run_concurrent(..)`. Calls that are made there are no calls of
    /// the session: they have neither span nor deadline.
    pub fn split(&mut self) -> (&mut Store<State>, &C::Guest) {
        (&mut self.fresh.store, &self.guest)
    }

    /// The resources that the plugin has given to the guest, and those that the guest got by calling the plugin.
    pub fn table(&mut self) -> &mut ResourceTable {
        self.fresh.store.data_mut().table()
    }

    /// Drops a resource that the guest has made, with its destructor. At the end of the session there is none.
    ///
    /// # Errors
    /// The destructor trapped, or the resource is borrowed.
    pub async fn drop_resource(&mut self, resource: ResourceAny) -> Result<(), InvokeError> {
        let (policy, store, _) = self.parts();
        let drop = async { Ok(resource.resource_drop_async(store).await) };
        outgoing::call(policy, "[drop]", drop).await
    }

    /// Reads a stream to its end. The guest that writes it goes on meanwhile, even if its function has returned. A
    /// stream that has no end, or is too large, is rather given to a consumer: `stream.pipe(session.split().0, ..)`.
    ///
    /// # Errors
    /// The guest trapped.
    pub async fn read_stream<T>(&mut self, stream: StreamReader<T>) -> Result<Vec<T>, InvokeError>
    where
        T: Lift + Send + Sync + Unpin + 'static,
    {
        let (read, end) = Collected::new();
        let (policy, store, _) = self.parts();
        let piped = stream.pipe(&mut *store, read);
        outgoing::call(policy, "[stream]", ended(piped, store, end)).await
    }

    /// Waits for the value of a future. There is none if its writer goes away before.
    ///
    /// # Errors
    /// The guest trapped.
    pub async fn read_future<T>(
        &mut self,
        future: FutureReader<T>,
    ) -> Result<Option<T>, InvokeError>
    where
        T: Lift + Send + Sync + Unpin + 'static,
    {
        let (read, end) = Collected::new();
        let (policy, store, _) = self.parts();
        let piped = future.pipe(&mut *store, read);
        let items = outgoing::call(policy, "[future]", ended(piped, store, end)).await?;
        Ok(items.into_iter().next())
    }

    /// The end of a session that was for one call. An instance that has not trapped may serve another one.
    #[doc(hidden)]
    pub fn end<R>(self, answer: wasmtime::Result<R>) -> wasmtime::Result<R> {
        if answer.is_ok() {
            self.fresh.give_back();
        }
        answer
    }

    /// What a generated method needs.
    #[doc(hidden)]
    pub fn parts(&mut self) -> (&CallPolicy, &mut Store<State>, &C::Guest) {
        (&self.policy, &mut self.fresh.store, &self.guest)
    }
}

impl<C: Callable> fmt::Debug for Session<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("interface", &C::INTERFACE)
            .finish_non_exhaustive()
    }
}

/// Lets the guest go on until the reader has all, or is dropped because nothing more comes.
async fn ended<T: Send + 'static>(
    piped: wasmtime::Result<()>,
    store: &mut Store<State>,
    end: oneshot::Receiver<Vec<T>>,
) -> Result<wasmtime::Result<Vec<T>>, InvokeError> {
    if let Err(error) = piped {
        return Ok(Err(error));
    }
    let items = store.run_concurrent(async move |_| end.await).await;
    Ok(items.map(Result::unwrap_or_default))
}

/// Takes all that comes, and hands it over when it is dropped.
struct Collected<T> {
    items: Vec<T>,
    end: Option<oneshot::Sender<Vec<T>>>,
}

impl<T> Collected<T> {
    fn new() -> (Self, oneshot::Receiver<Vec<T>>) {
        let (end, received) = oneshot::channel();
        let collected = Collected {
            items: Vec::new(),
            end: Some(end),
        };
        (collected, received)
    }

    fn finish(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(std::mem::take(&mut self.items));
        }
    }
}

impl<T> Drop for Collected<T> {
    fn drop(&mut self) {
        self.finish();
    }
}

impl<T, D> StreamConsumer<D> for Collected<T>
where
    T: Lift + Send + Sync + Unpin + 'static,
    D: 'static,
{
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut store: StoreContextMut<'_, D>,
        mut source: Source<'_, T>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let items = &mut self.get_mut().items;
        items.reserve(source.remaining(&mut store));
        source.read(store, items)?;
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

impl<T, D> FutureConsumer<D> for Collected<T>
where
    T: Lift + Send + Sync + Unpin + 'static,
    D: 'static,
{
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, D>,
        mut source: Source<'_, T>,
        _: bool,
    ) -> Poll<wasmtime::Result<()>> {
        let collected = self.get_mut();
        let mut item = None;
        source.read(store, &mut item)?;
        collected.items.extend(item);
        collected.finish();
        Poll::Ready(Ok(()))
    }
}
