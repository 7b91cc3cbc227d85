//! Uses `wasmcloud:messaging` on behalf of the conformance suite.

use exports::hostplug::conformance::messaging::Guest;
use exports::wasmcloud::messaging::handler;
use hostplug::conformance::notes::arrived;
use wasmcloud::messaging::consumer;
use wasmcloud::messaging::types::BrokerMessage;

wit_bindgen::generate!({
    path: ["../wit/deps/messaging.wit", "../wit/conformance.wit"],
    inline: "
        package test:messaging-probe;

        world probe {
            import wasmcloud:messaging/consumer@0.2.0;
            import hostplug:conformance/notes@0.1.0;
            export wasmcloud:messaging/handler@0.2.0;
            export hostplug:conformance/messaging@0.1.0;
        }
    ",
    generate_all,
});
export!(Probe);

type Result<T> = std::result::Result<T, String>;

struct Probe;

impl Guest for Probe {
    fn publish(subject: String, body: Vec<u8>, reply_to: Option<String>) -> Result<()> {
        consumer::publish(&BrokerMessage {
            subject,
            body,
            reply_to,
        })
    }

    fn publish_many(subject: String, bodies: Vec<Vec<u8>>) -> Result<()> {
        let mut bodies = bodies.into_iter();
        bodies.try_for_each(|body| send(&subject, body))
    }

    fn publish_and_trap(subject: String, body: Vec<u8>) {
        let _sent = send(&subject, body);
        core::arch::wasm32::unreachable()
    }

    fn request(subject: String, body: Vec<u8>, timeout_ms: u32) -> Result<Vec<u8>> {
        consumer::request(&subject, &body, timeout_ms).map(|answer| answer.body)
    }
}

impl handler::Guest for Probe {
    fn handle_message(message: BrokerMessage) -> Result<()> {
        let BrokerMessage {
            subject,
            body,
            reply_to,
        } = message;
        arrived(&subject, &body, reply_to.as_deref());
        match (body.as_slice(), reply_to) {
            (b"trap", _) => core::arch::wasm32::unreachable(),
            (b"refuse", _) => Err("told to refuse".to_owned()),
            (b"silent", _) | (_, None) if !body.starts_with(b"forward:") => Ok(()),
            (body, None) => {
                let to = body.strip_prefix(b"forward:").unwrap_or_default();
                send(&String::from_utf8_lossy(to), b"forwarded".to_vec())
            }
            (body, Some(reply_to)) => {
                send(&reply_to, answer(body))?;
                if body == b"twice" {
                    send(&reply_to, b"another answer".to_vec())?;
                }
                Ok(())
            }
        }
    }
}

fn answer(body: &[u8]) -> Vec<u8> {
    [b"re: ", body].concat()
}

fn send(subject: &str, body: Vec<u8>) -> Result<()> {
    Probe::publish(subject.to_owned(), body, None)
}
