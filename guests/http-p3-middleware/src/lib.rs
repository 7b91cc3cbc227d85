//! A middleware of WASI 0.3. Its variable `NAME` is added to the header `x-test` of the request and to `x-via` of the
//! response. With `LOUD` it changes the body of the response chunk by chunk, else it hands the stream on.

use std::env;

use exports::wasi::http::handler::Guest;
use wasi::http::handler;
use wasi::http::types::{ErrorCode, Request, Response};
use wit_bindgen::{StreamReader, StreamResult, spawn_local};

wit_bindgen::generate!({
    path: ["../wit/deps/p3/clocks.wit", "../wit/deps/p3/http.wit"],
    inline: "
        package test:http-p3-middleware;

        world middleware {
            import wasi:http/handler@0.3.0;
            export wasi:http/handler@0.3.0;
        }
    ",
    generate_all,
});
export!(Middleware);

const CHUNK: usize = 16 * 1024;

struct Middleware;

impl Guest for Middleware {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let name = env::var("NAME").unwrap_or_default();
        let response = handler::handle(marked(request, &name)).await?;
        Ok(changed(response, &name))
    }
}

fn marked(request: Request, name: &str) -> Request {
    let headers = request.get_headers().clone();
    headers
        .append("x-test", name.as_bytes())
        .expect("the header is well formed");
    let method = request.get_method();
    let path = request.get_path_with_query();
    let scheme = request.get_scheme();
    let authority = request.get_authority();
    let (_, processed) = wit_future::new(|| Ok(()));
    let (body, ended) = Request::consume_body(request, processed);
    let (request, _) = Request::new(headers, Some(body), ended, None);
    request
        .set_method(&method)
        .and_then(|()| request.set_path_with_query(path.as_deref()))
        .and_then(|()| request.set_scheme(scheme.as_ref()))
        .and_then(|()| request.set_authority(authority.as_deref()))
        .expect("it was in a request before");
    request
}

fn changed(response: Response, name: &str) -> Response {
    let headers = response.get_headers().clone();
    headers
        .append("x-via", name.as_bytes())
        .expect("the header is well formed");
    let status = response.get_status_code();
    let (_, processed) = wit_future::new(|| Ok(()));
    let (body, ended) = Response::consume_body(response, processed);
    let body = if env::var_os("LOUD").is_some() {
        loud(body)
    } else {
        body
    };
    let (response, _) = Response::new(headers, Some(body), ended);
    response
        .set_status_code(status)
        .expect("it was in a response before");
    response
}

fn loud(mut body: StreamReader<u8>) -> StreamReader<u8> {
    let (mut writer, louder) = wit_stream::new();
    spawn_local(async move {
        loop {
            let (result, mut chunk) = body.read(Vec::with_capacity(CHUNK)).await;
            if result == StreamResult::Dropped && chunk.is_empty() {
                return;
            }
            chunk.make_ascii_uppercase();
            if !writer.write_all(chunk).await.is_empty() {
                return;
            }
        }
    });
    louder
}
