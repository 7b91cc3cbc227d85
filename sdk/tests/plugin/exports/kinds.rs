//! What `bindgen!` takes and gives is written once more by the attribute, so every kind of type is here.

use std::collections::BTreeMap;

use super::*;

#[host_plugin(
    world = "demo:shapes/plugin",
    inline = "
        package demo:shapes;
        interface types { record entry { key: string } }
        interface shapes {
            use types.{entry as item};
            type text = string;
            type number = u32;
            type names = list<string>;
            flags mode { read, write }
            variant shape { point, circle(f32), named(string) }
            record size { width: u32, height: u32 }
            texts: func(text: text, names: names, %type: list<u8>) -> list<text>;
            options: func(%self: option<string>, size: option<size>, shape: shape) -> option<item>;
            records: func(item: item, items: list<item>, size: size, mode: mode) -> tuple<item, number>;
            results: func(x: result<string, shape>, y: result<_, mode>, z: result) -> result<list<item>, text>;
            tuples: func(pair: tuple<string, u8>, single: tuple<list<string>>, store: char) -> tuple<bool>;
            owned: async func(text: string, names: names, item: item, size: size) -> result<item>;
            nothing: func();
            ready: func() -> bool;
            instantiate: func();
            call: func();
            new: func();
            fallible: func() -> result<_, shape>;
            stream-of-texts: func() -> stream<text>;
        }
        interface more { use types.{entry}; entries: func(entries: list<entry>); }
        world plugin { export shapes; export more; }
    ",
    lifecycle
)]
struct Shapes;

impl Lifecycle for Shapes {
    async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<()> {
        Ok(())
    }
}

use self::shapes::shapes::{Component, Item, Mode, Session, Shape, Size};
use hostplug::wasmtime::component::StreamReader;

#[expect(dead_code, reason = "compiling it is the test")]
async fn every_shape(shapes: Component) -> Result<(), InvokeError> {
    let item = Item {
        key: "k".to_owned(),
    };
    let size = Size {
        width: 1,
        height: 2,
    };
    let (text, names) = ("t".to_owned(), vec!["n".to_owned()]);
    let _: Vec<String> = shapes.texts(&text, &names, &[1]).await?;
    let _: Vec<String> = shapes.texts("t", &[], &[]).await?;
    let named = Shape::Named("n".to_owned());
    let _: Option<Item> = shapes.options(Some("s"), Some(size), &named).await?;
    let items = std::slice::from_ref(&item);
    let _: (Item, u32) = shapes.records(&item, items, size, Mode::READ).await?;
    let mode = Err(Mode::WRITE);
    let _: Result<Vec<Item>, String> = shapes.results(Err(&named), mode, Ok(())).await?;
    let _: (bool,) = shapes.tuples(("a", 1), (&[],), 'c').await?;
    let _: Result<Item, ()> = shapes.owned("o".to_owned(), vec![], item, size).await?;
    let (): () = shapes.nothing().await?;
    let _: bool = shapes.ready().await?;
    let (): () = shapes.instantiate().await?;
    let mut session: Session<'_> = (*shapes).instantiate().await?;
    let _: StreamReader<String> = session.stream_of_texts().await?;
    let (): () = session.instantiate().await?;
    let _: Result<(), Shape> = shapes.fallible().await?;
    Ok(())
}

/// A world that only exports serves the types that its exports use, and nothing else.
#[test]
fn a_plugin_may_serve_nothing_but_calls() {
    let registration = Shapes.registration();
    let functions: BTreeMap<_, _> = registration
        .imports
        .iter()
        .map(|import| (import.id.name(), import.functions.len()))
        .collect();
    assert_eq!(functions, [("types", 0)].into());
    assert_eq!(registration.exports.len(), 2);
}
