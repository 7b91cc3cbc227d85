//! What authors read about their bindings in rustdoc. `bindgen!` documents what is in an interface; the rest is ours.

const WIT: &str = r#""
    /// Keeps values.
    package demo:kv@0.1.0;

    /// Values by key.
    ///
    /// ```
    /// let v = get(1)
    /// ```
    interface store {
        get: func(key: u32) -> u32;
        watch: async func(key: u32) -> u32;
        resource lock { constructor(key: u32); wait: async func(); }
    }

    interface bare { f: func(); }

    /// What the plugin serves.
    world plugin { import store; import bare; }
""#;

fn documented(line: &str) -> bool {
    let arguments =
        format!("world = \"demo:kv/plugin\", inline = {WIT}, with(\"demo:kv/store.lock\" = Lock)");
    let plugin = "pub struct Kv;".parse().unwrap();
    let expansion = hostplug_codegen::host_plugin(arguments.parse().unwrap(), plugin).to_string();
    assert!(!expansion.contains("compile_error"), "{expansion}");
    expansion.contains(&format!("# [doc = {line:?}]"))
}

#[test]
fn the_module_of_the_bindings_has_the_documentation_of_the_world() {
    assert!(documented(
        " Bindings of the WIT world `demo:kv/plugin@0.1.0`."
    ));
    assert!(documented(" What the plugin serves."));
}

#[test]
fn the_modules_of_interfaces_begin_with_that_of_the_interfaces() {
    assert!(documented(" Values by key."));
    assert!(documented(" The interface `demo:kv/store@0.1.0`."));
    assert!(documented(" The interface `demo:kv/bare@0.1.0`."));
}

#[test]
fn the_modules_of_interfaces_say_what_the_author_implements() {
    assert!(documented(
        " `Caller<'_, Kv>` implements `Host`, `HostLock`."
    ));
    assert!(documented(
        " [`Kv`](super::Kv) implements `HostWithStore`, `HostLockWithStore`."
    ));
    assert!(documented(" `Caller<'_, Kv>` implements `Host`."));
}

/// Rustdoc compiles code blocks without a language, in the tests of the author's crate.
#[test]
fn examples_in_wit_are_no_tests() {
    assert!(documented(" ```text"));
    assert!(!documented(" ```rust"));
}
