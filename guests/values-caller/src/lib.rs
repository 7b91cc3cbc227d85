//! The calling side of plain values: passes each call on to its namesake. Over HTTP, `/count` and `/trap` call those of
//! `faults`, and answer what came back.

use exports::test::values as exported;
use test::values::types::{Access, Color, Error, Point, Shape};
use test::values::{faults, later, values};
use wasip2::exports::http::incoming_handler::Guest as Handler;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

wit_bindgen::generate!({
    path: "../wit/values.wit",
    inline: "
        package test:values-caller;

        world values-caller {
            import test:values/values@0.1.0;
            import test:values/faults@0.1.0;
            import test:values/later@0.1.0;
            export test:values/values@0.1.0;
            export test:values/faults@0.1.0;
            export test:values/later@0.1.0;
        }
    ",
    generate_all,
});
export!(Caller);
wasip2::http::proxy::export!(Caller);

struct Caller;

impl exported::values::Guest for Caller {
    fn unsigned(a: u8, b: u16, c: u32, d: u64) -> (u8, u16, u32, u64) {
        values::unsigned(a, b, c, d)
    }

    fn signed(a: i8, b: i16, c: i32, d: i64) -> (i8, i16, i32, i64) {
        values::signed(a, b, c, d)
    }

    fn floats(a: f32, b: f64) -> (f32, f64) {
        values::floats(a, b)
    }

    fn simple(a: bool, b: char) -> (bool, char) {
        values::simple(a, b)
    }

    fn text(text: String) -> String {
        values::text(&text)
    }

    fn bytes(bytes: Vec<u8>) -> Vec<u8> {
        values::bytes(&bytes)
    }

    fn points(points: Vec<Point>) -> Vec<Point> {
        values::points(&points)
    }

    fn next_shape(shape: Shape) -> Shape {
        values::next_shape(&shape)
    }

    fn next_color(color: Color) -> Option<Color> {
        values::next_color(color)
    }

    fn opposite(access: Access) -> Access {
        values::opposite(access)
    }

    fn maybe(value: Option<Option<u32>>) -> Option<Option<u32>> {
        values::maybe(value)
    }

    fn outcome(value: Result<u32, Error>) -> Result<u32, Error> {
        values::outcome(value.as_ref().copied())
    }
}

impl exported::faults::Guest for Caller {
    fn count() -> Result<u32, Error> {
        faults::count()
    }

    fn fail(text: String) -> Result<u32, Error> {
        faults::fail(&text)
    }

    fn trap() -> Result<u32, Error> {
        faults::trap()
    }

    fn spin() -> Result<u32, Error> {
        faults::spin()
    }

    fn grow(mebibytes: u32) -> Result<u32, Error> {
        faults::grow(mebibytes)
    }
}

impl exported::later::Guest for Caller {
    async fn double(x: u32) -> u32 {
        later::double(x).await
    }

    async fn count() -> u32 {
        faults::count().unwrap_or_default()
    }

    async fn trap() -> u32 {
        later::trap().await
    }
}

impl Handler for Caller {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let answer = match request.path_with_query().as_deref() {
            Some("/trap") => faults::trap(),
            _ => faults::count(),
        };
        http_reply::text(out, 200, &format!("{answer:?}\n"));
    }
}
