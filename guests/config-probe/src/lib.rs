//! Uses `wasi:config` on behalf of the conformance suite.

use capabilities::config::store::{self, Error};
use exports::hostplug::conformance::config::Guest;

wit_bindgen::generate!({
    path: "../wit/conformance.wit",
    inline: "package test:config-probe; world probe { export hostplug:conformance/config@0.1.0; }",
    generate_all,
});
export!(Probe);

type Result<T> = std::result::Result<T, String>;

struct Probe;

impl Guest for Probe {
    fn get(key: String) -> Result<Option<String>> {
        store::get(&key).map_err(describe)
    }

    fn get_often(key: String, times: u32) -> Result<Vec<Option<String>>> {
        let mut answers = Vec::new();
        for _ in 0..times {
            let answer = Self::get(key.clone())?;
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        Ok(answers)
    }

    fn get_all() -> Result<Vec<(String, String)>> {
        store::get_all().map_err(describe)
    }

    fn get_and_trap(key: String) {
        let _value = store::get(&key);
        core::arch::wasm32::unreachable()
    }
}

fn describe(error: Error) -> String {
    match error {
        Error::Upstream(text) => format!("upstream: {text}"),
        Error::Io(text) => format!("io: {text}"),
    }
}
