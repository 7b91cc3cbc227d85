//! Small damage to valid bytes.

use crate::random::Random;

/// One of `whole` with a few changes.
pub(crate) fn mutate(whole: &[&[u8]], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole[random.below(whole.len())].to_vec();
    for _ in 0..=random.below(3) {
        change(&mut bytes, whole[random.below(whole.len())], random);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    match random.below(6) {
        0 => bytes.truncate(at),
        1 => bytes[at] = random.bytes(1)[0],
        2 => drop(bytes.remove(at)),
        3 => splice(bytes, at, other, random),
        // What stands in small numbers is most of what a component says.
        4 => bytes[at] = bytes[at].wrapping_add(1),
        _ => bytes[at] ^= 1 << random.below(8),
    }
}

/// Puts a piece of `other` over some bytes, or between them.
fn splice(bytes: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    let from = random.below(other.len());
    let piece = &other[from..other.len().min(from + 1 + random.below(64))];
    let end = if random.one_in(2) {
        at
    } else {
        bytes.len().min(at + piece.len())
    };
    bytes.splice(at..end, piece.iter().copied());
}
