//! Types that an engine has only when its configuration says so.

use super::*;
use crate::part::EngineFeatures;

/// Exports `t:t/api` with a function that answers its argument, of type `{ty}`, as a part of a record.
const ECHO: &str = r#"
    (component
        {MEMORY}
        (core module $m
            (import "" "memory" (memory 1))
            (func (export "echo") {core-params} {store} (i32.const 0)))
        (core instance $i (instantiate $m (with "" (instance $memory))))
        (type $ty {ty})
        (type $r (record (field "it" $ty)))
        (component $named
            (type $ty {ty})
            (type $r (record (field "it" $ty)))
            (import "r" (type $in (eq $r)))
            (import "echo" (func $echo (param "it" $ty) (result $in)))
            (export $out "r" (type $in))
            (export "echo" (func $echo) (func (param "it" $ty) (result $out))))
        (func $echo (param "it" $ty) (result $r)
            (canon lift (core func $i "echo") (memory $mem) (realloc $realloc)))
        (instance $api (instantiate $named (with "r" (type $r)) (with "echo" (func $echo))))
        (export "t:t/api" (instance $api)))
"#;

/// Hands on what it imports; the host sees the type as well, in `t:t/log`.
const THROUGH: &str = r#"
    (component
        (import "t:t/api" (instance $api
            (type $ty {ty})
            (type $r (record (field "it" $ty)))
            (export "r" (type $out (eq $r)))
            (export "echo" (func (param "it" $ty) (result $out)))))
        (alias export $api "r" (type $r))
        (import "t:t/log" (instance $log
            (alias outer 1 $r (type $r'))
            (export "r" (type $out (eq $r')))
            (export "log" (func (param "it" $out)))))
        (export "t:t/api" (instance $api)))
"#;

struct Case {
    ty: &'static str,
    params: &'static str,
    /// Writes the result to the beginning of the memory.
    store: &'static str,
    value: Val,
    needs: EngineFeatures,
    setting: &'static str,
    enable: fn(&mut Config),
}

fn cases() -> [Case; 2] {
    let (mut map, mut list) = (EngineFeatures::default(), EngineFeatures::default());
    map.map = true;
    list.fixed_length_list = true;
    [
        Case {
            ty: "(map string u8)",
            params: "(param i32 i32) (result i32)",
            store: "(i32.store (i32.const 0) (local.get 0)) (i32.store (i32.const 4) (local.get 1))",
            value: Val::Map(vec![
                (Val::String("a".to_owned()), Val::U8(1)),
                (Val::String("b".to_owned()), Val::U8(2)),
            ]),
            needs: map,
            setting: "`Config::wasm_component_model_map`",
            enable: |config| {
                config.wasm_component_model_map(true);
            },
        },
        Case {
            ty: "(list u16 2)",
            params: "(param i32 i32) (result i32)",
            store: "(i32.store16 (i32.const 0) (local.get 0)) (i32.store16 (i32.const 2) (local.get 1))",
            value: Val::FixedLengthList(vec![Val::U16(7), Val::U16(8)]),
            needs: list,
            setting: "`Config::wasm_component_model_fixed_length_lists`",
            enable: |config| {
                config.wasm_component_model_fixed_length_lists(true);
            },
        },
    ]
}

fn parts(case: &Case) -> (Part, Part) {
    let echo = ECHO
        .replace("{core-params}", case.params)
        .replace("{store}", case.store)
        .replace("{ty}", case.ty);
    let through = THROUGH.replace("{ty}", case.ty);
    (part("echo", &echo), part("through", &through))
}

#[tokio::test]
async fn they_pass_between_parts_on_an_engine_that_has_them() {
    for case in cases() {
        let (echo, through) = parts(&case);
        let placements = [
            place(
                &through,
                "p0",
                [("t:t/api", sibling(1, "t:t/api")), ("t:t/log", host("log"))],
            ),
            place(&echo, "p1", []),
        ];
        let composition = composed(&placements, &[(0, "t:t/api")]);
        let mut config = Config::new();
        (case.enable)(&mut config);
        let (mut store, instance) = start_on(&config, &composition, (), |linker| {
            let mut log = linker.instance("log").unwrap();
            log.func_new("log", |_, _, _, _| Ok(())).unwrap();
        })
        .await;
        let api = instance
            .get_export_index(&mut store, None, "t:t/api")
            .unwrap();
        let echo = instance
            .get_export_index(&mut store, Some(&api), "echo")
            .unwrap();
        let echo = instance.get_func(&mut store, echo).unwrap();
        let mut results = [Val::Bool(false)];
        echo.call_async(&mut store, std::slice::from_ref(&case.value), &mut results)
            .await
            .unwrap();
        let expected = Val::Record(vec![("it".to_owned(), case.value)]);
        assert_eq!(results, [expected]);
    }
}

#[test]
fn a_part_says_what_it_needs() {
    for case in cases() {
        let (echo, through) = parts(&case);
        for part in [echo, through] {
            assert_eq!(part.needs(), case.needs);
            assert_eq!(part.needs().to_string(), case.setting);
            assert!(!part.uses_async());
        }
    }
    let both = part(
        "both",
        r#"(component (import "f" (func async (param "x" (map u8 (list u8 3))) (result error-context))))"#,
    );
    assert_eq!(
        both.needs().to_string(),
        "`Config::concurrency_support`, `Config::wasm_component_model_map`, `Config::wasm_component_model_fixed_length_lists`, `Config::wasm_component_model_error_context`"
    );
    assert!(both.uses_async());
    assert!(part("none", "(component)").needs().is_empty());
}

#[test]
fn an_engine_is_asked_what_it_has() {
    let default = EngineFeatures::of(&Engine::new(&Config::new()).unwrap());
    assert_eq!(default.to_string(), "`Config::concurrency_support`");
    let mut config = Config::new();
    config.concurrency_support(false);
    assert!(EngineFeatures::of(&Engine::new(&config).unwrap()).is_empty());
    for case in cases() {
        let mut config = Config::new();
        (case.enable)(&mut config);
        let engine = EngineFeatures::of(&Engine::new(&config).unwrap());
        assert!(case.needs.missing_in(engine).is_empty());
        assert_eq!(case.needs.missing_in(default), case.needs);
    }
}

/// The engine and the part must agree on what is missing.
#[test]
fn an_engine_refuses_what_lacks_its_features_and_nothing_else() {
    for case in cases() {
        let (echo, _) = parts(&case);
        let composition = composed(&[place(&echo, "p0", [])], &[(0, "t:t/api")]);
        let plain = Engine::new(&Config::new()).unwrap();
        assert!(Component::new(&plain, &composition.bytes).is_err());
        let mut config = Config::new();
        (case.enable)(&mut config);
        let engine = Engine::new(&config).unwrap();
        assert!(Component::new(&engine, &composition.bytes).is_ok());
    }
}
