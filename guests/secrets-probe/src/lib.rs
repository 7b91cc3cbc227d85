//! Uses `wasmcloud:secrets` on behalf of the conformance suite.

use exports::hostplug::conformance::secrets::Guest;
use hostplug::conformance::instance::held;
use wasmcloud::secrets::reveal;
use wasmcloud::secrets::store::{self, Secret, SecretValue, SecretsError};

wit_bindgen::generate!({
    path: ["../wit/deps/secrets.wit", "../wit/conformance.wit"],
    inline: "
        package test:secrets-probe;

        world probe {
            import wasmcloud:secrets/store@0.1.0-draft;
            import wasmcloud:secrets/reveal@0.1.0-draft;
            import hostplug:conformance/instance@0.1.0;
            export hostplug:conformance/secrets@0.1.0;
        }
    ",
    generate_all,
});
export!(Probe);

type Result<T> = std::result::Result<T, String>;
type Said = (bool, Vec<u8>);

struct Probe;

impl Guest for Probe {
    fn find(key: String) -> Result<()> {
        find(&key).map(drop)
    }

    fn reveal(key: String) -> Result<Said> {
        find(&key).map(|secret| said(&secret))
    }

    fn reveal_often(key: String, times: u32) -> Result<Vec<Said>> {
        let (secret, mut answers) = (find(&key)?, Vec::new());
        for _ in 0..times {
            let answer = said(&secret);
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        Ok(answers)
    }

    fn reveal_both((first, second): (String, String)) -> Result<Vec<Said>> {
        let both = [find(&first)?, find(&second)?];
        Ok(both.iter().map(said).collect())
    }

    fn reveal_beside_dropped(key: String) -> Result<Said> {
        let (first, second) = (find(&key)?, find(&key)?);
        drop(first);
        Ok(said(&second))
    }

    fn find_and_drop(key: String, times: u32) -> Result<(u32, u32)> {
        find(&key)?;
        let before = held();
        for _ in 0..times {
            find(&key)?;
        }
        Ok((before, held()))
    }

    fn hold(key: String, count: u32) -> Result<(u32, u32)> {
        said(&find(&key)?);
        let before = held();
        let handles = (0..count).map(|_| find(&key));
        let handles = handles.collect::<Result<Vec<_>>>()?;
        for handle in &handles {
            said(handle);
        }
        drop(handles);
        Ok((before, held()))
    }

    fn reveal_and_trap(key: String) {
        let _secret = find(&key).inspect(|secret| drop(said(secret)));
        core::arch::wasm32::unreachable()
    }
}

fn find(key: &str) -> Result<Secret> {
    store::get(key).map_err(|error| match error {
        SecretsError::NotFound => "not-found".to_owned(),
        SecretsError::Upstream(text) => format!("upstream: {text}"),
        SecretsError::Io(text) => format!("io: {text}"),
    })
}

fn said(secret: &Secret) -> Said {
    match reveal::reveal(secret) {
        SecretValue::String(text) => (true, text.into_bytes()),
        SecretValue::Bytes(bytes) => (false, bytes),
    }
}
