//! From a workload to one that only lacks its bindings. What fails here, or is given up, leaves no trace.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use hostplug::{CallPolicy, InterfaceId, Scope};
use tempfile::TempDir;

use super::invoker::{Invoker, Invokers, Service};
use super::reserved::Reporter;
use super::secrets::Secrets;
use super::status::End;
use super::{Host, Inner, sizes, values};
use crate::budget::EntryLimits;
use crate::epoch::Clock;
use crate::error::Error;
use crate::link::{BindingKey, Callees, EntryLinker, Linked};
use crate::part::Part;
use crate::resolve::{self, Plan, Problem};
use crate::spec::{Component, Volume, Workload};
use crate::wasi::{AllowedAddresses, AllowedHosts, MountSpec, Outgoing, Rate, Spec};

/// Resolves only.
pub(super) async fn plan(host: &Host, workload: &Workload) -> Result<Plan, Error> {
    let (_, plan) = resolved(host, workload).await?;
    Ok(plan)
}

async fn resolved(
    host: &Host,
    workload: &Workload,
) -> Result<(BTreeMap<String, Part>, Plan), Error> {
    let (parts, lost) = parts(host, workload).await;
    let plan = resolve::resolve_with(workload, &parts, lost, &host.inner.registry.offers())?;
    Ok((parts, plan))
}

/// A workload that can be bound.
pub(super) struct Prepared {
    pub(super) workload: Workload,
    pub(super) plan: Plan,
    /// Entries by name.
    pub(super) linked: Vec<(String, Linked)>,
    /// Those among them that others call in stores of their own.
    pub(super) callees: Callees,
    /// What is to be bound.
    pub(super) scopes: BTreeMap<BindingKey, Arc<Scope>>,
    /// What each component sees.
    pub(super) specs: BTreeMap<String, Spec>,
    /// What each entry may use.
    pub(super) limits: BTreeMap<String, EntryLimits>,
    /// Empty volumes.
    pub(super) volumes: Vec<TempDir>,
    /// Tells plugins whether they may call.
    pub(super) service: Service,
    /// Interrupts the guests.
    pub(super) clock: Clock,
}

pub(super) async fn workload(
    host: &Host,
    workload: Workload,
    reporter: &Reporter,
) -> Result<Prepared, Error> {
    let (parts, plan) = resolved(host, &workload).await?;
    let limits = host.inner.options.limits.of(&workload, &plan)?;
    let (directories, volumes) = volumes(&workload)?;
    let configs = configs(&host.inner.options.secrets, &workload).await?;
    let specs = specs(host, &workload, &directories).await?;
    let service = Service::new(host.inner.options.observer.clone());
    let mut invokers = Invokers::default();
    let invoker = |key: &BindingKey| invokers.of(key, &service);
    let scopes = scopes(&workload, &plan, &configs, reporter, invoker);
    let clock = clock(host, &plan)?;
    let callees = Callees::new(&plan);
    let linked = link(host, &workload, &plan, parts, &scopes, &callees).await?;
    for (_, linked) in &linked {
        for (key, exports) in &linked.exports {
            invokers.complete(key, exports.clone());
        }
    }
    Ok(Prepared {
        workload,
        plan,
        linked,
        callees,
        scopes,
        specs,
        limits,
        volumes,
        service,
        clock,
    })
}

fn clock(host: &Host, plan: &Plan) -> Result<Clock, Error> {
    let engine = host.inner.cache.engine(plan.profile)?;
    Clock::of(&engine).map_err(Error::Thread)
}

/// Fetches and parses all components: those that are there, and for each of the others why not.
async fn parts(
    host: &Host,
    workload: &Workload,
) -> (BTreeMap<String, Part>, BTreeMap<String, Problem>) {
    let (mut bytes, mut lost) = (Vec::new(), BTreeMap::new());
    for (name, component) in &workload.components {
        match sizes::load(host, component).await {
            Ok(loaded) => bytes.push((name.clone(), loaded)),
            Err(message) => {
                let problem = Problem::Source {
                    component: name.clone(),
                    message,
                };
                lost.insert(name.clone(), problem);
            }
        }
    }
    let inner = host.inner.clone();
    let parsed = off_thread(move || {
        bytes
            .into_iter()
            .map(|(name, bytes)| (inner.cache.part(&name, bytes), name))
            .collect::<Vec<_>>()
    });
    let mut parts = BTreeMap::new();
    for (part, name) in parsed.await {
        let part = part.map_err(Problem::Part);
        match part.and_then(|part| supported(host, part)) {
            Ok(part) => drop(parts.insert(name, part)),
            Err(problem) => drop(lost.insert(name, problem)),
        }
    }
    (parts, lost)
}

/// A part that the engine can run, whatever its profile.
fn supported(host: &Host, part: Part) -> Result<Part, Problem> {
    let features = part.needs().missing_in(host.inner.options.features);
    match features.is_empty() {
        true => Ok(part),
        false => Err(Problem::EngineLacks {
            component: part.name().to_owned(),
            features,
        }),
    }
}

/// Parsing and compiling take long, and an async thread must not.
pub(super) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Directories by volume, and those among them that are deleted at the end.
fn volumes(workload: &Workload) -> Result<(BTreeMap<String, PathBuf>, Vec<TempDir>), Error> {
    let (mut directories, mut temporary) = (BTreeMap::new(), Vec::new());
    for (name, volume) in &workload.volumes {
        let failed = |message: String| Error::Volume {
            volume: name.clone(),
            message,
        };
        let directory = match volume {
            Volume::Path(path) if path.is_dir() => path.clone(),
            Volume::Path(path) => {
                return Err(failed(format!("`{}` is not a directory", path.display())));
            }
            Volume::Empty => {
                let directory = TempDir::with_prefix(prefix(name))
                    .map_err(|error| failed(error.to_string()))?;
                let path = directory.path().to_owned();
                temporary.push(directory);
                path
            }
        };
        directories.insert(name.clone(), directory);
    }
    Ok((directories, temporary))
}

