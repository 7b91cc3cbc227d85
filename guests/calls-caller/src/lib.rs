//! The calling side of calls between components, in tight loops so that a call can be timed.

use exports::test::calls::runs::Guest;
use test::calls::api::{self, Cell, Point};

wit_bindgen::generate!({
    path: "../wit/calls.wit",
    inline: "
        package test:caller;

        world caller {
            import test:calls/api@0.1.0;
            export test:calls/runs@0.1.0;
        }
    ",
    generate_all,
});
export!(Caller);

struct Caller;

impl Guest for Caller {
    fn add(n: u32) -> u32 {
        sum(n, |i| api::add(i, 1))
    }

    fn len(n: u32, bytes: u32) -> u32 {
        let text = "x".repeat(bytes as usize);
        sum(n, |_| api::len(&text))
    }

    fn echo(n: u32, bytes: u32) -> u32 {
        let text = "x".repeat(bytes as usize);
        sum(n, |_| api::echo(&text).len() as u32)
    }

    fn points(n: u32, items: u32) -> u32 {
        let points: Vec<Point> = (0..items).map(point).collect();
        sum(n, |_| api::points(&points))
    }

    fn cell(n: u32) -> u32 {
        let cell = Cell::new(0);
        sum(n, |_| cell.add(1))
    }

    fn nothing() -> u32 {
        7
    }
}

fn sum(n: u32, call: impl Fn(u32) -> u32) -> u32 {
    (0..n).map(call).fold(0, u32::wrapping_add)
}

fn point(x: u32) -> Point {
    let name = "p".to_owned();
    Point { x, y: 1, name }
}
