//! Answers each message of the topic `work` with one of the topic `done`, and can refuse or trap.

use std::sync::atomic::{AtomicU32, Ordering};

use acme::queue::producer::{Message, publish};
use exports::acme::queue::handler::Guest;

wit_bindgen::generate!({
    path: "../wit/queue.wit",
    inline: "
        package test:queue-worker;

        world queue-worker {
            import acme:queue/producer@0.1.0;
            export acme:queue/handler@0.1.0;
        }
    ",
    generate_all,
});
export!(Worker);

/// How many messages this instance has had.
static HANDLED: AtomicU32 = AtomicU32::new(0);

struct Worker;

impl Guest for Worker {
    fn handle(message: Message) -> Result<(), String> {
        let handled = HANDLED.fetch_add(1, Ordering::Relaxed) + 1;
        match message.topic.as_str() {
            "work" => {
                let (topic, body) = ("done".to_owned(), format!("{} ({handled})", message.body));
                publish(&Message { topic, body });
                Ok(())
            }
            "trap" => panic!("told to trap"),
            topic => Err(format!("nobody does `{topic}`")),
        }
    }
}
