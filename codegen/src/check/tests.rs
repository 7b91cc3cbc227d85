use crate::{attr, select, wit};

use super::*;

/// Runs all phases before printing.
fn plan(attribute: &str) -> Result<Plan, Vec<String>> {
    let mut errors = Errors::default();
    let args = attr::parse(&mut errors, attribute.parse().unwrap());
    let source = wit::load(&mut errors, &args, std::path::Path::new(""));
    let world = source.and_then(|mut source| select::world(&mut errors, &args, &mut source));
    let plan = world.and_then(|world| all(&mut errors, &args, world));
    match errors.propagate() {
        Ok(()) => Ok(plan.unwrap()),
        Err(error) => Err(error.into_iter().map(|error| error.to_string()).collect()),
    }
}

fn services(plan: &Plan) -> Vec<(String, Service)> {
    plan.world
        .imports
        .iter()
        .map(|interface| (interface.name.to_string(), interface.service))
        .collect()
}

fn headlines(attribute: &str) -> Vec<String> {
    let errors = plan(attribute).unwrap_err();
    errors
        .into_iter()
        .map(|error| error.lines().next().unwrap().to_owned())
        .collect()
}

const IO: &str = r#"inline = "
    package a:b;
    interface i { use wasi:io/poll@VERSION.{pollable}; f: func() -> pollable; }
    world w { import i; }
    package wasi:io@VERSION { interface poll { resource pollable; } }""#;

#[test]
fn wasi_0_2_that_is_only_used_is_that_of_wasmtime() {
    let used = plan(&IO.replace("VERSION", "0.2.6")).unwrap();
    let expected = [
        ("wasi:io/poll@0.2.6".to_owned(), Service::Upstream),
        ("a:b/i".to_owned(), Service::Plugin),
    ];
    assert_eq!(services(&used), expected);
    assert_eq!(
        used.upstream.get("wasi:io").map(String::as_str),
        Some("wasi_io")
    );
}

#[test]
fn wasi_that_is_named_or_newer_is_the_plugins_own() {
    let named = format!(
        r#"{}, interfaces = ["wasi:io/poll"]"#,
        IO.replace("VERSION", "0.2.6")
    );
    assert_eq!(
        headlines(&named),
        ["resource `wasi:io/poll.pollable` has no Rust type"]
    );
    let newer = IO.replace("VERSION", "0.3.0");
    assert_eq!(
        headlines(&newer),
        ["resource `wasi:io/poll.pollable` has no Rust type"]
    );
    let own = r#"world = "w", inline = "package wasi:io@0.2.6; interface i { f: func(); } world w { import i; }""#;
    assert_eq!(
        services(&plan(own).unwrap()),
        [("wasi:io/i@0.2.6".to_owned(), Service::Plugin)]
    );
}

const STORE: &str = r#"inline = "
    package a:b@1.0.0;
    interface types { enum error { full } }
    interface store { use types.{error}; resource bucket; resource key; get: func() -> result<u32, error>; }
    interface batch { resource job; run: async func() -> u32; }
    world w { import store; import batch; }""#;

fn store(options: &str) -> String {
    format!("{STORE}, {options}")
}

#[test]
fn with_takes_names_with_and_without_version() {
    let plan = plan(&store(
        r#"with("a:b/store.bucket" = B, "a:b/store@1.0.0.key" = K, "a:b/batch@1.0.0" = batch, "a:b/types" = types)"#,
    ))
    .unwrap();
    let keys: Vec<_> = plan
        .with
        .iter()
        .map(|with| (with.keys[0].as_str(), with.is_resource))
        .collect();
    assert_eq!(
        keys,
        [
            ("a:b/store@1.0.0.bucket", true),
            ("a:b/store@1.0.0.key", true),
            ("a:b/batch@1.0.0", false),
            ("a:b/types@1.0.0", false)
        ]
    );
    let served: Vec<_> = plan
        .world
        .served()
        .map(|interface| interface.name.name.as_str())
        .collect();
    assert_eq!(
        served,
        ["store"],
        "what is mapped to a module is served by somebody else"
    );
    assert!(
        plan.world.error_types().is_empty(),
        "an error of other bindings has no `Fail`"
    );
}

