//! The called side of plain values, of faults and of asynchronous functions.

use std::cell::Cell;
use std::{hint, mem};

use exports::test::values::{faults, later, values};
use test::values::types::{Access, Color, Error, Point, Shape};

wit_bindgen::generate!({
    path: "../wit/values.wit",
    inline: "
        package test:values-callee;

        world values-callee {
            export test:values/values@0.1.0;
            export test:values/faults@0.1.0;
            export test:values/later@0.1.0;
        }
    ",
    generate_all,
});
export!(Callee);

struct Callee;

impl values::Guest for Callee {
    fn unsigned(a: u8, b: u16, c: u32, d: u64) -> (u8, u16, u32, u64) {
        (
            a.wrapping_add(1),
            b.wrapping_add(1),
            c.wrapping_add(1),
            d.wrapping_add(1),
        )
    }

    fn signed(a: i8, b: i16, c: i32, d: i64) -> (i8, i16, i32, i64) {
        (
            a.wrapping_add(1),
            b.wrapping_add(1),
            c.wrapping_add(1),
            d.wrapping_add(1),
        )
    }

    fn floats(a: f32, b: f64) -> (f32, f64) {
        (a * 2.0, b * 2.0)
    }

    fn simple(a: bool, b: char) -> (bool, char) {
        (!a, b.to_lowercase().next().unwrap_or(b))
    }

    fn text(text: String) -> String {
        text.to_lowercase()
    }

    fn bytes(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.reverse();
        bytes
    }

    fn points(mut points: Vec<Point>) -> Vec<Point> {
        points.reverse();
        points
    }

    fn next_shape(shape: Shape) -> Shape {
        match shape {
            Shape::Dot => Shape::Circle(1.0),
            Shape::Circle(radius) => Shape::Circle(radius + 1.0),
            Shape::Named(point) => Shape::Named(Point {
                name: "renamed".to_owned(),
                ..point
            }),
        }
    }

    fn next_color(color: Color) -> Option<Color> {
        match color {
            Color::Red => Some(Color::Green),
            Color::Green => Some(Color::Blue),
            Color::Blue => None,
        }
    }

    fn opposite(access: Access) -> Access {
        let all = Access::READ | Access::WRITE | Access::RUN;
        Access::from_bits_retain(all.bits() & !access.bits())
    }

    fn maybe(value: Option<Option<u32>>) -> Option<Option<u32>> {
        value.map(|value| value.map(|value| value.wrapping_add(1)))
    }

    fn outcome(value: Result<u32, Error>) -> Result<u32, Error> {
        value.map(|value| value.wrapping_add(1))
    }
}

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

impl faults::Guest for Callee {
    fn count() -> Result<u32, Error> {
        CALLS.set(CALLS.get() + 1);
        Ok(CALLS.get())
    }

    fn fail(text: String) -> Result<u32, Error> {
        Err(Error::Other(text))
    }

    fn trap() -> Result<u32, Error> {
        core::arch::wasm32::unreachable()
    }

    fn spin() -> Result<u32, Error> {
        loop {
            hint::black_box(0);
        }
    }

    fn grow(mebibytes: u32) -> Result<u32, Error> {
        for _ in 0..mebibytes {
            mem::forget(hint::black_box(vec![1_u8; 1 << 20]));
        }
        Ok(mebibytes)
    }
}

impl later::Guest for Callee {
    async fn double(x: u32) -> u32 {
        wit_bindgen::yield_async().await;
        x.wrapping_mul(2)
    }

    async fn count() -> u32 {
        CALLS.set(CALLS.get() + 1);
        CALLS.get()
    }

    async fn trap() -> u32 {
        wit_bindgen::yield_async().await;
        core::arch::wasm32::unreachable()
    }
}
