//! Calls every function that `SampleKeyvalue` serves, and prints what it answers.

mod calls;
mod handles;

use std::fmt::Debug;

wit_bindgen::generate!({
    path: "../wit",
    inline: "
        package hostplug:guest;

        world guest {
            include wasi:keyvalue/imports@0.2.0-draft;
            export wasi:cli/run@0.2.0;
        }

        package wasi:cli@0.2.0 {
            interface run {
                run: func() -> result;
            }
        }
    ",
    world: "hostplug:guest/guest",
    generate_all,
});
export!(Guest);

struct Guest;

impl exports::wasi::cli::run::Guest for Guest {
    fn run() -> Result<(), ()> {
        calls::all();
        Ok(())
    }
}

/// The name is printed before the call is made: a trap ends the guest.
fn call<T: Debug>(function: &str, call: impl FnOnce() -> Option<T>) {
    if !is_wanted(function) {
        return;
    }
    println!("{function}");
    match call() {
        Some(answer) => println!("  -> {answer:?}"),
        None => println!("  -> not called: the plugin gave no handle for it"),
    }
}

/// Arguments are words of which one must be in the name of a function.
fn is_wanted(function: &str) -> bool {
    let mut words = std::env::args().skip(1).peekable();
    words.peek().is_none() || words.any(|word| function.contains(&word))
}
