//! Bindings of the draft packages that several guests import, and the few lines that all of them need.
//!
//! A guest imports only what it calls, never the whole world below.

wit_bindgen::generate!({
    path: ["../wit/deps/keyvalue.wit", "../wit/deps/config.wit", "../wit/deps/logging.wit"],
    inline: "
        package test:capabilities;

        world capabilities {
            include wasi:keyvalue/imports@0.2.0-draft;
            include wasi:config/imports@0.2.0-rc.1;
            include wasi:logging/imports@0.1.0-draft;
        }
    ",
    generate_all,
});

pub use wasi::{config, keyvalue, logging};

use keyvalue::store::{self, Bucket};

pub fn open(bucket: &str) -> Result<Bucket, String> {
    store::open(bucket).map_err(describe)
}

pub fn describe(error: store::Error) -> String {
    match error {
        store::Error::NoSuchStore => "no such store".to_owned(),
        store::Error::AccessDenied => "access denied".to_owned(),
        store::Error::Other(message) => message,
    }
}

pub fn setting(key: &str, default: &str) -> Result<String, String> {
    match config::store::get(key) {
        Ok(value) => Ok(value.unwrap_or_else(|| default.to_owned())),
        Err(config::store::Error::Upstream(message) | config::store::Error::Io(message)) => {
            Err(message)
        }
    }
}
