//! UTF-16 files, recognised by their byte order mark, as UTF-8 with the way back.

use std::ops::Range;

/// A file's text in UTF-8, and where in the file each byte of it comes from.
#[derive(Debug)]
pub(crate) struct Utf16 {
    pub(crate) text: Vec<u8>,
    /// For each byte of `text` the offset in the file of the unit that it was made of; at the end the file's length.
    offsets: Vec<u32>,
}

/// Decodes a file that starts with a byte order mark; none if it does not. What is no text becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Option<Utf16> {
    let (little, body) = match bytes {
        [0xFF, 0xFE, body @ ..] => (true, body),
        [0xFE, 0xFF, body @ ..] => (false, body),
        _ => return None,
    };
    let units = body.chunks_exact(2).map(|pair| match *pair {
        [low, high] if little => u16::from_le_bytes([low, high]),
        [high, low] => u16::from_be_bytes([high, low]),
        _ => 0,
    });
    let mut decoded = Utf16 { text: Vec::with_capacity(body.len() / 2), offsets: Vec::with_capacity(body.len() / 2 + 1) };
    let mut offset: u32 = 2;
    for character in char::decode_utf16(units) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut buffer = [0; 4];
        for &byte in character.encode_utf8(&mut buffer).as_bytes() {
            decoded.text.push(byte);
            decoded.offsets.push(offset);
        }
        offset = offset.saturating_add(if character.len_utf16() == 2 { 4 } else { 2 });
    }
    decoded.offsets.push(offset);
    Some(decoded)
}

impl Utf16 {
    /// The bytes of the file that a range of the text was made of.
    pub(crate) fn source(&self, range: &Range<usize>) -> Range<usize> {
        let of = |index: usize| self.offsets.get(index).or(self.offsets.last()).map_or(0, |&offset| offset as usize);
        of(range.start)..of(range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str, little: bool) -> Vec<u8> {
        let units = std::iter::once('\u{FEFF}').chain(text.chars()).flat_map(|c| {
            let mut buffer = [0; 2];
            c.encode_utf16(&mut buffer).to_vec()
        });
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn both_byte_orders_with_the_way_back() {
        for little in [true, false] {
            let decoded = decode(&encode("aé😀b", little)).expect("a mark");
            assert_eq!(decoded.text, "aé😀b".as_bytes());
            assert_eq!(decoded.source(&(0..1)), 2..4);
            assert_eq!(decoded.source(&(3..7)), 6..10);
            assert_eq!(decoded.source(&(7..8)), 10..12);
        }
    }

    #[test]
    fn without_a_mark_or_cut_short() {
        assert!(decode(b"plain").is_none());
        assert_eq!(decode(b"\xFF\xFEa\0b").expect("a mark").text, b"a");
        assert_eq!(decode(b"\xFF\xFE").expect("a mark").text, b"");
    }
}
