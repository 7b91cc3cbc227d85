//! The trace context of the W3C, which requests bring and take along: `traceparent` and `tracestate`.

use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;

use http::header::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// How many members a `tracestate` may have.
const MOST_MEMBERS: usize = 32;

/// Lets a request that a guest sends belong to the trace of what the guest does. What the guest has set stays.
pub(crate) fn inject(headers: &mut HeaderMap) {
    if headers.contains_key(TRACEPARENT) {
        return;
    }
    Context::map_current(|context| {
        let span = context.span();
        let parent = span.span_context();
        if parent.is_valid() {
            set(headers, parent);
        }
    });
}

fn set(headers: &mut HeaderMap, parent: &SpanContext) {
    let flags = parent.trace_flags() & TraceFlags::SAMPLED;
    let text = format!("00-{}-{}-{flags:02x}", parent.trace_id(), parent.span_id());
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.insert(TRACEPARENT, value);
    }
    // A state without its parent belongs to no trace.
    headers.remove(TRACESTATE);
    let state = parent.trace_state().header();
    if let Ok(value) = HeaderValue::try_from(state)
        && !value.is_empty()
    {
        headers.insert(TRACESTATE, value);
    }
}

/// What a request says of its trace. Headers that are not as they should be say nothing.
pub(super) fn extract(headers: &HeaderMap) -> Option<SpanContext> {
    let mut parents = headers.get_all(TRACEPARENT).iter();
    let (parent, None) = (parents.next()?, parents.next()) else {
        return None;
    };
    let (trace, span, flags) = parse(parent.to_str().ok()?)?;
    let context = SpanContext::new(trace, span, flags, true, state(headers));
    context.is_valid().then_some(context)
}

/// Later versions may have more at the end.
fn parse(text: &str) -> Option<(TraceId, SpanId, TraceFlags)> {
    let mut fields = text.trim_matches([' ', '\t']).splitn(5, '-');
    let version = hex(fields.next()?, 2)?;
    let trace = TraceId::from_hex(hex(fields.next()?, 32)?).ok()?;
    let span = SpanId::from_hex(hex(fields.next()?, 16)?).ok()?;
    let flags = u8::from_str_radix(hex(fields.next()?, 2)?, 16).ok()?;
    let more = fields.next().is_some();
    let known = version != "ff" && !(version == "00" && more);
    // The other flags have no meaning yet.
    known.then_some((trace, span, TraceFlags::new(flags) & TraceFlags::SAMPLED))
}

fn hex(text: &str, digits: usize) -> Option<&str> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == digits && text.bytes().all(is_hex)).then_some(text)
}

/// The state can be in several headers, whose members are one list.
fn state(headers: &HeaderMap) -> TraceState {
    let texts = headers.get_all(TRACESTATE).iter().map(HeaderValue::to_str);
    let texts: Result<Vec<_>, _> = texts.collect();
    let list = texts.map(|texts| texts.join(",")).unwrap_or_default();
    let mut members = list
        .split(',')
        .map(|member| member.trim_matches([' ', '\t']));
    let too_many = members.clone().count() > MOST_MEMBERS;
    // The parser takes members without a name.
    match too_many || members.any(|member| member.starts_with('=')) {
        true => TraceState::NONE,
        false => TraceState::from_str(&list).unwrap_or_default(),
    }
}

/// The same trace with a span of this host as the parent of what follows, where nobody else has made one.
pub(super) fn continued(remote: &SpanContext) -> SpanContext {
    let (trace, flags) = (remote.trace_id(), remote.trace_flags());
    SpanContext::new(trace, span_id(), flags, false, remote.trace_state().clone())
}

fn span_id() -> SpanId {
    // The state of the standard library's maps is the randomness that is there; zero is no span.
    let random = RandomState::new().hash_one(std::time::Instant::now());
    SpanId::from(random.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn headers(parents: &[&str], states: &[&str]) -> HeaderMap {
        let parents = parents
            .iter()
            .map(|text| (TRACEPARENT, text.parse().unwrap()));
        let states = states
            .iter()
            .map(|text| (TRACESTATE, text.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in parents.chain(states) {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn a_context_is_passed_on_as_it_came() {
        let extracted = extract(&headers(&[VALID], &["a=1", "b=2"])).unwrap();
        let mut sent = HeaderMap::new();
        let _active = Context::new().with_remote_span_context(extracted).attach();
        inject(&mut sent);
        assert_eq!(sent[TRACEPARENT], VALID);
        assert_eq!(sent[TRACESTATE], "a=1,b=2");
    }

    #[test]
    fn what_a_guest_has_set_stays() {
        let other = "00-11111111111111111111111111111111-2222222222222222-00";
        let mut sent = headers(&[other], &[]);
        let extracted = extract(&headers(&[VALID], &["a=1"])).unwrap();
        let _active = Context::new().with_remote_span_context(extracted).attach();
        inject(&mut sent);
        assert_eq!(sent, headers(&[other], &[]));
    }

    #[test]
    fn nothing_is_sent_without_a_trace() {
        let mut sent = HeaderMap::new();
        inject(&mut sent);
        assert!(sent.is_empty());
    }

    #[test]
    fn later_versions_may_say_more() {
        let later = format!("cc{}", &VALID[2..]);
        for text in [later.clone(), format!("{later}-what-is-new")] {
            assert!(extract(&headers(&[&text], &[])).is_some(), "{text}");
        }
    }

    #[test]
    fn flags_that_mean_nothing_are_dropped() {
        let text = VALID.replace("-01", "-ff");
        let extracted = extract(&headers(&[&text], &[])).unwrap();
        assert_eq!(extracted.trace_flags(), TraceFlags::SAMPLED);
    }

    #[test]
    fn malformed_parents_are_ignored() {
        for text in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-+0f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ] {
            assert_eq!(extract(&headers(&[text], &[])), None, "{text}");
        }
        assert_eq!(extract(&headers(&[VALID, VALID], &[])), None, "two of them");
    }

    #[test]
    fn a_malformed_state_costs_only_the_state() {
        let long = vec!["a=1"; MOST_MEMBERS + 1].join(",");
        for state in ["what", "=", &long] {
            let extracted = extract(&headers(&[VALID], &[state])).unwrap();
            assert_eq!(extracted.trace_state().header(), "", "{state}");
        }
    }

    #[test]
    fn a_continued_trace_has_a_span_of_its_own() {
        let remote = extract(&headers(&[VALID], &["a=1"])).unwrap();
        let own = continued(&remote);
        assert_eq!(own.trace_id(), remote.trace_id());
        assert_ne!(own.span_id(), remote.span_id());
        assert_eq!(own.trace_state(), remote.trace_state());
        assert!(own.is_valid() && own.is_sampled());
    }
}