#[test]
fn a_misspelt_resource_is_one_mistake() {
    let attribute =
        store(r#"with("a:b/store.buckte" = B, "a:b/store.key" = K, "a:b/batch.job" = J)"#);
    assert_eq!(
        headlines(&attribute),
        ["world `w` has no resource or interface `a:b/store.buckte`"]
    );
}

#[test]
fn all_mistakes_of_a_world_are_found_at_once() {
    let attribute = store(
        r#"with("a:b/store.key" = K, "a:b/batch.job" = J, "a:b/batch@1.0.0.job" = J), skip = ["a:b/x"], sync("batch.run", "y")"#,
    );
    assert_eq!(
        headlines(&attribute),
        [
            "world `w` does not import or export `a:b/x`",
            "`a:b/batch@1.0.0.job` is mapped twice",
            "resource `a:b/store.bucket` has no Rust type",
            "`batch.run` is an `async` function in WIT, so it cannot be `sync`",
            "world `w` has no function `y`",
        ]
    );
}

#[test]
fn a_skipped_interface_lends_its_types_but_not_its_resources() {
    let rest = r#"with("a:b/store.bucket" = B, "a:b/store.key" = K, "a:b/batch.job" = J)"#;
    let plan = plan(&store(&format!(
        r#"world = "w", interfaces = ["a:b/store"], {rest}"#
    )))
    .unwrap();
    let types = plan
        .world
        .imports
        .iter()
        .find(|interface| interface.name.name == "types")
        .unwrap();
    let batch = plan
        .world
        .imports
        .iter()
        .find(|interface| interface.name.name == "batch")
        .unwrap();
    assert_eq!(
        (types.service, types.has_trivial_host()),
        (Service::Skipped, true)
    );
    assert_eq!(
        (batch.service, batch.has_trivial_host()),
        (Service::Skipped, false)
    );
    let errors: Vec<_> = plan
        .world
        .error_types()
        .into_iter()
        .map(|error| error.name)
        .collect();
    assert_eq!(
        errors,
        ["error"],
        "`?` still carries the error of the types"
    );
}

#[test]
fn sync_means_a_function_in_every_version_of_its_interface() {
    let plan = plan(
        r#"world = "a:b/w", sync("i.f"), inline = "
            package a:b;
            world w { import c:d/i@1.0.0; import c:d/i@2.0.0; }
            package c:d@1.0.0 { interface i { f: func(); g: func(); } }
            package c:d@2.0.0 { interface i { f: func(); } }""#,
    )
    .unwrap();
    let SyncFunctions::Only(filters) = &plan.sync else {
        panic!("not all functions")
    };
    assert_eq!(*filters, ["c:d/i@1.0.0.f", "c:d/i@2.0.0.f"]);
}

#[test]
fn a_package_whose_module_would_be_a_keyword_is_refused() {
    let attribute = |name: &str| {
        format!(
            r#"inline = "package {name}; interface i {{ f: func(); }} world w {{ import i; }}""#
        )
    };
    assert_eq!(
        headlines(&attribute("a:box")),
        ["`a:box/i` cannot have bindings: `box` is a keyword of Rust"]
    );
    assert_eq!(
        headlines(&attribute("self:b")),
        ["`self:b/i` cannot have bindings: `self` is a keyword of Rust"]
    );
}

#[test]
fn listed_interfaces_are_found_by_their_full_names() {
    let inline =
        r#"inline = "package a:b@1.0.0; interface i { f: func(); } interface j { f: func(); }""#;
    for listed in ["a:b/i", "a:b/i@1.0.0"] {
        let plan = plan(&format!(r#"interfaces = ["{listed}"], {inline}"#)).unwrap();
        assert_eq!(
            services(&plan),
            [("a:b/i@1.0.0".to_owned(), Service::Plugin)]
        );
    }
    let errors = plan(&format!(r#"interfaces = ["i", "a:b/i@2.0.0"], {inline}"#)).unwrap_err();
    assert_eq!(
        errors[0],
        "no interface `i`\nhelp: write the full name: `a:b/i`"
    );
    assert_eq!(errors[1].lines().next(), Some("no interface `a:b/i@2.0.0`"));
}

const HANDLER: &str = r#"inline = "
    package a:b;
    interface i { f: func(); }
    interface handler { h: func(); }
    interface timer { t: func(); }
    world w { import i; import handler; export handler; export timer; }", lifecycle"#;

fn called(attribute: &str) -> Vec<(String, String)> {
    let world = plan(attribute).unwrap().world;
    let callers = world.callers().into_iter();
    callers
        .map(|(interface, module)| (interface.name.name.clone(), module))
        .collect()
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs
        .map(|(interface, module)| (interface.to_owned(), module.to_owned()))
        .into()
}

#[test]
fn every_export_is_called_that_the_attribute_does_not_take_away() {
    let all = pairs([("handler", "exported_handler"), ("timer", "timer")]);
    assert_eq!(called(HANDLER), all);
    let skipped = format!(r#"{HANDLER}, skip = ["a:b/handler"]"#);
    assert_eq!(called(&skipped), pairs([("timer", "timer")]));
    let listed = format!(r#"world = "w", {HANDLER}, interfaces = ["a:b/i"]"#);
    assert_eq!(called(&listed), []);
}

#[test]
fn a_plugin_that_calls_somebody_needs_a_lifecycle() {
    let without = HANDLER.replace(", lifecycle", "");
    let calls = Lifecycle::Calls {
        interface: "a:b/handler".to_owned(),
        path: "b::exported_handler".to_owned(),
    };
    let lifecycle = |attribute: &str| plan(attribute).unwrap().lifecycle;
    assert_eq!(lifecycle(&without), calls);
    assert_eq!(lifecycle(HANDLER), Lifecycle::Asked);
    assert_eq!(
        lifecycle(&format!("{without}, binding = Bound")),
        Lifecycle::Asked
    );
    let skipped = format!(r#"{without}, skip = ["a:b/handler", "a:b/timer"]"#);
    assert_eq!(lifecycle(&skipped), Lifecycle::Found);
}

fn interface(items: &str) -> String {
    format!(
        r#"inline = "package a:b; interface i {{ {items} }} world w {{ import i; }}", with("a:b/i.r" = R)"#
    )
}

#[test]
fn what_would_not_compile_is_refused_by_its_wit_name() {
    for (items, reason) in [
        (
            "resource r; record host { x: u32 }",
            "type `host` would be `Host`",
        ),
        (
            "resource r; record box { x: u32 }",
            "type `box` would be `Box`",
        ),
        (
            "resource r; record host-r { x: u32 }",
            "type `host-r` would be `HostR`",
        ),
        (
            "resource r; enum e { self }",
            "case `e.self` would be `Self`",
        ),
        (
            "resource r { drop: func(); }",
            "function `r.drop` would be `drop`",
        ),
        (
            "resource r { constructor(); new: static func(); }",
            "function `r.new` would be `new`",
        ),
        (
            "resource r; f: func(SELF: u32);",
            "parameter `f.SELF` would be a keyword",
        ),
        (
            "resource r; enum error { full } convert-error: func() -> result<_, error>;",
            "function `convert-error` would be `convert_error`",
        ),
        (
            "resource r; /// a\n enum error { /// a `\\\"`\n full } f: func() -> result<_, error>;",
            "`error.full` becomes a string",
        ),
    ] {
        let headlines = headlines(&interface(items));
        assert_eq!(headlines.len(), 1, "{items}: {headlines:?}");
        assert!(headlines[0].contains(reason), "{items}: {headlines:?}");
    }
}

#[test]
fn names_that_bindgen_escapes_are_taken() {
    let items = "resource r { constructor(); %type: func(); } drop: func(); new: func(self: u32); \
                 record a { %type: u32 } enum b { %type } flags c { self }";
    plan(&interface(items)).unwrap();
}

fn warnings(attribute: &str) -> Vec<String> {
    let plan = plan(attribute).unwrap();
    plan.warnings
        .into_iter()
        .map(|warning| warning.message.lines().next().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_seldom_meant_is_warned_of_until_it_is_allowed() {
    let io = r#"inline = "package wasi:io@0.2.6; interface poll { f: func(); } interface mine { f: func(); } world w { import poll; import mine; }""#;
    assert_eq!(
        warnings(io),
        ["hosts serve `wasi:io/poll@0.2.6` themselves, and this plugin takes their place"]
    );
    for silent in [r#"allow("wasi:io/poll")"#, r#"skip = ["wasi:io/poll"]"#] {
        assert_eq!(warnings(&format!("{io}, {silent}")), [""; 0], "{silent}");
    }
    for other in ["0.4.0", "0.3.0", "0.2.6-rc.1"] {
        assert_eq!(warnings(&io.replace("0.2.6", other)), [""; 0], "{other}");
    }
    let marked = r#"inline = "package a:b@1.0.0; interface i {
        @since(version = 1.0.0) @deprecated(version = 1.0.0) f: func();
        @unstable(feature = extra) g: func(); } world w { import i; }""#;
    assert_eq!(
        warnings(marked),
        [
            "`a:b/i@1.0.0` has unstable items, which this plugin serves: those of `extra`",
            "this plugin serves what is deprecated in `a:b/i@1.0.0`: `f`"
        ]
    );
    assert_eq!(warnings(&format!(r#"{marked}, allow("a:b/i")"#)), [""; 0]);
}

#[cfg(feature = "catalogue")]
#[test]
fn every_package_of_the_catalogue_has_rust_names() {
    for entry in crate::catalogue::entries() {
        let closure = crate::catalogue::closure(entry);
        let mut resolve = closure.resolve;
        let interfaces = resolve.packages[closure.package].interfaces.values();
        let imports: String = interfaces
            .filter_map(|id| resolve.id_of(*id))
            .map(|id| format!("import {id};"))
            .collect();
        let text = format!("package t:t; world all {{ {imports} }}");
        let package = resolve.push_str("all", &text).unwrap();
        let world = World::new(resolve.clone(), resolve.packages[package].worlds["all"]);
        let mut errors = Errors::default();
        rust_names::check(&mut errors, &Args::default(), &world);
        let result = errors.propagate().map_err(|error| error.to_string());
        assert_eq!(result, Ok(()), "{}", entry.id());
    }
}

/// Two versions of each interface, of which `store` differs.
const VERSIONS: &str = r#"world = ["a:b/w@1.0.0", "a:b/w@2.0.0"], inline = "
    package a:b@1.0.0;
    interface types { enum error { full } }
    interface store { use types.{error}; resource bucket; get: func() -> result<u32, error>; }
    interface batch { use store.{bucket}; use types.{error}; run: func(b: bucket) -> result<u32, error>; }
    world w { import store; import batch; }
    package a:b@2.0.0 {
        interface types { enum error { full } }
        interface store { use types.{error}; resource bucket; get: func() -> result<u64, error>; }
        interface batch { use store.{bucket}; use types.{error}; run: func(b: bucket) -> result<u32, error>; }
        world w { import store; import batch; }
    }""#;

fn shared(plan: &Plan) -> Vec<String> {
    let imports = plan.world.imports.iter();
    let shared = imports.filter(|interface| matches!(interface.service, Service::Shared(_)));
    shared.map(|interface| interface.name.to_string()).collect()
}

#[test]
fn versions_of_one_shape_share_the_implementation_of_the_first() {
    let plan = plan(&format!(r#"{VERSIONS}, with("a:b/store.bucket" = B)"#)).unwrap();
    assert_eq!(shared(&plan), ["a:b/types@2.0.0", "a:b/batch@2.0.0"]);
    assert_eq!(plan.world.answered().count(), 6);
    assert_eq!(plan.world.served().count(), 4);
    let differing: Vec<_> = plan.differing.iter().map(|found| found.interface).collect();
    let store = plan.world.served().nth(3).unwrap();
    assert_eq!(differing, [store.id]);
    assert_eq!(plan.world.short_path(store), ["store_2_0_0"]);
    let errors = plan.world.error_types();
    assert_eq!(
        errors.len(),
        1,
        "the error of both versions is one: {errors:?}"
    );
}

#[test]
fn what_passes_a_resource_of_two_types_is_not_shared() {
    let with = r#"with("a:b/store@1.0.0.bucket" = B, "a:b/store@2.0.0.bucket" = C)"#;
    let plan = plan(&format!("{VERSIONS}, {with}")).unwrap();
    assert_eq!(shared(&plan), ["a:b/types@2.0.0"]);
}

/// Once, a key with a version was taken for a misspelt one without, and the other version had no type at all.
#[test]
fn a_resource_that_is_mapped_in_one_version_is_missed_in_the_other() {
    let long = VERSIONS
        .replace("store", "storehouse")
        .replace("bucket", "container");
    let one = format!(r#"{long}, with("a:b/storehouse@1.0.0.container" = B)"#);
    assert_eq!(
        headlines(&one),
        ["resource `a:b/storehouse@2.0.0.container` has no Rust type"]
    );
}

#[test]
fn the_order_of_the_list_says_which_version_is_the_first() {
    let turned = VERSIONS.replacen(
        r#""a:b/w@1.0.0", "a:b/w@2.0.0""#,
        r#""a:b/w@2.0.0", "a:b/w@1.0.0""#,
        1,
    );
    let plan = plan(&format!(r#"{turned}, with("a:b/store.bucket" = B)"#)).unwrap();
    assert_eq!(shared(&plan), ["a:b/types@1.0.0", "a:b/batch@1.0.0"]);
}

#[test]
fn a_version_that_is_skipped_or_mapped_to_a_module_is_not_shared() {
    let with = r#"with("a:b/store.bucket" = B"#;
    let skipped = plan(&format!(
        r#"{VERSIONS}, {with}), skip = ["a:b/batch@1.0.0"]"#
    ))
    .unwrap();
    assert_eq!(shared(&skipped), ["a:b/types@2.0.0"]);
    let mapped = plan(&format!(r#"{VERSIONS}, {with}, "a:b/types" = types)"#)).unwrap();
    assert_eq!(shared(&mapped), ["a:b/batch@2.0.0"]);
    let services: Vec<_> = services(&mapped)
        .into_iter()
        .filter(|(_, service)| *service == Service::Upstream)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        services,
        ["a:b/types@1.0.0", "a:b/types@2.0.0"],
        "a key without version means every version"
    );
}

#[test]
fn all_mistakes_in_a_list_of_worlds_come_together() {
    let list = r#"["a:b/x", "a:b/w@3.0.0", "a:b/w@1.0.0"]"#;
    let wrong = VERSIONS.replacen(r#"["a:b/w@1.0.0", "a:b/w@2.0.0"]"#, list, 1);
    assert_eq!(
        headlines(&wrong),
        [
            "no world `a:b/x`",
            "WIT package has version 2.0.0, but `world` asks for 3.0.0"
        ]
    );
}

#[test]
fn names_that_are_keywords_of_wit_are_found_in_lists() {
    let wit = r#"inline = "package a:%list; interface %type { f: func(); } world %world { import %type; }
        package a:b { interface %list { g: func(); } world %import { import %list; } }""#;
    let worlds = plan(&format!(r#"{wit}, world = ["a:list/world", "a:b/import"]"#)).unwrap();
    assert_eq!(worlds.world.served().count(), 2);
    let interfaces = plan(&format!(
        r#"{wit}, interfaces = ["a:list/type", "a:b/list"]"#
    ))
    .unwrap();
    assert_eq!(interfaces.world.served().count(), 2);
}
