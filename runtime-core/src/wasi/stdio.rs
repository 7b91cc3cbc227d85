//! Where the standard streams of guests go.

use std::fmt;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError};

use super::rate::Rate;

/// Where the standard streams of a host's guests go.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Stdio {
    /// Guests write, line by line, to an output; their standard input is empty.
    Lines(Arc<dyn Output>),
    /// Guests share the streams of this process.
    Inherit,
}

impl Default for Stdio {
    fn default() -> Self {
        Stdio::Lines(Arc::new(PrefixedOutput))
    }
}

/// Receives what guests print.
pub trait Output: Send + Sync + 'static {
    /// Called for each line, without its end; the last line of an instance may be unfinished. It must not block for
    /// long.
    fn line(&self, origin: &Origin, line: &str);
}

impl fmt::Debug for dyn Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Output")
    }
}

/// Who printed a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// Name of the workload.
    pub workload: Arc<str>,
    /// Name of the component.
    pub component: Arc<str>,
    /// The stream.
    pub stream: Stream,
}

/// A standard stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Prints `workload/component | line` to the same stream of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrefixedOutput;

impl Output for PrefixedOutput {
    fn line(&self, origin: &Origin, line: &str) {
        let Origin {
            workload,
            component,
            stream,
        } = origin;
        // A host whose own output is closed goes on serving.
        let _ = match stream {
            Stream::Stdout => writeln!(io::stdout(), "{workload}/{component} | {line}"),
            Stream::Stderr => writeln!(io::stderr(), "{workload}/{component} | {line}"),
        };
    }
}

impl dyn Output {
    pub(super) fn stream(self: Arc<Self>, origin: Origin, rate: Arc<Rate>) -> LineStream {
        LineStream(Arc::new(Lines {
            output: self,
            origin,
            rate,
            partial: Mutex::new(Vec::new()),
        }))
    }
}

/// Cuts what a guest writes into lines.
#[derive(Clone)]
pub(super) struct LineStream(Arc<Lines>);

struct Lines {
    output: Arc<dyn Output>,
    origin: Origin,
    rate: Arc<Rate>,
    partial: Mutex<Vec<u8>>,
}

/// A guest that never ends its line gets it cut.
const LONGEST_LINE: usize = 64 * 1024;

impl Lines {
    fn write(&self, bytes: &[u8]) {
        let mut partial = self.partial.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.split_inclusive(|byte| *byte == b'\n') {
            partial.extend_from_slice(chunk);
            if chunk.ends_with(b"\n") || partial.len() >= LONGEST_LINE {
                self.flush(&mut partial);
            }
        }
    }

    fn flush(&self, partial: &mut Vec<u8>) {
        if self.rate.allows(partial.len()) {
            let line = partial.strip_suffix(b"\n").unwrap_or(partial);
            let line = String::from_utf8_lossy(line);
            self.output.line(&self.origin, &line);
        }
        partial.clear();
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let mut partial = std::mem::take(
            self.partial
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner),
        );
        if !partial.is_empty() {
            self.flush(&mut partial);
        }
    }
}

impl IsTerminal for LineStream {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for LineStream {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl OutputStream for LineStream {
    fn write(&mut self, bytes: bytes::Bytes) -> Result<(), StreamError> {
        self.0.write(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StreamError> {
        Ok(())
    }

    fn check_write(&mut self) -> Result<usize, StreamError> {
        Ok(LONGEST_LINE)
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for LineStream {
    async fn ready(&mut self) {}
}

impl AsyncWrite for LineStream {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.write(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Collected(Mutex<Vec<String>>);

    impl Output for Collected {
        fn line(&self, _: &Origin, line: &str) {
            self.0.lock().unwrap().push(line.to_owned());
        }
    }

    #[test]
    fn writes_become_lines_and_the_last_need_not_end() {
        let collected = Arc::new(Collected::default());
        let output: Arc<dyn Output> = collected.clone();
        let origin = Origin {
            workload: "w".into(),
            component: "c".into(),
            stream: Stream::Stdout,
        };
        let rate = Rate::new(&origin.workload, &origin.component, 1 << 20);
        let stream = output.stream(origin, Arc::new(rate));
        for text in ["one\ntw", "o", "\n\nfo", "ur"] {
            stream.0.write(text.as_bytes());
        }
        drop(stream);
        assert_eq!(*collected.0.lock().unwrap(), ["one", "two", "", "four"]);
    }
}
