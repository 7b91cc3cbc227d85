//! Finds the workload for an HTTP request: the exact host before `*`, then the longest path. It takes as long with a
//! thousand workloads as with one.

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

#[derive(Default)]
struct Routes {
    /// By the name of the host in small letters.
    hosts: HashMap<String, Paths>,
    any: Paths,
}

/// The routes of one host.
#[derive(Default)]
struct Paths {
    /// By their prefix, without the `/` at its end.
    routes: HashMap<String, Routed>,
    /// At least as long as each of the prefixes.
    longest: usize,
}

struct Routed {
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
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut added = Vec::new();
        for route in running.routes() {
            if let Some(taken) = routes.get(route)
                && !replaced.is_some_and(|old| Arc::ptr_eq(old, &taken.running))
            {
                return Err(Error::RouteTaken {
                    host: route.host.clone(),
                    path: route.path.clone(),
                    workload: taken.running.id().to_owned(),
                });
            }
            let routed = Routed {
                running: running.clone(),
                entry: running.entry(&route.component)?.clone(),
            };
            added.push((route, routed));
        }
        if let Some(replaced) = replaced {
            routes.remove(replaced);
        }
        for (route, routed) in added {
            routes.insert(route, routed);
        }
        Ok(())
    }

    pub(super) fn remove(&self, running: &Arc<RunningInner>) {
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        routes.remove(running);
    }

    /// Begins a call for a request, if there is a route. The lock keeps an update or a stop from coming between the two
    /// steps, so that what was found does not refuse the call.
    pub(super) fn enter(&self, target: Target<'_>) -> Option<Entered> {
        let routes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let best = routes.find(target)?;
        Some(Entered {
            running: best.running.clone(),
            entry: best.entry.clone(),
            call: best.running.enter(),
        })
    }
}

/// Who answers a request.
pub(super) struct Entered {
    pub(super) running: Arc<RunningInner>,
    pub(super) entry: Arc<Entry>,
    pub(super) call: Result<Call, Error>,
}

impl Routes {
    fn get(&self, route: &RoutePlan) -> Option<&Routed> {
        let paths = match route.host.as_str() {
            "*" => &self.any,
            host => self.hosts.get(&host.to_ascii_lowercase())?,
        };
        paths.routes.get(prefix(&route.path))
    }

    fn insert(&mut self, route: &RoutePlan, routed: Routed) {
        let paths = match route.host.as_str() {
            "*" => &mut self.any,
            host => self.hosts.entry(host.to_ascii_lowercase()).or_default(),
        };
        let prefix = prefix(&route.path);
        paths.longest = paths.longest.max(prefix.len());
        paths.routes.insert(prefix.to_owned(), routed);
    }

    fn remove(&mut self, running: &Arc<RunningInner>) {
        let stays = |_: &String, routed: &mut Routed| !Arc::ptr_eq(&routed.running, running);
        self.any.routes.retain(stays);
        self.hosts.retain(|_, paths| {
            paths.routes.retain(stays);
            !paths.routes.is_empty()
        });
    }

    fn find(&self, target: Target<'_>) -> Option<&Routed> {
        let exact = match self.hosts.is_empty() {
            true => None,
            false => self.hosts.get(lower(target.host).as_ref()),
        };
        let exact = exact.and_then(|paths| paths.find(target.path));
        exact.or_else(|| self.any.find(target.path))
    }
}

impl Paths {
    fn find(&self, path: &str) -> Option<&Routed> {
        prefixes(path, self.longest).find_map(|prefix| self.routes.get(prefix))
    }
}

fn lower(host: &str) -> Cow<'_, str> {
    match host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => host.to_ascii_lowercase().into(),
        false => host.into(),
    }
}

/// `/shop` and `/shop/` are the same route.
fn prefix(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// What a route can have that takes a path, the longest first: `/shop/1`, `/shop`, and the empty one. `/shop` takes
/// `/shop` and `/shop/x`, not `/shopping`.
fn prefixes(path: &str, longest: usize) -> impl Iterator<Item = &str> {
    let whole = (path.len() <= longest).then_some(path);
    // A prefix of `longest` bytes has the `/` after it at this place.
    let end = path.len().min(longest + 1);
    let slashes = path.as_bytes()[..end].iter().enumerate().rev();
    let slashes = slashes.filter(|(_, byte)| **byte == b'/');
    whole.into_iter().chain(slashes.map(|(at, _)| &path[..at]))
}

/// Host, without its port, and path of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    pub(super) host: &'a str,
    pub(super) path: &'a str,
}

impl<'a> Target<'a> {
    /// A guest cannot be given a request without a host.
    pub(super) fn of<B>(request: &'a Request<B>) -> Option<Self> {
        let header = || request.headers().get(http::header::HOST)?.to_str().ok();
        let host = match request.uri().host() {
            Some(host) => host,
            None => without_port(header()?),
        };
        let path = request.uri().path();
        (!host.is_empty()).then_some(Target { host, path })
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(path: &str, route: &str) -> bool {
        prefixes(path, prefix(route).len()).any(|candidate| candidate == prefix(route))
    }

    #[test]
    fn a_prefix_ends_at_a_slash() {
        for (path, prefix, expected) in [
            ("/", "/", true),
            ("/x", "/", true),
            ("/shop", "/shop", true),
            ("/shop/1", "/shop", true),
            ("/shop/1", "/shop/", true),
            ("/shop/", "/shop", true),
            ("/shopping", "/shop", false),
            ("/shöp/1", "/shöp", true),
            ("/", "/shop", false),
            ("*", "/", false),
        ] {
            assert_eq!(below(path, prefix), expected, "{path} below {prefix}");
        }
    }

    #[test]
    fn the_longest_prefix_is_first_and_none_is_longer_than_any_route() {
        let found: Vec<_> = prefixes("/a/b/c", 100).collect();
        assert_eq!(found, ["/a/b/c", "/a/b", "/a", ""]);
        let found: Vec<_> = prefixes("/a/b/c", 2).collect();
        assert_eq!(found, ["/a", ""]);
        let found: Vec<_> = prefixes("/a/b/c", 0).collect();
        assert_eq!(found, [""]);
    }

    fn target(request: http::request::Builder) -> Option<(String, String)> {
        let request = request.body(()).unwrap();
        let target = Target::of(&request)?;
        Some((target.host.to_owned(), target.path.to_owned()))
    }

    #[test]
    fn the_port_is_no_part_of_the_host() {
        let expected = Some(("example.com".to_owned(), "/a".to_owned()));
        let header = Request::builder()
            .uri("/a?b")
            .header("host", "example.com:8080");
        assert_eq!(target(header), expected);
        let whole = Request::builder()
            .uri("http://example.com:8080/a")
            .header("host", "other");
        assert_eq!(target(whole), expected);
        let six = Request::builder().uri("/").header("host", "[::1]");
        assert_eq!(target(six), Some(("[::1]".to_owned(), "/".to_owned())));
    }

    #[test]
    fn a_request_without_a_host_has_no_target() {
        assert_eq!(target(Request::builder().uri("/a")), None);
        assert_eq!(
            target(Request::builder().uri("/a").header("host", "")),
            None
        );
    }
}
