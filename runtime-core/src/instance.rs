//! An entry of a running workload, and its instances.

mod counts;
mod gate;
mod keeper;
mod shelf;

use std::pin::Pin;
use std::sync::Arc;

use hostplug::wasmtime::component::{Instance, InstancePre};
use hostplug::wasmtime::{self, Store};
use hostplug::{Binding, State};
use tokio::sync::SemaphorePermit;
use wasmtime_wasi_http::handler::Proxy;

use crate::budget::{self, EntryLimits, Exceeded};
use crate::cache::Hold;
use crate::call::Handler;
use crate::epoch::Clock;
use crate::error::Error;
use crate::limits::{MemoryLimit, OutOfMemory};
use crate::link::{Step, ended_by};
use crate::spec::InstancePolicy;
use crate::telemetry::Subject;
use crate::wasi::{HostData, Spec};
pub(crate) use counts::Counted;
use counts::Counts;
pub use counts::Instances;
use gate::Gate;
use keeper::Keeper;
use shelf::Shelf;

/// A component whose exports the host calls, together with everything that it imports.
pub(crate) struct Entry {
    pub(crate) component: String,
    /// The id of its workload.
    pub(crate) workload: String,
    pub(crate) pre: InstancePre<State>,
    /// Set if it answers HTTP requests.
    pub(crate) handler: Option<Handler>,
    /// What a store holds, by index.
    pub(crate) bindings: Vec<Arc<dyn Binding>>,
    /// What each part sees, by index.
    pub(crate) specs: Vec<Spec>,
    /// What one call may use.
    pub(crate) limits: EntryLimits,
    /// Who hears of its calls.
    pub(crate) subject: Subject,
    /// Moves the epoch of its engine.
    pub(crate) clock: Clock,
    /// Its code is in use.
    pub(crate) _code: Vec<Hold>,
    pub(crate) keeping: Keeping,
}

/// The instances of an entry, and the calls that may have one.
pub(crate) struct Keeping {
    gate: Gate,
    shelf: Arc<Shelf>,
    keeper: Keeper,
    counts: Arc<Counts>,
}

impl Keeping {
    pub(crate) fn new(policy: InstancePolicy, limits: &EntryLimits) -> Self {
        Keeping {
            gate: Gate::new(limits.requests, limits.queue),
            shelf: Arc::new(Shelf::new(policy)),
            keeper: Keeper::default(),
            counts: Arc::default(),
        }
    }
}

/// An instance with its store. To drop it is to retire it: only a call that has ended well gives it back.
pub(crate) struct Held {
    pub(crate) store: Store<State>,
    pub(crate) instance: Instance,
    /// Its HTTP handler, when it has been looked for.
    pub(crate) proxy: Option<Proxy>,
    /// Calls that it was taken for.
    served: u32,
}

/// What an instance has beside its store.
pub(crate) struct Rest {
    proxy: Option<Proxy>,
    served: u32,
}

impl Held {
    /// For somebody who has no room for the rest.
    pub(crate) fn split(self) -> (Store<State>, Instance, Rest) {
        let Held {
            store,
            instance,
            proxy,
            served,
        } = self;
        (store, instance, Rest { proxy, served })
    }

    pub(crate) fn join(store: Store<State>, instance: Instance, rest: Rest) -> Self {
        Held {
            store,
            instance,
            proxy: rest.proxy,
            served: rest.served,
        }
    }
}

impl Entry {
    /// Does the work of one call, as soon as there is room for it, within its time. The work is in a box, because every
    /// future around it would hold its size, and some of them twice.
    pub(crate) async fn limited<R>(
        &self,
        call: Pin<Box<impl Future<Output = Result<R, Error>>>>,
    ) -> Result<R, Error> {
        let limits = self.limits.call;
        let work = async {
            let _admitted = self.admit().await?;
            let _ticking = self.clock.tick();
            budget::metered(limits.cpu, call).await
        };
        let worked = budget::within(limits.time, work).await;
        worked.map_err(|source| self.trap(source))?
    }

