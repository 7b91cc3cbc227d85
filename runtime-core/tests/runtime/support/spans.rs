//! The spans and events of `tracing`, as a subscriber sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Collects what happens on this thread, where a test and all its tasks run.
#[derive(Clone, Default)]
pub(crate) struct Spans(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    spans: Vec<Span>,
    events: Vec<(Vec<u64>, Fields)>,
    ids: BTreeMap<u64, usize>,
}

/// Names and values.
pub(crate) type Fields = BTreeMap<String, String>;

#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub(crate) name: &'static str,
    /// Its place among all spans.
    pub(crate) parent: Option<usize>,
    pub(crate) fields: Fields,
    /// What it can have.
    pub(crate) known: BTreeSet<String>,
    pub(crate) closed: bool,
}

impl Spans {
    pub(crate) fn collect(&self) -> DefaultGuard {
        let subscriber = Registry::default().with(Collector(self.clone()));
        tracing::subscriber::set_default(subscriber)
    }

    /// Those of the host, in the order in which they began.
    pub(crate) fn all(&self) -> Vec<Span> {
        self.0.lock().unwrap().spans.clone()
    }

    /// The only span of a name, and its place.
    pub(crate) fn only(&self, name: &str) -> (usize, Span) {
        let spans = self.all();
        let mut found = spans
            .into_iter()
            .enumerate()
            .filter(|(_, span)| span.name == name);
        match (found.next(), found.next()) {
            (Some(found), None) => found,
            found => panic!("one `{name}`: {found:?}"),
        }
    }

    /// Events with the places of the spans around them, the outermost first.
    pub(crate) fn events(&self) -> Vec<(Vec<usize>, Fields)> {
        let seen = self.0.lock().unwrap();
        let places = |ids: &Vec<u64>| {
            ids.iter()
                .filter_map(|id| seen.ids.get(id).copied())
                .collect()
        };
        let events = seen.events.iter();
        events
            .map(|(ids, fields)| (places(ids), fields.clone()))
            .collect()
    }
}

struct Collector(Spans);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collector {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        if !metadata.target().starts_with("hostplug") {
            return;
        }
        let mut seen = self.0.0.lock().unwrap();
        let parent = context.span(id).and_then(|span| span.parent());
        let mut fields = Fields::new();
        attributes.record(&mut Values(&mut fields));
        let span = Span {
            name: metadata.name(),
            parent: parent.and_then(|parent| seen.ids.get(&parent.id().into_u64()).copied()),
            fields,
            known: metadata
                .fields()
                .iter()
                .map(|field| field.name().to_owned())
                .collect(),
            closed: false,
        };
        let place = seen.spans.len();
        seen.spans.push(span);
        seen.ids.insert(id.into_u64(), place);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.change(id, |span| values.record(&mut Values(&mut span.fields)));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Values(&mut fields));
        let around = context
            .event_scope(event)
            .into_iter()
            .flat_map(|scope| scope.from_root());
        let around = around.map(|span| span.id().into_u64()).collect();
        self.0.0.lock().unwrap().events.push((around, fields));
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.change(&id, |span| span.closed = true);
    }
}

impl Collector {
    fn change(&self, id: &Id, change: impl FnOnce(&mut Span)) {
        let mut seen = self.0.0.lock().unwrap();
        let place = seen.ids.get(&id.into_u64()).copied();
        if let Some(span) = place.and_then(|place| seen.spans.get_mut(place)) {
            change(span);
        }
    }
}

struct Values<'a>(&'a mut Fields);

impl Visit for Values<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        let text = text.trim_matches('"').to_owned();
        let before = self.0.insert(field.name().to_owned(), text);
        assert_eq!(before, None, "`{field}` is recorded twice");
    }
}
