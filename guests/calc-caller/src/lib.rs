//! Calls `test:calc/ops` from Rust.

use exports::test::calc::runs::{Error, Guest, Point};
use test::calc::ops;

wit_bindgen::generate!({ path: "../wit/calc.wit", world: "caller" });
export!(Caller);

struct Caller;

impl Guest for Caller {
    fn language() -> String {
        format!("Rust calls {}", ops::language())
    }

    fn add(a: Point, b: Point) -> Result<Point, Error> {
        ops::add(&a, &b)
    }

    fn reverse(bytes: Vec<u8>) -> Vec<u8> {
        ops::reverse(&bytes)
    }

    fn number(word: String) -> Result<u8, Error> {
        ops::number(&word)
    }

    fn middle(points: Vec<Point>) -> Option<Point> {
        ops::middle(&points)
    }

    fn trap() {
        ops::trap();
    }
}
