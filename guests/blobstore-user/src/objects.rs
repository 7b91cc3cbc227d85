//! What the requests do with `wasi:blobstore`.

use wasip2::http::types::IncomingRequest;

use crate::target::To;
use crate::wasi::blobstore::blobstore::{
    container_exists, copy_object, create_container, get_container, move_object,
};
use crate::wasi::blobstore::container::Container;
use crate::wasi::blobstore::types::{IncomingValue, ObjectId, OutgoingValue};
use crate::{Answer, Refusal, pump};

/// How many names are asked for at once.
const PAGE: u64 = 100;

pub fn list(container: &str) -> Result<String, Refusal> {
    let names = open(container)?.list_objects()?;
    let mut text = String::new();
    loop {
        let (page, end) = names.read_stream_object_names(PAGE)?;
        page.iter().for_each(|name| text += &format!("{name}\n"));
        if end {
            return Ok(text);
        }
    }
}

pub fn get(container: &str, object: &str, range: Option<(u64, u64)>) -> Result<Answer, Refusal> {
    let container = holding(container, object)?;
    let (first, last) = range.unwrap_or((0, u64::MAX));
    let size = container.object_info(object)?.size;
    if range.is_some() && first >= size {
        return Err(Refusal::new(416, &format!("the object has {size} bytes")));
    }
    let value = container.get_data(object, first, last)?;
    let body = IncomingValue::incoming_value_consume_async(value)?;
    Ok(Answer::Body(if range.is_some() { 206 } else { 200 }, body))
}

pub fn put(request: &IncomingRequest, container: &str, object: &str) -> Result<Answer, Refusal> {
    let into = if container_exists(container)? {
        get_container(container)?
    } else {
        // Another request may have been faster.
        create_container(container).or_else(|_| get_container(container))?
    };
    let value = OutgoingValue::new_outgoing_value();
    into.write_data(object, &value)?;
    let size = write(request, &value)?;
    OutgoingValue::finish(value)?;
    Ok(Answer::Text(
        201,
        format!("{container}/{object}: {size} bytes\n"),
    ))
}

fn write(request: &IncomingRequest, value: &OutgoingValue) -> Result<u64, Refusal> {
    let body = value.outgoing_value_write_body();
    let body = body.map_err(|()| Refusal::new(500, "the value has no body"))?;
    let incoming = request.consume().expect("the body is taken once");
    let input = incoming.stream().expect("the body is read once");
    pump(&input, &body)
}

pub fn delete(container: &str, object: &str) -> Result<Answer, Refusal> {
    holding(container, object)?.delete_object(object)?;
    Ok(Answer::Text(
        200,
        format!("{container}/{object}: deleted\n"),
    ))
}

pub fn delete_container(container: &str) -> Result<Answer, Refusal> {
    open(container)?;
    crate::wasi::blobstore::blobstore::delete_container(container)?;
    Ok(Answer::Text(200, format!("{container}: deleted\n")))
}

pub fn transfer(container: &str, object: &str, to: To) -> Result<Answer, Refusal> {
    holding(container, object)?;
    let id = |container: &str, object: &str| ObjectId {
        container: container.to_owned(),
        object: object.to_owned(),
    };
    let source = id(container, object);
    let (container, object) = match &to {
        To::Copy(container, object) | To::Move(container, object) => (container, object),
    };
    open(container)?;
    match to {
        To::Copy(..) => copy_object(&source, &id(container, object))?,
        To::Move(..) => move_object(&source, &id(container, object))?,
    }
    let size = open(container)?.object_info(object)?.size;
    Ok(Answer::Text(
        201,
        format!("{container}/{object}: {size} bytes\n"),
    ))
}

/// The container, if it has the object.
fn holding(container: &str, object: &str) -> Result<Container, Refusal> {
    let found = open(container)?;
    if found.has_object(object)? {
        return Ok(found);
    }
    Err(Refusal::new(
        404,
        &format!("no object `{object}` in `{container}`"),
    ))
}

fn open(container: &str) -> Result<Container, Refusal> {
    if container_exists(container)? {
        return Ok(get_container(container)?);
    }
    Err(Refusal::new(404, &format!("no container `{container}`")))
}