    /// Waits until there is room for one more call.
    pub(crate) async fn admit(&self) -> Result<SemaphorePermit<'_>, Error> {
        let admitted = self.keeping.gate.enter().await;
        admitted.map_err(|full| Error::Saturated {
            component: self.component.clone(),
            requests: full.requests,
            queue: full.queue,
        })
    }

    /// An instance for one call: one that waits for it, else a new one.
    pub(crate) async fn take(&self) -> Result<Held, Error> {
        let mut held = match self.keeping.shelf.take() {
            Some(mut held) => {
                HostData::of(held.store.data_mut()).begin_call();
                held
            }
            None => self.make().await?,
        };
        held.served = held.served.saturating_add(1);
        // A call that was made otherwise may have left another deadline.
        budget::interrupt(&mut held.store);
        Ok(held)
    }

    /// Lets an instance serve further calls, if its policy says so.
    pub(crate) fn give_back(&self, held: Held) {
        self.keeping.shelf.give_back(held);
    }

    /// Whether instances live on after their calls.
    pub(crate) fn reuses(&self) -> bool {
        matches!(self.keeping.shelf.policy(), InstancePolicy::Reuse(_))
    }

    pub(crate) fn instances(&self) -> Instances {
        self.keeping.counts.instances(self.keeping.shelf.idle())
    }

    /// A new instance. Who makes it limits its time.
    pub(crate) async fn make(&self) -> Result<Held, Error> {
        let mut store = self.store()?;
        budget::interrupt(&mut store);
        let instance = self.instantiate_in(&mut store).await?;
        Ok(Held {
            store,
            instance,
            proxy: None,
            served: 0,
        })
    }

    /// A store for one instance, whose memory is limited. Who makes it says how it is interrupted.
    pub(crate) fn store(&self) -> Result<Store<State>, Error> {
        self.store_with(None, MemoryLimit::new(self.limits.memory))
    }

    /// A store for one call of another store. Its memory is limited; the caller limits its time.
    pub(crate) fn store_within(
        &self,
        step: Arc<Step>,
        memory: MemoryLimit,
    ) -> Result<Store<State>, Error> {
        self.store_with(Some(step), memory)
    }

    fn store_with(
        &self,
        step: Option<Arc<Step>>,
        memory: MemoryLimit,
    ) -> Result<Store<State>, Error> {
        let parts = self
            .specs
            .iter()
            .map(|spec| spec.context(self.limits.egress))
            .collect::<Result<_, _>>()?;
        let state = State::new(
            self.bindings.iter().map(|binding| binding.open()),
            HostData {
                parts,
                step,
                memory,
                _live: self.subject.instance(),
                _counted: self.keeping.counts.count(),
            },
        );
        let mut store = Store::new(self.pre.engine(), state);
        store.limiter(|state| &mut HostData::of(state).memory);
        self.limits.caps.hold(&mut store);
        Ok(store)
    }

    /// The instance of a store.
    pub(crate) async fn instantiate_in(&self, store: &mut Store<State>) -> Result<Instance, Error> {
        let instance = self.pre.instantiate_async(store).await;
        instance.map_err(|source| self.trap(source))
    }

    pub(crate) fn trap(&self, source: wasmtime::Error) -> Error {
        let component = self.component.clone();
        let limit = limit(&source).or_else(|| self.limits.caps.exceeded(&source));
        self.subject.failed(limit.as_ref());
        match limit {
            Some(limit) => Error::Limit {
                component,
                limit,
                source,
            },
            None => Error::Trap { component, source },
        }
    }
}

/// The limit that a guest has reached, if that was its end. One of an isolated callee is that of its link.
fn limit(reason: &wasmtime::Error) -> Option<Exceeded> {
    if ended_by::<Exceeded>(reason) {
        return reason.downcast_ref().copied();
    }
    let memory = reason.downcast_ref::<OutOfMemory>();
    let memory = memory.filter(|_| ended_by::<OutOfMemory>(reason))?;
    Some(Exceeded::Memory(memory.limit as u64))
}
