//! What a request asks for.

use wasip2::http::types::IncomingRequest;

use crate::Refusal;

/// `/CONTAINER/OBJECT`, and where a copy or a move goes.
pub struct Target {
    pub container: String,
    /// Empty: the container itself.
    pub object: String,
    pub to: Option<To>,
}

pub enum To {
    Copy(String, String),
    Move(String, String),
}

impl Target {
    pub fn parse(target: &str) -> Result<Self, Refusal> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (container, object) = names(path.trim_start_matches('/'))?;
        let to = match query.split_once('=') {
            Some(("copy", to)) => names(to).map(|(container, object)| To::Copy(container, object)),
            Some(("move", to)) => names(to).map(|(container, object)| To::Move(container, object)),
            None if query.is_empty() => {
                return Ok(Self {
                    container,
                    object,
                    to: None,
                });
            }
            _ => Err(Refusal::new(400, "the query is `copy=..` or `move=..`")),
        };
        Ok(Self {
            container,
            object,
            to: Some(to?),
        })
    }
}

/// The container is what stands before the first `/`; an object may have more of them.
fn names(path: &str) -> Result<(String, String), Refusal> {
    let (container, object) = path.split_once('/').unwrap_or((path, ""));
    if container.is_empty() {
        return Err(Refusal::new(
            400,
            "the path is `/CONTAINER` or `/CONTAINER/OBJECT`",
        ));
    }
    Ok((decode(container)?, decode(object)?))
}

fn decode(text: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            hex(rest.next(), rest.next())?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).map_err(|_| Refusal::new(400, "a name is not UTF-8"))
}

fn hex(high: Option<u8>, low: Option<u8>) -> Result<u8, Refusal> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    let byte = digit(high)
        .zip(digit(low))
        .map(|(high, low)| high * 16 + low);
    let byte = byte.and_then(|byte| u8::try_from(byte).ok());
    byte.ok_or_else(|| Refusal::new(400, "`%` stands before two hexadecimal digits"))
}

/// The header `range: bytes=FIRST-LAST`, or `bytes=FIRST-`.
pub fn range(request: &IncomingRequest) -> Result<Option<(u64, u64)>, Refusal> {
    let Some(value) = request.headers().get("range").into_iter().next() else {
        return Ok(None);
    };
    let bounds = str::from_utf8(&value).ok().and_then(|text| {
        let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
        let last = if last.is_empty() {
            u64::MAX
        } else {
            last.parse().ok()?
        };
        Some((first.parse().ok()?, last))
    });
    match bounds {
        Some(bounds) => Ok(Some(bounds)),
        None => Err(Refusal::new(400, "a range is `bytes=FIRST-LAST`")),
    }
}
