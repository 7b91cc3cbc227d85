use std::fs;

use super::{folder, plugin_gen};

const WIT: &str = "package demo:shop@1.0.0;
/// Docs are left out.
interface stock {
  record item { name: string, count: u32 }
  resource shelf { take: func(name: string) -> option<item>; }
  open: func() -> shelf;
}
world w { import stock; import wasi:config/store@0.2.0-rc.1; export run: func(); }
package wasi:config@0.2.0-rc.1 {
  interface store {
    variant error { upstream(string), io(string) }
    get: func(key: string) -> result<option<string>, error>;
  }
}";

#[test]
fn a_package_is_shown_with_all_signatures_and_who_serves_it() {
    let folder = folder(&[("wit/shop.wit", WIT), ("Cargo.toml", "")]);
    let ran = plugin_gen(folder.path(), "inspect .");
    assert_eq!(ran.err, "");
    let (head, rest) = ran.out.split_once("text    ").unwrap();
    assert_eq!(head, "package demo:shop@1.0.0\n");
    let (_, rest) = rest.split_once(", not in the catalogue\n").unwrap();
    assert_eq!(
        rest,
        "
interface demo:shop/stock@1.0.0
  -- no bundled plugin serves it
  record item { name: string, count: u32 }
  resource shelf
    take: func(name: string) -> option<item>
  open: func() -> shelf

world demo:shop/w@1.0.0
  import demo:shop/stock@1.0.0
  import wasi:config/store@0.2.0-rc.1
  export run: func()
"
    );
}

#[test]
fn texts_of_the_catalogue_say_where_they_are_from() {
    let folder = folder(&[]);
    let ran = plugin_gen(folder.path(), "inspect wasi:logging@0.1.0-draft");
    assert!(
        ran.out.contains("text    02231d28a7fe5691 of wasmcloud-component 0.2.0, profiles: wasmcloud, wasmcloud-1\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("  -- served by the plugin `hostplug-logging`\n"),
        "{}",
        ran.out
    );
}

/// What is printed for an import that nobody serves is a command that writes a plugin.
#[test]
fn a_component_is_shown_by_who_serves_its_imports() {
    let folder = folder(&[]);
    fs::write(folder.path().join("shop.wasm"), component()).unwrap();
    let ran = plugin_gen(folder.path(), "inspect shop.wasm");
    assert_eq!(
        ran.out,
        "\
component shop.wasm
  import demo:shop/stock@1.0.0         -- no bundled plugin serves it
  import wasi:config/store@0.2.0-rc.1  -- served by the plugin `hostplug-config`
  export run: func()
"
    );
    let command = "plugin-gen new shop-plugin --wit shop.wasm --interface demo:shop/stock@1.0.0";
    assert_eq!(
        ran.err,
        format!("note: a plugin for `demo:shop/stock@1.0.0` begins with `{command}`\n")
    );
    let command = command.trim_start_matches("plugin-gen ");
    let written = plugin_gen(folder.path(), &format!("{command} --dry-run"));
    assert!(
        written.out.contains("serves `demo:shop/stock@1.0.0`"),
        "{written:?}"
    );

    let ran = plugin_gen(folder.path(), "inspect shop.wasm --json");
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let imports = &answer["result"]["imports"];
    assert_eq!(imports[0]["service"]["by"], "nobody");
    assert_eq!(imports[1]["service"]["plugin"], "hostplug-config");
}

/// A component of the world above, which does nothing.
fn component() -> Vec<u8> {
    let mut resolve = wit_parser::Resolve::default();
    let package = resolve.push_str("shop.wit", WIT).unwrap();
    let world = resolve.packages[package].worlds["w"];
    let abi = wit_parser::ManglingAndAbi::Legacy(wit_parser::LiftLowerAbi::Sync);
    let mut module = wit_component::dummy_module(&resolve, world, abi);
    wit_component::embed_component_metadata(&mut module, &resolve, world, Default::default())
        .unwrap();
    let encoder = wit_component::ComponentEncoder::default().module(&module);
    encoder.unwrap().encode().unwrap()
}
