//! Values of every kind go to a guest and come back. More than sixteen words go through memory, in the same form in
//! both directions, so that the guest has nothing to do.

use std::collections::HashMap;

use super::{guest, *};

#[host_plugin(world = "demo:echo/plugin", path = "tests/plugin/exports/echo.wit", binding = Component)]
struct Echo;

use self::echo::echo::{Color, Component, Everything, Mode, Shape, Size};

impl Lifecycle for Echo {
    async fn bind(&self, scope: &Scope, (): ()) -> wasmtime::Result<Component> {
        Ok(scope.require()?)
    }
}

async fn bound() -> (Harness<Echo>, Component) {
    let functions = r#"
        (func (export "demo:echo/echo#all") (param i32) (result i32) (local.get 0))
        (func (export "demo:echo/echo#text") (param i32 i32) (result i32)
            (call $pair (local.get 0) (local.get 1)))
        (func (export "demo:echo/echo#blob") (param i32 i32) (result i32)
            (call $pair (local.get 0) (local.get 1)))
        (func (export "demo:echo/echo#fails") (param i32 i32) (result i32)
            (i32.store (i32.const 2048) (i32.const 1))
            (i32.store (i32.const 2052) (local.get 0))
            (i32.store (i32.const 2056) (local.get 1))
            (i32.const 2048))"#;
    let component = guest::component(include_str!("echo.wit"), "", functions);
    let scope = Scope::new("shop", "echo");
    let harness = Harness::with_component(Echo, scope, Default::default(), &component).await;
    let mut harness = harness.unwrap();
    let echo = harness.caller().binding().clone();
    (harness, echo)
}

fn everything() -> Everything {
    let size = |width| Size {
        width,
        height: u64::MAX,
    };
    Everything {
        texts: vec![String::new(), "é".to_owned()],
        sizes: (0..1000).map(size).collect(),
        shape: Shape::Circle(1.5),
        mode: Mode::READ | Mode::EXEC,
        color: Color::Green,
        size: size(7),
        maybe: Some("x".to_owned()),
        none: None,
        done: Ok(1),
        failed: Err("no".to_owned()),
        pair: ("p".to_owned(), 255),
        ages: HashMap::from([("ada".to_owned(), 36), ("bob".to_owned(), 4)]),
        letter: 'ß',
        number: i64::MIN,
        real: -0.5,
        yes: true,
        bytes: (0..=255).cycle().take(1_000_000).collect(),
    }
}

#[tokio::test]
async fn values_of_every_kind_go_there_and_back() {
    let (_harness, echo) = bound().await;
    let (given, got) = (everything(), echo.all(&everything()).await.unwrap());
    assert_eq!((got.texts, got.bytes), (given.texts, given.bytes));
    assert_eq!((got.pair, got.ages), (given.pair, given.ages));
    assert_eq!((got.maybe, got.none), (given.maybe, None));
    assert_eq!((got.done, got.failed), (given.done, given.failed));
    assert_eq!((got.mode, got.letter), (given.mode, given.letter));
    assert_eq!((got.number, got.real, got.yes), (i64::MIN, -0.5, true));
    assert_eq!((got.sizes.len(), got.sizes[999].width), (1000, 999));
    assert!(matches!(got.shape, Shape::Circle(1.5)) && matches!(got.color, Color::Green));
}

/// WIT gives a name to a type that has one in Rust: it is lent as any other of its kind.
#[tokio::test]
async fn text_and_lists_are_lent_whatever_they_are_called() {
    let (_harness, echo) = bound().await;
    assert_eq!(echo.text("literal").await.unwrap(), "literal");
    let (owned, list) = ("owned".to_owned(), vec![1, 2]);
    assert_eq!(echo.text(&owned).await.unwrap(), owned);
    assert_eq!(echo.blob(&list).await.unwrap(), list);
    assert_eq!(echo.blob(&[3]).await.unwrap(), [3]);
    let mut session = echo.instantiate().await.unwrap();
    assert_eq!(session.text("literal").await.unwrap(), "literal");
}

#[tokio::test]
async fn an_error_of_wit_is_not_one_of_the_call() {
    let (_harness, echo) = bound().await;
    let answer: Result<Result<Vec<u8>, String>, InvokeError> = echo.fails("no").await;
    assert_eq!(answer.unwrap(), Err("no".to_owned()));
}
