//! `test:calc/ops` in Rust.

use exports::test::calc::ops::{Error, Guest, Point};

wit_bindgen::generate!({ path: "../wit/calc.wit", world: "callee" });
export!(Callee);

struct Callee;

impl Guest for Callee {
    fn language() -> String {
        "Rust".to_owned()
    }

    fn add(a: Point, b: Point) -> Result<Point, Error> {
        let name = format!("{}+{}", a.name, b.name);
        let sum = |a: i32, b| a.checked_add(b).ok_or(Error::Overflow);
        Ok(Point {
            x: sum(a.x, b.x)?,
            y: sum(a.y, b.y)?,
            name,
        })
    }

    fn reverse(bytes: Vec<u8>) -> Vec<u8> {
        bytes.into_iter().rev().collect()
    }

    fn number(word: String) -> Result<u8, Error> {
        match word.as_str() {
            "one" => Ok(1),
            "two" => Ok(2),
            "three" => Ok(3),
            _ => Err(Error::Unknown(word)),
        }
    }

    fn middle(points: Vec<Point>) -> Option<Point> {
        let count = i64::try_from(points.len()).ok().filter(|count| *count > 0)?;
        let middle = |of: fn(&Point) -> i32| {
            let sum: i64 = points.iter().map(|point| i64::from(of(point))).sum();
            i32::try_from(sum / count).ok()
        };
        let names: Vec<_> = points.iter().map(|point| point.name.as_str()).collect();
        Some(Point {
            x: middle(|point| point.x)?,
            y: middle(|point| point.y)?,
            name: names.join("+"),
        })
    }

    fn trap() {
        core::arch::wasm32::unreachable()
    }
}
