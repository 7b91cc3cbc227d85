//! Uses `wasi:blobstore` on behalf of the conformance suite.

mod bytes;

use exports::hostplug::conformance::blobstore::Guest;
use hostplug::conformance::instance::held;
use wasi::blobstore::blobstore::{self, get_container};
use wasi::blobstore::container::{Container, StreamObjectNames};
use wasi::blobstore::types::{IncomingValue, ObjectId, OutgoingValue};
use wasip2::io::streams::{InputStream, OutputStream};

wit_bindgen::generate!({
    path: ["../wit/deps/io.wit", "../wit/deps/blobstore.wit", "../wit/conformance.wit"],
    inline: "
        package test:blobstore-probe;

        world probe {
            include wasi:blobstore/imports@0.2.0-draft;
            import hostplug:conformance/instance@0.1.0;
            export hostplug:conformance/blobstore@0.1.0;
        }
    ",
    with: {
        "wasi:io/error@0.2.0": wasip2::io::error,
        "wasi:io/poll@0.2.0": wasip2::io::poll,
        "wasi:io/streams@0.2.0": wasip2::io::streams,
    },
    generate_all,
});
export!(Probe);

type Result<T> = std::result::Result<T, String>;

struct Probe;

impl Guest for Probe {
    fn create(container: String) -> Result<()> {
        blobstore::create_container(&container).map(drop)
    }

    fn delete_container(container: String) -> Result<()> {
        blobstore::delete_container(&container)
    }

    fn exists(container: String) -> Result<bool> {
        blobstore::container_exists(&container)
    }

    fn describe(container: String) -> Result<(String, String, u64)> {
        let container = get_container(&container)?;
        let info = container.info()?;
        Ok((container.name()?, info.name, info.created_at))
    }

