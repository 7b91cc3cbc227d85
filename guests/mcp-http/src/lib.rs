//! The streamable HTTP of the Model Context Protocol, in front of any component that exports `example:mcp/tools`.
//!
//! Every request is answered from itself alone, so that each can have an instance of its own.

mod calls;
mod headers;
mod message;
mod origin;
mod receive;
mod reply;
mod revision;

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

use headers::Headers;
use message::{Failure, Message};
use reply::Reply;

wit_bindgen::generate!({
    path: "../wit/mcp.wit",
    inline: "package example:mcp-http; world transport { import example:mcp/tools@0.1.0; }",
    generate_all,
});
wasip2::http::proxy::export!(Transport);

struct Transport;

impl Guest for Transport {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let reply = answer(&request).unwrap_or_else(Reply::failure);
        reply.send(out);
    }
}

fn answer(request: &IncomingRequest) -> Result<Reply, Failure> {
    let headers = Headers::of(request);
    origin::check(&headers)?;
    let body = receive::body(request, &headers)?;
    match Message::parse(&body)? {
        Message::Notification => {
            revision::check_notification(&headers)?;
            Ok(Reply::accepted())
        }
        Message::Call(call) => {
            let result = revision::of(&headers, &call).and_then(|it| calls::answer(it, &call));
            match result {
                Ok(result) => Ok(Reply::result(&call.id, result)),
                Err(failure) => Err(failure.of(call.id)),
            }
        }
    }
}
