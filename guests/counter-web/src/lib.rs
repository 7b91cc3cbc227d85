//! A page that counts its visitors: the number is kept by a sibling component, and a copy in a cache.

use capabilities::keyvalue::store::Bucket;
use capabilities::logging::logging::{Level, log};
use example::counter::counters::{self, Counter};
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, Method, ResponseOutparam};

wit_bindgen::generate!({
    path: "../wit/counter.wit",
    inline: "package example:web; world web { import example:counter/counters@0.1.0; }",
    generate_all,
});
wasip2::http::proxy::export!(Web);

struct Web;

impl Guest for Web {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        match answer(&request) {
            Ok(text) => http_reply::text(out, 200, &text),
            Err(refusal) => http_reply::text(out, refusal.status, &refusal.message),
        }
    }
}

fn answer(request: &IncomingRequest) -> Result<String, Refusal> {
    let target = request.path_with_query().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let name = counter_name(path)?;
    match (request.method(), query) {
        (Method::Get, "peek") => peek(name),
        (Method::Get | Method::Post, _) => visit(name),
        _ => Err(Refusal::new(405, "only GET and POST are answered")),
    }
}

fn counter_name(path: &str) -> Result<&str, Refusal> {
    let name = match path.trim_start_matches('/') {
        "" => "home",
        name => name,
    };
    let legal = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if name.len() <= 64 && name.bytes().all(legal) {
        Ok(name)
    } else {
        Err(Refusal::new(
            400,
            "a name has 1 to 64 characters of a-z, 0-9 and `-`",
        ))
    }
}

fn visit(name: &str) -> Result<String, Refusal> {
    let greeting = capabilities::setting("greeting", "hello")?;
    let n = Counter::open(name)?.increment()?;
    remember(&cache()?, name, n)?;
    log(Level::Info, "web", &format!("visitor {n} of {name}"));
    Ok(format!("{greeting}, visitor {n} of {name}\n"))
}

fn peek(name: &str) -> Result<String, Refusal> {
    let cache = cache()?;
    if let Some(n) = recall(&cache, name)? {
        return Ok(format!("{name}: {n} (cached)\n"));
    }
    let n = Counter::open(name)?.value()?;
    remember(&cache, name, n)?;
    Ok(format!("{name}: {n} (stored)\n"))
}

fn cache() -> Result<Bucket, Refusal> {
    Ok(capabilities::open("")?)
}

fn remember(cache: &Bucket, name: &str, n: u64) -> Result<(), Refusal> {
    let text = n.to_string();
    Ok(cache
        .set(name, text.as_bytes())
        .map_err(capabilities::describe)?)
}

fn recall(cache: &Bucket, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(bytes) = cache.get(name).map_err(capabilities::describe)? else {
        return Ok(None);
    };
    let number = str::from_utf8(&bytes).ok().and_then(|n| n.parse().ok());
    match number {
        Some(n) => Ok(Some(n)),
        None => Err(format!("the cache holds no number under `{name}`").into()),
    }
}

struct Refusal {
    status: u16,
    message: String,
}

impl Refusal {
    fn new(status: u16, message: &str) -> Self {
        let message = format!("{message}\n");
        Self { status, message }
    }
}

/// What a back end says about itself is a fault of the server.
impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Self::new(500, &message)
    }
}

impl From<counters::Error> for Refusal {
    fn from(error: counters::Error) -> Self {
        match error {
            counters::Error::Store(message) => message.into(),
            counters::Error::InvalidName(message) => Self::new(400, &message),
        }
    }
}
