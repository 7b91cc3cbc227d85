//! Calls every function that `SamplePlugin` serves, and prints what it answers.

mod calls;
mod exported;
mod handles;

use std::fmt::Debug;

wit_bindgen::generate!({
    path: "../wit",
    inline: "
        package hostplug:guest;

        world guest {
            include demo:depot/plugin@0.2.0;
            export wasi:cli/run@0.3.0;
        }

        package wasi:cli@0.3.0 {
            interface run {
                run: async func() -> result;
            }
        }
    ",
    world: "hostplug:guest/guest",
    generate_all,
    features: ["history"],
});
export!(Guest);

struct Guest;

impl exports::wasi::cli::run::Guest for Guest {
    async fn run() -> Result<(), ()> {
        calls::all().await;
        Ok(())
    }
}

/// The name is printed before the call is made: a trap ends the guest.
async fn call<T: Debug>(function: &str, call: impl AsyncFnOnce() -> Option<T>) {
    if !is_wanted(function) {
        return;
    }
    println!("{function}");
    match call().await {
        Some(answer) => println!("  -> {answer:?}"),
        None => println!("  -> not called: the plugin gave no handle for it"),
    }
}

fn skip(function: &str, why: &str) {
    if is_wanted(function) {
        println!("{function}\n  -> not called: {why}");
    }
}

/// Arguments are words of which one must be in the name of a function.
fn is_wanted(function: &str) -> bool {
    let mut words = std::env::args().skip(1).peekable();
    words.peek().is_none() || words.any(|word| function.contains(&word))
}
