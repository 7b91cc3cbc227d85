//! Finds the workload for an HTTP request: the exact host before `*`, then the longest path.

use std::sync::{Arc, PoisonError, RwLock};

use http::Request;

use super::calls::Call;
use super::running::Inner as RunningInner;
use crate::error::Error;
use crate::resolve::RoutePlan;

#[derive(Default)]
pub(super) struct Router(RwLock<Vec<Routed>>);

struct Routed {
    route: RoutePlan,
    running: Arc<RunningInner>,
}

impl Router {
    /// Puts all routes of a workload in the place of those of the version that it replaces, or none: if one is taken,
    /// nobody could say who answers.
    pub(super) fn put(
        &self,
        running: &Arc<RunningInner>,
        replaced: Option<&Arc<RunningInner>>,
    ) -> Result<(), Error> {
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let stays =
            |routed: &Routed| !replaced.is_some_and(|old| Arc::ptr_eq(old, &routed.running));
        for route in running.routes() {
            let mut others = routes.iter().filter(|routed| stays(routed));
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
        for route in running.routes() {
            routes.push(Routed {
                route: route.clone(),
                running: running.clone(),
            });
        }
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
        let matching = routes
            .iter()
            .filter(|routed| matches(&routed.route, host, path));
        let best =
            matching.max_by_key(|routed| (routed.route.host != "*", routed.route.path.len()))?;
        Some(Entered {
            running: best.running.clone(),
            component: best.route.component.clone(),
            call: best.running.enter(),
        })
    }
}

/// Who answers a request.
pub(super) struct Entered {
    pub(super) running: Arc<RunningInner>,
    pub(super) component: String,
    pub(super) call: Result<Call, Error>,
}

fn matches(route: &RoutePlan, host: &str, path: &str) -> bool {
    let host_matches = route.host == "*" || route.host.eq_ignore_ascii_case(host);
    host_matches && below(path, &route.path)
}

/// `/shop` takes `/shop` and `/shop/x`, not `/shopping`.
fn below(path: &str, prefix: &str) -> bool {
    let prefix = prefix.trim_end_matches('/');
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Host, without its port, and path of a request. A guest cannot be given a request without a host.
pub(super) fn target<B>(request: &Request<B>) -> Option<(String, String)> {
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
    Some((host.to_owned(), request.uri().path().to_owned()))
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
        assert_eq!(
            target(&request),
            Some(("example.com".to_owned(), "/a".to_owned()))
        );
    }
}
