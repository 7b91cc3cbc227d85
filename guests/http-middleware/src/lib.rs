//! A middleware of WASI 0.2. If it has a variable `NAME`, it prints each request with it, and answers those whose
//! header `x-refuse` is that name. All others it passes on, with all that belongs to them.

use std::env;

use wasi::http::incoming_handler;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

wit_bindgen::generate!({
    path: "../wit/deps/http.wit",
    inline: "
        package test:http-middleware;

        world middleware {
            import wasi:http/incoming-handler@0.2.12;
        }
    ",
    with: { "wasi:http/types@0.2.12": wasip2::http::types },
    generate_all,
});
wasip2::http::proxy::export!(Middleware);

struct Middleware;

impl Guest for Middleware {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        match env::var("NAME") {
            Ok(name) if refuses(&name, &request) => {
                http_reply::text(out, 403, &format!("{name} refuses\n"));
            }
            _ => incoming_handler::handle(request, out),
        }
    }
}

fn refuses(name: &str, request: &IncomingRequest) -> bool {
    let path = request.path_with_query().unwrap_or_default();
    println!("{name} {path}");
    request.headers().get("x-refuse") == [name.as_bytes()]
}
