//! Uses `wasi:logging` on behalf of the conformance suite.

use capabilities::logging::logging::{self, Level};
use exports::hostplug::conformance::logging::Guest;

wit_bindgen::generate!({
    path: "../wit/conformance.wit",
    inline: "package test:logging-probe; world probe { export hostplug:conformance/logging@0.1.0; }",
    generate_all,
});
export!(Probe);

const LEVELS: [Level; 6] = [
    Level::Trace,
    Level::Debug,
    Level::Info,
    Level::Warn,
    Level::Error,
    Level::Critical,
];

struct Probe;

impl Guest for Probe {
    fn log(level: u32, context: String, message: String) {
        logging::log(LEVELS[level as usize], &context, &message);
    }

    fn log_many(messages: Vec<(u32, String, String)>) {
        for (level, context, message) in messages {
            Self::log(level, context, message);
        }
    }

    fn log_long(level: u32, context_size: u32, message_size: u32) {
        let text = |size: u32| "x".repeat(size as usize);
        Self::log(level, text(context_size), text(message_size));
    }

    fn log_and_trap(level: u32, context: String, message: String) {
        Self::log(level, context, message);
        core::arch::wasm32::unreachable()
    }
}
