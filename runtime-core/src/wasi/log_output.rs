use super::stdio::{Origin, Output, Stream};

/// Passes what guests print on to `tracing`, as events of the target `hostplug::guest` that carry `workload`,
/// `component` and `stream`, inside of the span of the request or call that the guest works for.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogOutput;

impl Output for LogOutput {
    fn line(&self, origin: &Origin, line: &str) {
        tracing::info!(
            target: "hostplug::guest",
            workload = &*origin.workload,
            component = &*origin.component,
            stream = match origin.stream {
                Stream::Stdout => "stdout",
                Stream::Stderr => "stderr",
            },
            "{line}"
        );
    }
}
