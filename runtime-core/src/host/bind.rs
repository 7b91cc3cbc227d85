//! Binds a workload to its plugins and puts it into service. Bindings must be undone, so this happens in a task of its
//! own, which goes on to clean up when nobody waits for it any more.

use std::collections::BTreeMap;
use std::sync::Arc;

use hostplug::{Scope, Settings};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::prepare::Prepared;
use super::reserved::Reserved;
use super::running::{Bound, Inner as RunningInner};
use super::services::Services;
use super::{Host, Running, stop};
use crate::budget::EntryLimits;
use crate::call::Handler;
use crate::epoch::Clock;
use crate::error::Error;
use crate::instance::{Entry, Keeping};
use crate::link::{BindingKey, Linked};
use crate::spec::Workload;
use crate::telemetry::Subject;
use crate::wasi::Spec;

/// Starts what was prepared. Nothing of it stays bound if that fails, if the future is dropped, or if the host stops.
pub(super) async fn start(
    host: Host,
    reserved: Reserved,
    prepared: Prepared,
) -> Result<Running, Error> {
    let (caller, started) = oneshot::channel();
    let task = tokio::spawn(start_for(caller, host, reserved, prepared));
    match started.await {
        Ok(started) => started.map(Started::accept),
        Err(_) => match task.await {
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            _ => Err(Error::Stopped),
        },
    }
}

type Caller = oneshot::Sender<Result<Started, Error>>;

async fn start_for(mut caller: Caller, host: Host, mut reserved: Reserved, prepared: Prepared) {
    let mut bound = BTreeMap::new();
    let all_bound = tokio::select! {
        all_bound = bind_all(&host, &prepared, &mut bound) => all_bound,
        () = caller.closed() => Err(Error::GivenUp { id: reserved.id().to_owned() }),
        error = reserved.given_up() => Err(error),
    };
    let running = Arc::new(running(&host, &reserved, prepared, bound));
    let open = match all_bound {
        Ok(()) => tokio::select! {
            open = running.open() => open,
            () = caller.closed() => Err(Error::GivenUp { id: reserved.id().to_owned() }),
            error = reserved.given_up() => Err(error),
        },
        Err(error) => Err(error),
    };
    let in_service = open.and_then(|()| put_into_service(&host, &mut reserved, &running));
    let result = match in_service {
        Ok(()) => Ok(Started {
            host,
            running: Some(running),
            is_update: reserved.is_update(),
            runtime: Handle::current(),
        }),
        Err(error) => {
            reserved.undo(&error);
            if let Err(error) = running.stop().await {
                tracing::error!(workload = running.id(), "while undoing a start: {error}");
            }
            Err(error)
        }
    };
    drop(reserved);
    // If the caller has gone away, the result is dropped, and with it the workload is stopped.
    let _ = caller.send(result);
}

/// Requests may come as soon as there are routes, so all else is ready then.
fn put_into_service(
    host: &Host,
    reserved: &mut Reserved,
    running: &Arc<RunningInner>,
) -> Result<(), Error> {
    let replaced = reserved.fill(running, &host.inner.router)?;
    running.begin_service();
    if let Some(replaced) = replaced {
        tokio::spawn(stop::drain_replaced(host.clone(), replaced));
    }
    Ok(())
}

/// A workload that runs, on its way to somebody who may have gone away.
struct Started {
    host: Host,
    running: Option<Arc<RunningInner>>,
    /// Then the workload was there before, and stays.
    is_update: bool,
    runtime: Handle,
}

impl Started {
    fn accept(mut self) -> Running {
        Running::new(self.running.take().expect("it is taken once"))
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let Some(running) = self.running.take().filter(|_| !self.is_update) else {
            return;
        };
        let host = self.host.clone();
        self.runtime.spawn(async move {
            if let Err(error) = host.stop(running.id()).await {
                tracing::error!(workload = running.id(), "while undoing a start: {error}");
            }
        });
    }
}

/// `bound` has what was bound, however this ends.
async fn bind_all(
    host: &Host,
    prepared: &Prepared,
    bound: &mut BTreeMap<BindingKey, Bound>,
) -> Result<(), Error> {
    for (key, scope) in &prepared.scopes {
        let binding = bind(host, &prepared.workload, key, scope.clone()).await?;
        bound.insert(key.clone(), binding);
    }
    Ok(())
}

async fn bind(
    host: &Host,
    workload: &Workload,
    key: &BindingKey,
    scope: Arc<Scope>,
) -> Result<Bound, Error> {
    let registered = host.inner.registry.get(&key.plugin);
    let registered = registered.expect("the plan names plugins of the host");
    let choices = workload
        .components
        .get(&key.component)
        .map(|component| component.plugins.as_slice());
    let choice = choices
        .unwrap_or_default()
        .iter()
        .find(|choice| choice.plugin == key.plugin && choice.label == key.label);
    let settings = registered.settings(
        &key.instance,
        choice.map_or(&Settings::default(), |choice| &choice.settings),
    );
    let binding = registered
        .bind(scope, settings)
        .await
        .map_err(|source| Error::Bind {
            component: key.component.clone(),
            plugin: key.plugin.clone(),
            source,
        })?;
    Ok(Bound {
        plugin: key.plugin.clone(),
        binding,
    })
}

fn running(
    host: &Host,
    reserved: &Reserved,
    prepared: Prepared,
    bound: BTreeMap<BindingKey, Bound>,
) -> RunningInner {
    let Prepared {
        workload,
        plan,
        linked,
        callees,
        specs,
        volumes,
        limits,
        service,
        clock,
        ..
    } = prepared;
    let telemetry = &host.inner.options.telemetry;
    let entries: BTreeMap<_, _> = linked
        .into_iter()
        .filter_map(|(name, linked)| {
            let limits = *limits.get(&name)?;
            let policy = plan.components.get(&name)?.instance;
            let keeping = Keeping::new(policy, &limits);
            let entry = entry(
                (reserved.id(), name.clone()),
                telemetry.subject(&workload, &name),
                linked,
                &bound,
                &specs,
                (limits, clock.clone(), keeping),
            );
            Some((name, Arc::new(entry)))
        })
        .collect();
    callees.fill(&entries);
    let bound = bound.into_values().collect();
    let ties = (reserved.current(), reserved.reporter(host));
    let running = RunningInner::new(reserved.id(), plan, entries, bound, volumes, service, ties);
    running.with_services(Services::new(&workload))
}

fn entry(
    (workload, component): (&str, String),
    subject: Subject,
    linked: Linked,
    bound: &BTreeMap<BindingKey, Bound>,
    specs: &BTreeMap<String, Spec>,
    (limits, clock, keeping): (EntryLimits, Clock, Keeping),
) -> Entry {
    Entry {
        component,
        workload: workload.to_owned(),
        limits,
        subject,
        handler: Handler::of(&linked.pre),
        pre: linked.pre,
        clock,
        keeping,
        bindings: linked
            .bindings
            .iter()
            .filter_map(|key| bound.get(key).map(|bound| bound.binding.clone()))
            .collect(),
        specs: linked
            .parts
            .iter()
            .filter_map(|part| specs.get(part).cloned())
            .collect(),
        _code: linked.code,
    }
}
