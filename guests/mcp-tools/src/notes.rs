//! Notes, each under a key that sorts as its id does.

use std::ops::ControlFlow;

use capabilities::keyvalue::store::{self, Bucket};
use capabilities::keyvalue::{atomics, batch};
use serde::{Deserialize, Serialize};

use crate::exports::example::mcp::tools::Error;

/// How many notes are in memory at once.
const CHUNK: usize = 100;

#[derive(Serialize, Deserialize)]
pub struct Note {
    id: u64,
    text: String,
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    text: String,
    #[serde(default)]
    tags: Vec<String>,
}

pub fn add(Add { text, tags }: Add) -> Result<Note, Error> {
    check_length("text", &text, 4000)?;
    tags.iter()
        .try_for_each(|tag| check_length("tags", tag, 40))?;
    if tags.len() > 10 {
        return Err(Error::Failed("`tags` are at most 10".to_owned()));
    }
    let ids = store::open("ids").map_err(crate::store)?;
    let id = atomics::increment(&ids, "note", 1).map_err(crate::store)?;
    let note = Note { id, text, tags };
    let bytes = serde_json::to_vec(&note).map_err(|error| Error::Internal(error.to_string()))?;
    bucket()?.set(&key(id), &bytes).map_err(crate::store)?;
    Ok(note)
}

fn check_length(what: &str, text: &str, most: usize) -> Result<(), Error> {
    if text.trim().is_empty() || text.chars().count() > most {
        let rule = format!("`{what}` has 1 to {most} characters, and not only spaces");
        return Err(Error::Failed(rule));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    tag: Option<String>,
    #[serde(default)]
    after: u64,
    #[serde(default = "fifty")]
    limit: usize,
}

fn fifty() -> usize {
    50
}

#[derive(Serialize)]
pub struct Notes {
    notes: Vec<Note>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

pub fn list(List { tag, after, limit }: List) -> Result<Notes, Error> {
    let has_tag = |note: &Note| match &tag {
        Some(tag) => note.tags.contains(tag),
        None => true,
    };
    collect(after, limit, has_tag)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    query: String,
    #[serde(default)]
    after: u64,
    #[serde(default = "fifty")]
    limit: usize,
}

pub fn search(search: Search) -> Result<Notes, Error> {
    let query = search.query.to_lowercase();
    let words: Vec<_> = query.split_whitespace().collect();
    if words.is_empty() {
        return Err(Error::Failed("`query` has no word".to_owned()));
    }
    collect(search.after, search.limit, |note| {
        let text = note.text.to_lowercase();
        let tags: Vec<_> = note.tags.iter().map(|tag| tag.to_lowercase()).collect();
        let is_there = |word: &&str| text.contains(word) || tags.iter().any(|tag| tag == word);
        words.iter().all(is_there)
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delete {
    id: u64,
}

#[derive(Serialize)]
pub struct Deleted {
    deleted: u64,
}

pub fn delete(Delete { id }: Delete) -> Result<Deleted, Error> {
    let (notes, key) = (bucket()?, key(id));
    if !notes.exists(&key).map_err(crate::store)? {
        return Err(Error::Failed(format!("there is no note {id}")));
    }
    notes.delete(&key).map_err(crate::store)?;
    Ok(Deleted { deleted: id })
}

/// The first notes behind `after` that are wanted, and whether there are more.
fn collect(after: u64, limit: usize, wanted: impl Fn(&Note) -> bool) -> Result<Notes, Error> {
    if !(1..=100).contains(&limit) {
        return Err(Error::Failed("`limit` is from 1 to 100".to_owned()));
    }
    let (mut notes, mut next) = (Vec::<Note>::new(), None);
    each(after, |note| {
        if !wanted(&note) {
            return ControlFlow::Continue(());
        }
        if notes.len() == limit {
            next = notes.last().map(|note| note.id);
            return ControlFlow::Break(());
        }
        notes.push(note);
        ControlFlow::Continue(())
    })?;
    Ok(Notes { notes, next })
}

/// Shows the notes behind `after`, by their ids, until one was enough.
fn each(after: u64, mut show: impl FnMut(Note) -> ControlFlow<()>) -> Result<(), Error> {
    let (notes, after, mut cursor) = (bucket()?, key(after), None);
    loop {
        let mut page = notes.list_keys(cursor).map_err(crate::store)?;
        page.keys.retain(|key| *key > after);
        for keys in page.keys.chunks(CHUNK) {
            for note in read(&notes, keys)? {
                if show(note).is_break() {
                    return Ok(());
                }
            }
        }
        cursor = page.cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// Another call may have deleted a note since its key was listed.
fn read(notes: &Bucket, keys: &[String]) -> Result<Vec<Note>, Error> {
    let values = batch::get_many(notes, keys).map_err(crate::store)?;
    let parse = |(key, value): (String, Vec<u8>)| {
        serde_json::from_slice(&value)
            .map_err(|error| Error::Internal(format!("`{key}` is not a note: {error}")))
    };
    values.into_iter().flatten().map(parse).collect()
}

fn bucket() -> Result<Bucket, Error> {
    store::open("notes").map_err(crate::store)
}

fn key(id: u64) -> String {
    format!("{id:020}")
}
