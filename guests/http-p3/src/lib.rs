//! A web server of WASI 0.3, whose paths behave well or badly on demand.

mod body;
mod fetch;

use std::env;

use exports::wasi::http::handler::Guest;
use wasi::clocks::monotonic_clock;
use wasi::http::types::{ErrorCode, Request, Response};

wit_bindgen::generate!({
    path: ["../wit/deps/p3/clocks.wit", "../wit/deps/p3/http.wit"],
    inline: "
        package test:http-p3;

        world server {
            import wasi:clocks/monotonic-clock@0.3.0;
            import wasi:http/client@0.3.0;
            export wasi:http/handler@0.3.0;
        }
    ",
    generate_all,
});
export!(Server);

struct Server;

impl Guest for Server {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let target = request.get_path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        match path {
            "/hello" => Ok(body::text(200, "hello\n")),
            "/trap" => core::arch::wasm32::unreachable(),
            "/refuse" => Err(ErrorCode::ConfigurationError),
            "/wait" => {
                monotonic_clock::wait_for(u64::MAX).await;
                Ok(body::text(200, "the end of time\n"))
            }
            "/echo" => Ok(body::echo(request)),
            "/chunks" => Ok(body::chunks(query.parse().unwrap_or(1))),
            "/break" => Ok(body::breaks()),
            "/hang" => Ok(body::hangs()),
            "/env" => Ok(body::text(200, &environment())),
            "/header" => Ok(body::text(200, &test_header(&request))),
            "/where" => Ok(body::text(200, &address(&request))),
            "/outgoing" => Ok(body::text(200, &outgoing(query).await)),
            _ => Ok(body::text(404, "not found\n")),
        }
    }
}

fn environment() -> String {
    let mut lines: Vec<_> = env::vars().map(|(k, v)| format!("{k}={v}\n")).collect();
    lines.sort();
    lines.concat()
}

fn test_header(request: &Request) -> String {
    let values = request.get_headers().get("x-test");
    let values: Vec<_> = values
        .iter()
        .map(|value| String::from_utf8_lossy(value))
        .collect();
    values.join(" ")
}

fn address(request: &Request) -> String {
    let authority = request.get_authority().unwrap_or_default();
    format!("{:?} {authority}", request.get_scheme())
}

async fn outgoing(url: &str) -> String {
    match fetch::get(url).await {
        Ok(text) => text,
        Err(message) => format!("error: {message}"),
    }
}
