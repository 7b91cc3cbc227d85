//! One call of each function. A call needs handles of its own, because it may take them along.

use crate::demo::depot::counter;
use crate::demo::depot::store;
use crate::demo::depot::types;

pub(crate) async fn all() {
    store().await;
    counter().await;
}

async fn store() {
    let call = async || {
        let answer = store::Shelf::new("name", types::Kind::Crate);
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#shelf.constructor", call).await;
    let call = async || {
        let shelf = crate::handles::shelf().await?;
        let answer = shelf.get("key");
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#shelf.get", call).await;
    let call = async || {
        let shelf = crate::handles::shelf().await?;
        let shelf_2 = crate::handles::shelf().await?;
        let answer = shelf.move_(&shelf_2);
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#shelf.move", call).await;
    let call = async || {
        let shelf = crate::handles::shelf().await?;
        let answer = shelf.len();
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#shelf.len", call).await;
    let call = async || {
        let answer = store::Shelf::crate_();
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#shelf.crate", call).await;
    let call = async || {
        let shelf = crate::handles::shelf().await?;
        let answer = shelf.wait(String::from("key")).await;
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#shelf.wait", call).await;
    let call = async || {
        let shelf = crate::handles::shelf().await?;
        let answer = store::all(shelf, types::Rights::empty());
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#all", call).await;
    let call = async || {
        let answer = store::parse(
            &[(String::from("pairs"), 0.0)],
            std::array::from_fn(|_| 0),
        );
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#parse", call).await;
    let call = async || {
        store::flush();
        Some(())
    };
    crate::call("demo:depot/store@0.2.0#flush", call).await;
    let call = async || {
        let answer = store::total();
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#total", call).await;
    let call = async || {
        let (_, input_reader) = crate::wit_stream::new();
        let (_, done_reader_2) = crate::wit_future::new(|| Ok(()));
        let answer = store::pipe(input_reader, done_reader_2).await;
        Some(answer)
    };
    crate::call("demo:depot/store@0.2.0#pipe", call).await;
}

async fn counter() {
    let call = async || {
        let answer = counter::add(0);
        Some(answer)
    };
    crate::call("demo:depot/counter@0.2.0#add", call).await;
    crate::skip(
        "demo:depot/counter@0.2.0#shelf.increment",
        "no way to a value of `shelf`",
    );
}