    fn put(container: String, name: String, value: Vec<u8>) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        get_container(&container)?.write_data(&name, &outgoing)?;
        bytes::write(&outgoing, &value)?;
        OutgoingValue::finish(outgoing)
    }

    fn put_late(container: String, name: String, value: Vec<u8>) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        bytes::write(&outgoing, &value)?;
        get_container(&container)?.write_data(&name, &outgoing)?;
        OutgoingValue::finish(outgoing)
    }

    fn put_unflushed(container: String, name: String, value: Vec<u8>) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        get_container(&container)?.write_data(&name, &outgoing)?;
        bytes::throw(&outgoing, &value)?;
        OutgoingValue::finish(outgoing)
    }

    fn fill(container: String, name: String, size: u64) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        get_container(&container)?.write_data(&name, &outgoing)?;
        bytes::fill(&outgoing, size)?;
        OutgoingValue::finish(outgoing)
    }

    fn put_nothing(container: String, name: String) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        get_container(&container)?.write_data(&name, &outgoing)?;
        OutgoingValue::finish(outgoing)
    }

    fn abandon(container: String, name: String, value: Vec<u8>) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        get_container(&container)?.write_data(&name, &outgoing)?;
        bytes::write(&outgoing, &value)
    }

    fn finish_unnamed() -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        bytes::write(&outgoing, b"lost")?;
        OutgoingValue::finish(outgoing)
    }

    fn name_twice(container: String, name: String) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        let container = get_container(&container)?;
        container.write_data(&name, &outgoing)?;
        container.write_data("another", &outgoing)
    }

    fn body_twice() -> bool {
        let outgoing = OutgoingValue::new_outgoing_value();
        let first = outgoing.outgoing_value_write_body();
        let second = outgoing.outgoing_value_write_body();
        first.is_ok() && second.is_err()
    }

    fn finish_early(container: String, name: String) -> Result<()> {
        let outgoing = OutgoingValue::new_outgoing_value();
        get_container(&container)?.write_data(&name, &outgoing)?;
        let _stream = outgoing.outgoing_value_write_body();
        OutgoingValue::finish(outgoing)
    }

    fn get(container: String, name: String, first: u64, last: u64) -> Result<Vec<u8>> {
        bytes::all(get_container(&container)?.get_data(&name, first, last)?)
    }

    fn read(container: String, name: String, first: u64, last: u64) -> Result<u64> {
        let value = get_container(&container)?.get_data(&name, first, last)?;
        bytes::check(value, first)
    }

    fn read_deleted(container: String, name: String) -> Result<Vec<u8>> {
        let container = get_container(&container)?;
        let value = container.get_data(&name, 0, u64::MAX)?;
        container.delete_object(&name)?;
        bytes::all(value)
    }

    fn read_replaced(container: String, name: String, by: Vec<u8>) -> Result<Vec<u8>> {
        let value = get_container(&container)?.get_data(&name, 0, u64::MAX)?;
        Self::put(container, name, by)?;
        bytes::all(value)
    }

    fn has(container: String, name: String) -> Result<bool> {
        get_container(&container)?.has_object(&name)
    }

    fn info(container: String, name: String) -> Result<(String, String, u64, u64)> {
        let info = get_container(&container)?.object_info(&name)?;
        Ok((info.name, info.container, info.created_at, info.size))
    }

    fn delete(container: String, name: String) -> Result<()> {
        get_container(&container)?.delete_object(&name)
    }

    fn delete_many(container: String, names: Vec<String>) -> Result<()> {
        get_container(&container)?.delete_objects(&names)
    }

    fn clear(container: String) -> Result<()> {
        get_container(&container)?.clear()
    }

    fn copy(src: (String, String), dest: (String, String)) -> Result<()> {
        blobstore::copy_object(&id(src), &id(dest))
    }

    fn move_(src: (String, String), dest: (String, String)) -> Result<()> {
        blobstore::move_object(&id(src), &id(dest))
    }

    fn names(container: String, len: u64) -> Result<Vec<Vec<String>>> {
        let names = get_container(&container)?.list_objects()?;
        let mut pages = Vec::new();
        loop {
            let (page, end) = names.read_stream_object_names(len)?;
            pages.push(page);
            if end {
                return Ok(pages);
            }
        }
    }

    fn skip(container: String, num: u64) -> Result<(u64, bool, Vec<String>)> {
        let names = get_container(&container)?.list_objects()?;
        let (skipped, end) = names.skip_stream_object_names(num)?;
        let (rest, _) = names.read_stream_object_names(u64::MAX)?;
        Ok((skipped, end, rest))
    }

    fn list_and_delete(container: String) -> Result<Vec<String>> {
        let container = get_container(&container)?;
        let names = container.list_objects()?;
        let mut found = Vec::new();
        loop {
            let (page, end) = names.read_stream_object_names(1)?;
            container.delete_objects(&page)?;
            found.extend(page);
            if end {
                return Ok(found);
            }
        }
    }

    fn use_deleted(container: String) -> Result<bool> {
        let held = get_container(&container)?;
        blobstore::delete_container(&container)?;
        held.has_object("a")
    }

    fn handles(container: String, name: String, rounds: u32) -> Result<(u32, u32)> {
        drop(Handles::open(&container, &name)?);
        let before = held();
        for _ in 0..rounds {
            drop(Handles::open(&container, &name)?);
        }
        Ok((before, held()))
    }

    fn hold(container: String, count: u32) -> Result<(u32, u32)> {
        get_container(&container)?.name()?;
        let before = held();
        let handles = (0..count).map(|_| get_container(&container));
        let handles = handles.collect::<Result<Vec<_>>>()?;
        for handle in &handles {
            handle.name()?;
        }
        drop(handles);
        Ok((before, held()))
    }

    fn trap(container: String, name: String) {
        let handles = Handles::open(&container, &name);
        let named = handles.as_ref().map(|handles| handles.write(&name));
        drop(named);
        core::arch::wasm32::unreachable()
    }

    fn outlive(container: String, name: String) -> Result<(Vec<String>, Vec<u8>)> {
        let held = get_container(&container)?;
        let names = held.list_objects()?;
        let value = held.get_data(&name, 0, u64::MAX)?;
        drop(held);
        let (names, _) = names.read_stream_object_names(u64::MAX)?;
        Ok((names, bytes::all(value)?))
    }
}

/// A handle of every kind. A stream goes before what it belongs to.
struct Handles {
    _reading: InputStream,
    _writing: Option<OutputStream>,
    outgoing: OutgoingValue,
    _value: IncomingValue,
    _names: StreamObjectNames,
    container: Container,
}

impl Handles {
    fn open(container: &str, name: &str) -> Result<Self> {
        let container = get_container(container)?;
        let streamed = container.get_data(name, 0, u64::MAX)?;
        let outgoing = OutgoingValue::new_outgoing_value();
        Ok(Handles {
            _reading: IncomingValue::incoming_value_consume_async(streamed)?,
            _writing: outgoing.outgoing_value_write_body().ok(),
            outgoing,
            _value: container.get_data(name, 0, u64::MAX)?,
            _names: container.list_objects()?,
            container,
        })
    }

    fn write(&self, name: &str) -> Result<()> {
        self.container.write_data(name, &self.outgoing)
    }
}

fn id((container, object): (String, String)) -> ObjectId {
    ObjectId { container, object }
}
