//! Awaits asynchronous functions and reads a stream.

use exports::test::streams::runs::Guest;
use test::streams::source;
use wit_bindgen::StreamResult;

wit_bindgen::generate!({
    path: "../wit/streams.wit",
    inline: "
        package test:stream-reader;

        world stream-reader {
            import test:streams/source@0.1.0;
            export test:streams/runs@0.1.0;
        }
    ",
    generate_all,
});
export!(Streams);

const CHUNK: usize = 4096;

struct Streams;

impl Guest for Streams {
    async fn total(count: u32) -> u32 {
        let mut numbers = source::numbers(count).await;
        let mut total = 0_u32;
        let mut chunk = Vec::with_capacity(CHUNK);
        loop {
            let (result, read) = numbers.read(chunk).await;
            total = read
                .iter()
                .copied()
                .map(u32::from)
                .fold(total, u32::wrapping_add);
            if result == StreamResult::Dropped {
                return total;
            }
            chunk = read;
            chunk.clear();
        }
    }

    async fn doubled(x: u32) -> u32 {
        source::double(x).await
    }
}
