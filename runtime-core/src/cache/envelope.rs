//! What stands around code in a file, so that nothing else is ever taken for it.

use sha2::{Digest, Sha256};

/// Sixteen bytes, of which the last is the version of this format.
const MAGIC: [u8; 16] = *b"hostplug code \0\x01";

/// A sha256.
pub(super) type Hash = [u8; 32];

/// Magic, identity, length of the payload, checksum of the payload.
pub(super) const HEADER: usize = MAGIC.len() + 32 + 8 + 32;

/// A payload whose envelope is as it must be.
#[derive(Debug)]
pub(super) struct Checked<'a>(&'a [u8]);

impl<'a> Checked<'a> {
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.0
    }
}

/// The header of a payload. `identity` says what the payload is, and for which engine.
pub(super) fn header(identity: &Hash, payload: &[u8]) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER);
    header.extend(MAGIC);
    header.extend(identity);
    header.extend((payload.len() as u64).to_le_bytes());
    header.extend(hash(payload));
    header
}

/// Takes the payload out, or says what is wrong with the file. Every byte of it is looked at.
pub(super) fn open<'a>(file: &'a [u8], identity: &Hash) -> Result<Checked<'a>, &'static str> {
    let (magic, rest) = file
        .split_first_chunk::<{ MAGIC.len() }>()
        .ok_or("it is too short")?;
    let (found, rest) = rest.split_first_chunk::<32>().ok_or("it is too short")?;
    let (length, rest) = rest.split_first_chunk::<8>().ok_or("it is too short")?;
    let (checksum, payload) = rest.split_first_chunk::<32>().ok_or("it is too short")?;
    match () {
        () if *magic != MAGIC => Err("it is of another format"),
        () if found != identity => Err("it was made for something else"),
        () if u64::from_le_bytes(*length) != payload.len() as u64 => Err("it is not complete"),
        () if *checksum != hash(payload) => Err("its checksum is wrong"),
        () => Ok(Checked(payload)),
    }
}

pub(super) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}
