//! Credentials for tests, made when they run: none stands in the repository.
//!
//! A text has gaps, `«A36»`, each with the kind of characters and their number, or with something to encode,
//! `«b64:text»`, in which `%A36%` is a gap again. An empty gap only keeps two parts of a text from standing together.

use crate::decode;
use crate::rule::GAP;

/// Fills the gaps; another seed makes other characters.
pub(super) fn fill(text: &str, seed: u64) -> String {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut filled = String::new();
    for (index, piece) in text.split(GAP).enumerate() {
        if index % 2 == 0 { filled.push_str(piece) } else { filled.push_str(&gap(piece, &mut random)) }
    }
    filled
}

fn gap(gap_text: &str, random: &mut Random) -> String {
    if gap_text.is_empty() {
        return String::new();
    }
    if let Some(text) = gap_text.strip_prefix("b64:").or_else(|| gap_text.strip_prefix("b64u:")) {
        let parts = text.split('%').enumerate();
        let filled: String =
            parts.map(|(index, part)| if index % 2 == 0 { part.to_owned() } else { gap(part, random) }).collect();
        return decode::to_base64(filled.as_bytes());
    }
    let (kind, count) = gap_text.split_at(1);
    let count: usize = count.parse().expect("a number");
    let set = match kind {
        "A" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        "a" => "abcdefghijklmnopqrstuvwxyz0123456789",
        "U" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "L" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "B" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "w" => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
        "s" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "c" => "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
        "h" => "0123456789abcdef",
        "d" => "123456789",
        // A password: capital, small letter and digit are there for sure.
        "p" => return format!("Kq7{}", gap(&format!("A{}", count - 3), random)),
        _ => panic!("`{gap_text}` names no kind of characters"),
    };
    random.text(set.as_bytes(), count)
}

/// A generator whose numbers are the same on every machine.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % below
    }

    /// Characters of a set, no two alike side by side.
    fn text(&mut self, set: &[u8], count: usize) -> String {
        let mut text = String::new();
        while text.len() < count {
            let next = char::from(set[self.next(set.len())]);
            if !text.ends_with(next) {
                text.push(next);
            }
        }
        text
    }
}

#[test]
fn gaps_are_filled() {
    let filled = fill("a«»b «d3» «b64:foo»", 1);
    let parts: Vec<_> = filled.split(' ').collect();
    assert_eq!((parts[0], parts[1].len(), parts[2]), ("ab", 3, "Zm9v"));
    assert_ne!(fill("«A20»", 1), fill("«A20»", 2));
}
