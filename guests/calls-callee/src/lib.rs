//! The called side of calls between components.

use std::cell::Cell as StdCell;

use exports::test::calls::api::{Guest, GuestCell, Point};

wit_bindgen::generate!({
    path: "../wit/calls.wit",
    inline: "package test:callee; world callee { export test:calls/api@0.1.0; }",
    generate_all,
});
export!(Callee);

struct Callee;

impl Guest for Callee {
    type Cell = Cell;

    fn add(a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }

    fn len(s: String) -> u32 {
        s.len() as u32
    }

    fn echo(s: String) -> String {
        s
    }

    fn points(items: Vec<Point>) -> u32 {
        items.iter().map(weight).fold(0, u32::wrapping_add)
    }
}

fn weight(point: &Point) -> u32 {
    let name = point.name.len() as u32;
    point.x.wrapping_add(point.y).wrapping_add(name)
}

struct Cell(StdCell<u32>);

impl GuestCell for Cell {
    fn new(value: u32) -> Self {
        Self(StdCell::new(value))
    }

    fn get(&self) -> u32 {
        self.0.get()
    }

    fn add(&self, by: u32) -> u32 {
        self.0.set(self.0.get().wrapping_add(by));
        self.0.get()
    }
}
