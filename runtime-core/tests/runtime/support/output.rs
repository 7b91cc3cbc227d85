//! What guests print.

use std::sync::{Arc, Mutex};

use hostplug_runtime::{Origin, Output, Stdio, Stream};

/// Collects lines.
#[derive(Clone, Default)]
pub(crate) struct Printed(Arc<Mutex<Vec<(Origin, String)>>>);

impl Output for Printed {
    fn line(&self, origin: &Origin, line: &str) {
        self.0
            .lock()
            .unwrap()
            .push((origin.clone(), line.to_owned()));
    }
}

impl Printed {
    pub(crate) fn stdio(&self) -> Stdio {
        Stdio::Lines(Arc::new(self.clone()))
    }

    /// What one component has printed to its standard output since this was asked last.
    pub(crate) fn take(&self, component: &str) -> Vec<String> {
        self.take_stream(component, Stream::Stdout)
    }

    pub(crate) fn take_stream(&self, component: &str, stream: Stream) -> Vec<String> {
        let mut lines = self.0.lock().unwrap();
        let is_of = |origin: &Origin| &*origin.component == component && origin.stream == stream;
        let (taken, left) = lines.drain(..).partition(|(origin, _)| is_of(origin));
        *lines = left;
        let taken: Vec<_> = taken;
        taken.into_iter().map(|(_, line)| line).collect()
    }

    pub(crate) fn origins(&self) -> Vec<Origin> {
        self.0
            .lock()
            .unwrap()
            .iter()
            .map(|(origin, _)| origin.clone())
            .collect()
    }
}
