//! A middleware of WASI 0.2. It prints each request with its variable `NAME`, answers those whose header `x-refuse` is
//! its name, and passes the others on, with all that belongs to them.

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
        let name = env::var("NAME").unwrap_or_default();
        let path = request.path_with_query().unwrap_or_default();
        println!("{name} {path}");
        if request.headers().get("x-refuse") == [name.as_bytes()] {
            return http_reply::text(out, 403, &format!("{name} refuses\n"));
        }
        incoming_handler::handle(request, out);
    }
}
