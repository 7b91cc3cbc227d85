//! Finds the workload for an HTTP request: the exact host before `*`, then the longest path.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use http::Request;

use super::calls::Call;
use super::running::Inner as RunningInner;
use crate::error::Error;
use crate::instance::Entry;
use crate::resolve::RoutePlan;

#[derive(Default)]
pub(super) struct Router(RwLock<Routes>);

/// The routes of a host by its name in lower case, or `*`: those with the longest paths first. A host with many
/// workloads has many names, and a request looks at those of its own.
#[derive(Default)]
struct Routes(HashMap<String, Vec<Routed>>);

struct Routed {
    route: RoutePlan,
    running: Arc<RunningInner>,
    entry: Arc<Entry>,
}

impl Router {
    /// Puts all routes of a workload in the place of those of the version that it replaces, or none: if one is taken,
    /// nobody could say who answers.
    pub(super) fn put(
        &self,
        running: &Arc<RunningInner>,
        replaced: Option<&Arc<RunningInner>>,
    ) -> Result<(), Error> {
        let routed: Vec<_> = routed(running).collect::<Result<_, _>>()?;
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let stays =
            |routed: &Routed| !replaced.is_some_and(|old| Arc::ptr_eq(old, &routed.running));
        for Routed { route, .. } in &routed {
            let mut others = routes.of(&key(route)).iter().filter(|routed| stays(routed));
            if let Some(taken) = others.find(|routed| routed.route.answers_same(route)) {
                let (host, path) = (route.host.clone(), route.path.clone());
                return Err(Error::RouteTaken {
                    host,
                    path,
                    workload: taken.running.id().to_owned(),
                });
            }
        }
        routes.retain(stays);
        routed.into_iter().for_each(|routed| routes.add(routed));
        Ok(())
    }

    pub(super) fn remove(&self, running: &Arc<RunningInner>) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|routed| !Arc::ptr_eq(&routed.running, running));
    }

    /// Begins a call for a request, if there is a route. The lock keeps an update or a stop from coming between the two
    /// steps, so that what was found does not refuse the call.
    pub(super) fn enter(&self, host: &str, path: &str) -> Option<Entered> {
        let routes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let best = routes.find(&lower(host), path)?;
        Some(Entered {
            running: best.running.clone(),
            entry: best.entry.clone(),
            call: best.running.enter(),
        })
    }
}

fn routed(running: &Arc<RunningInner>) -> impl Iterator<Item = Result<Routed, Error>> {
    running.routes().iter().map(|route| {
        Ok(Routed {
            route: route.clone(),
            running: running.clone(),
            entry: running.entry(&route.component)?.clone(),
        })
    })
}

impl Routes {
    fn of(&self, host: &str) -> &[Routed] {
        self.0.get(host).map(Vec::as_slice).unwrap_or_default()
    }

    fn find(&self, host: &str, path: &str) -> Option<&Routed> {
        let below = |routed: &&Routed| below(path, &routed.route.path);
        let exact = self.of(host).iter().find(below);
        exact.or_else(|| self.of("*").iter().find(below))
    }

    fn add(&mut self, routed: Routed) {
        let routes = self.0.entry(key(&routed.route).into_owned()).or_default();
        let longer = |other: &Routed| other.route.path.len() >= routed.route.path.len();
        let place = routes.partition_point(longer);
        routes.insert(place, routed);
    }

    fn retain(&mut self, stays: impl Fn(&Routed) -> bool) {
        self.0.retain(|_, routes| {
            routes.retain(&stays);
            !routes.is_empty()
        });
    }
}

fn key(route: &RoutePlan) -> Cow<'_, str> {
    lower(&route.host)
}

fn lower(host: &str) -> Cow<'_, str> {
    match host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(host.to_ascii_lowercase()),
        false => Cow::Borrowed(host),
    }
}

/// Who answers a request.
pub(super) struct Entered {
    pub(super) running: Arc<RunningInner>,
    pub(super) entry: Arc<Entry>,
    pub(super) call: Result<Call, Error>,
}

/// `/shop` takes `/shop` and `/shop/x`, not `/shopping`.
fn below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Host, without its port, and path of a request. A guest cannot be given a request without a host.
pub(super) fn target<B>(request: &Request<B>) -> Option<(&str, &str)> {
    let header = || {
        request
            .headers()
            .get(http::header::HOST)
            .and_then(|host| host.to_str().ok())
    };
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or_else(header)?;
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    Some((host, request.uri().path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_at_a_slash() {
        for (path, prefix, expected) in [
            ("/", "/", true),
            ("/x", "/", true),
            ("/shop", "/shop", true),
            ("/shop/1", "/shop", true),
            ("/shop/1", "/shop/", true),
            ("/shopping", "/shop", false),
            ("/", "/shop", false),
        ] {
            assert_eq!(below(path, prefix), expected, "{path} below {prefix}");
        }
    }

    #[test]
    fn the_port_is_no_part_of_the_host() {
        let request = Request::builder()
            .uri("/a?b")
            .header("host", "example.com:8080")
            .body(())
            .unwrap();
        assert_eq!(target(&request), Some(("example.com", "/a")));
    }
}
