//! Responses and how their bodies come about.

use crate::wasi::clocks::monotonic_clock;
use crate::wasi::http::types::{ErrorCode, Fields, Request, Response, Trailers};
use crate::{wit_future, wit_stream};
use wit_bindgen::{FutureReader, StreamReader, StreamWriter, spawn_local};

const CHUNK: usize = 64 * 1024;

type Ended = FutureReader<Result<Option<Trailers>, ErrorCode>>;

/// A short text.
pub fn text(status: u16, text: &str) -> Response {
    let (mut writer, body) = wit_stream::new();
    let text = text.as_bytes().to_vec();
    spawn_local(async move {
        writer.write_all(text).await;
    });
    start(status, body, ended()).0
}

/// The body of the request, chunk by chunk, and its trailers. It was processed well if the client took the response.
pub fn echo(request: Request) -> Response {
    let (writer, processed) = wit_future::new(|| Ok(()));
    let (body, ended) = Request::consume_body(request, processed);
    let (response, transmitted) = start(200, body, ended);
    spawn_local(async move {
        // Whoever sent the request need not wait for it.
        let _ = writer.write(transmitted.await).await;
    });
    response
}

/// As many chunks of 64 KiB, each of one letter. What becomes of them is printed.
pub fn chunks(count: usize) -> Response {
    let (mut writer, body) = wit_stream::new();
    let (response, transmitted) = start(200, body, ended());
    spawn_local(async move {
        let written = write_chunks(&mut writer, count).await;
        drop(writer);
        println!("chunks: {written}");
        println!("transmitted: {:?}", transmitted.await);
    });
    response
}

/// How many of them somebody took.
async fn write_chunks(writer: &mut StreamWriter<u8>, count: usize) -> usize {
    for written in 0..count {
        let letter = b'a' + (written % 26) as u8;
        if !writer.write_all(vec![letter; CHUNK]).await.is_empty() {
            return written;
        }
    }
    count
}

/// A body whose guest traps in its midst.
pub fn breaks() -> Response {
    let (mut writer, body) = wit_stream::new();
    spawn_local(async move {
        writer.write_all(b"some".to_vec()).await;
        core::arch::wasm32::unreachable()
    });
    start(200, body, ended()).0
}

/// A body that begins, and then waits for the end of time.
pub fn hangs() -> Response {
    let (mut writer, body) = wit_stream::new();
    spawn_local(async move {
        writer.write_all(b"begun\n".to_vec()).await;
        monotonic_clock::wait_for(u64::MAX).await;
        drop(writer);
    });
    start(200, body, ended()).0
}

/// A body that ends well and without trailers.
fn ended() -> Ended {
    wit_future::new(|| Ok(None)).1
}

fn start(
    status: u16,
    body: StreamReader<u8>,
    ended: Ended,
) -> (Response, FutureReader<Result<(), ErrorCode>>) {
    let headers = Fields::new();
    headers
        .append("content-type", b"text/plain")
        .expect("the header is well formed");
    let (response, transmitted) = Response::new(headers, Some(body), ended);
    response
        .set_status_code(status)
        .expect("the status is in range");
    (response, transmitted)
}
