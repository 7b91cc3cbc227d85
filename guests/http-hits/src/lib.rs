//! A page that counts its hits in `wasi:keyvalue`, and needs nothing else: also hosts without this project's plugins can
//! run it, so that they can be compared.

use capabilities::keyvalue::atomics;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

wasip2::http::proxy::export!(Hits);

struct Hits;

impl Guest for Hits {
    fn handle(_: IncomingRequest, out: ResponseOutparam) {
        match hit() {
            Ok(n) => http_reply::text(out, 200, &format!("{n}\n")),
            Err(message) => http_reply::text(out, 500, &message),
        }
    }
}

fn hit() -> Result<u64, String> {
    let bucket = capabilities::open("")?;
    atomics::increment(&bucket, "hits", 1).map_err(capabilities::describe)
}
