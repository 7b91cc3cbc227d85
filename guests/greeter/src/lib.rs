//! Greets in the words of its settings.

use capabilities::config::store;
use capabilities::logging::logging::{Level, log};
use exports::test::greet::greet::Guest;

wit_bindgen::generate!({
    path: "../wit/greet.wit",
    inline: "package test:greeter; world greeter { export test:greet/greet@0.1.0; }",
    generate_all,
});
export!(Greeter);

struct Greeter;

impl Guest for Greeter {
    fn hello(name: String) -> String {
        log(Level::Info, "greeter", &format!("greets {name}"));
        let greeting = capabilities::setting("greeting", "hello").expect("settings can be read");
        format!("{greeting} {name}")
    }

    fn settings() -> Vec<(String, String)> {
        store::get_all().expect("settings can be read")
    }
}