/// The name of the volume, as far as it can be part of a file's, tells people whose directory it is.
fn prefix(volume: &str) -> String {
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let name: String = volume.chars().filter(is_plain).take(32).collect();
    format!("hostplug-{name}-")
}

/// The configuration of each component.
async fn configs(
    secrets: &Secrets,
    workload: &Workload,
) -> Result<BTreeMap<String, BTreeMap<String, String>>, Error> {
    let mut configs = BTreeMap::new();
    for (name, component) in &workload.components {
        let config = values::read(secrets, workload, name, &component.config).await?;
        configs.insert(name.clone(), config);
    }
    Ok(configs)
}

async fn specs(
    host: &Host,
    workload: &Workload,
    directories: &BTreeMap<String, PathBuf>,
) -> Result<BTreeMap<String, Spec>, Error> {
    let mut specs = BTreeMap::new();
    let options = &host.inner.options;
    for (name, component) in &workload.components {
        let environment =
            values::read(&options.secrets, workload, name, &component.environment).await?;
        let (of, by) = (workload.name.as_str().into(), name.as_str().into());
        let rate = Rate::new(&of, &by, options.limits.log(workload, component));
        let outgoing = Outgoing {
            workload: of.clone(),
            component: by.clone(),
            allowed: AllowedHosts::new(&component.allowed_hosts),
            client: options.client.clone(),
        };
        let spec = Spec {
            workload: of,
            component: by,
            environment: environment.into_iter().collect(),
            arguments: component.arguments.clone(),
            mounts: mounts(component, directories),
            outgoing: Arc::new(outgoing),
            allowed_addresses: Arc::new(AllowedAddresses::new(&component.allowed_addresses)),
            stdio: options.stdio.clone(),
            rate: Arc::new(rate),
            clock: options.wall_clock.clone(),
        };
        specs.insert(spec.component.to_string(), spec);
    }
    Ok(specs)
}

fn mounts(component: &Component, directories: &BTreeMap<String, PathBuf>) -> Vec<MountSpec> {
    let mounts = component.mounts.iter().filter_map(|mount| {
        Some(MountSpec {
            volume: mount.volume.clone(),
            directory: directories.get(&mount.volume)?.clone(),
            path: mount.path.clone(),
            read_only: mount.read_only,
        })
    });
    mounts.collect()
}

/// One scope for each binding that the plan asks for.
fn scopes(
    workload: &Workload,
    plan: &Plan,
    configs: &BTreeMap<String, BTreeMap<String, String>>,
    reporter: &Reporter,
    mut invoker: impl FnMut(&BindingKey) -> Arc<Invoker>,
) -> BTreeMap<BindingKey, Arc<Scope>> {
    let mut scopes = BTreeMap::new();
    for (component, plan) in &plan.components {
        let called = BindingKey::of_handlers(component, plan);
        for key in BindingKey::of_imports(component, plan).chain(called.keys().cloned()) {
            let mut scope = Scope::new(&workload.name, component);
            scope.namespace.clone_from(&workload.namespace);
            scope.label.clone_from(&key.label);
            scope.instance.clone_from(&key.instance);
            scope.annotations.clone_from(&workload.annotations);
            scope.config = configs.get(component).cloned().unwrap_or_default();
            scope = scope.with_failure_report(failure_report(reporter, &key));
            if called.contains_key(&key) {
                scope = scope.with_invoker(invoker(&key));
            }
            scopes.insert(key, Arc::new(scope));
        }
    }
    scopes
}

/// What a binding does to say that the workload cannot go on.
fn failure_report(reporter: &Reporter, key: &BindingKey) -> impl Fn(&str) + Send + Sync + 'static {
    let (reporter, key) = (reporter.clone(), key.clone());
    move |reason| {
        let (plugin, component) = (&key.plugin, &key.component);
        let reason = format!("plugin `{plugin}` of component `{component}`: {reason}");
        reporter.end(End::failed(reason));
    }
}

async fn link(
    host: &Host,
    workload: &Workload,
    plan: &Plan,
    parts: BTreeMap<String, Part>,
    scopes: &BTreeMap<BindingKey, Arc<Scope>>,
    callees: &Callees,
) -> Result<Vec<(String, Linked)>, Error> {
    let (inner, plan, scopes) = (host.inner.clone(), plan.clone(), scopes.clone());
    let (workload, callees) = (workload.name.clone(), callees.clone());
    off_thread(move || {
        let linker = EntryLinker {
            code: &inner.cache.code(plan.profile)?,
            workload: &workload,
            plan: &plan,
            parts: &parts,
            registry: &inner.registry,
            scopes: &scopes,
            callees: &callees,
            policy: &|plugin, interface, scope| policy(&inner, plugin, interface, scope),
        };
        let entries = plan.entries.iter();
        let linked = entries.map(|entry| Ok((entry.clone(), linker.link(entry)?)));
        linked.collect()
    })
    .await
}

fn policy(inner: &Inner, plugin: &str, interface: &InterfaceId, scope: Arc<Scope>) -> CallPolicy {
    let mut policy = CallPolicy::new(plugin, interface.to_string(), scope);
    policy.deadline = inner.options.call_deadline;
    policy.observer.clone_from(&inner.options.observer);
    policy
}
