//! The text of a file, and where each part of it stands in the file's bytes.

use std::ops::Range;

use crate::facts::Place;

/// A decoded file.
#[derive(Debug)]
pub struct Text {
    /// What it says, without a byte order mark.
    pub text: String,
    width: Width,
    /// Every so often a place in the text and its place in the file, both in bytes.
    marks: Vec<(usize, usize)>,
    /// The bytes that are not in the encoding, or an encoding that is not known: where, and what is wrong.
    pub doubt: Option<(Place, &'static str)>,
}

/// How many bytes of the file a character takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    /// As many as in the text.
    Utf8,
    /// One each.
    Byte,
    Utf16 {
        big_endian: bool,
    },
    Utf32 {
        big_endian: bool,
    },
}

/// How many characters apart the marks are.
const MARK_EVERY: usize = 64;

/// The order of pip, in which UTF-32 is tried before UTF-16, whose mark is the start of the other's.
const MARKS: [(&[u8], Width); 5] = [
    (b"\xEF\xBB\xBF", Width::Utf8),
    (b"\xFF\xFE\0\0", Width::Utf32 { big_endian: false }),
    (b"\0\0\xFE\xFF", Width::Utf32 { big_endian: true }),
    (b"\xFF\xFE", Width::Utf16 { big_endian: false }),
    (b"\xFE\xFF", Width::Utf16 { big_endian: true }),
];

impl Text {
    /// Decodes a requirements file as pip does: by its mark, by a `coding` comment in its first two lines, or as UTF-8.
    /// What is none of these is read a byte a character, so that names, which are ASCII, survive.
    pub fn of_requirements(bytes: &[u8]) -> Text {
        for (mark, width) in MARKS {
            if let Some(rest) = bytes.strip_prefix(mark) {
                return decode(rest, mark.len(), width);
            }
        }
        match declared_encoding(bytes) {
            Some((place, name)) if !is_utf8(&name) => {
                Text { doubt: declared_doubt(place, &name), ..decode(bytes, 0, Width::Byte) }
            }
            _ => decode(bytes, 0, Width::Utf8),
        }
    }

    /// Takes a TOML file, which is UTF-8. Its byte order mark stays in; other bytes become `?`.
    pub fn of_toml(bytes: Vec<u8>) -> Text {
        let whole = |text, doubt| Text { text, width: Width::Utf8, marks: vec![(0, 0)], doubt };
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return whole(text, None),
            Err(error) => error.into_bytes(),
        };
        let mut text = String::with_capacity(bytes.len());
        let mut doubt = None;
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            let invalid = chunk.invalid().len();
            if invalid > 0 {
                let start = text.len() as u64;
                doubt.get_or_insert(((start, start.saturating_add(invalid as u64)), NOT_UTF8));
                text.extend(std::iter::repeat_n('?', invalid));
            }
        }
        whole(text, doubt)
    }

    /// Whether text can be put into the file as UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.width == Width::Utf8
    }

    /// Where a part of the text stands in the file.
    pub fn place(&self, part: Range<usize>) -> Place {
        (self.offset(part.start), self.offset(part.end.max(part.start)))
    }

    fn offset(&self, position: usize) -> u64 {
        let index = self.marks.partition_point(|&(at, _)| at <= position).saturating_sub(1);
        let (at, start) = self.marks.get(index).copied().unwrap_or_default();
        let between = self.text.get(at..position.min(self.text.len())).unwrap_or_default();
        let length = match self.width {
            Width::Utf8 => between.len(),
            Width::Byte => between.chars().count(),
            Width::Utf16 { .. } => between.encode_utf16().count().saturating_mul(2),
            Width::Utf32 { .. } => between.chars().count().saturating_mul(4),
        };
        start.saturating_add(length) as u64
    }
}

const NOT_UTF8: &str = "The file is not in UTF-8, so parts of it may be misread.";
const UNKNOWN_ENCODING: &str = "The file declares an encoding that is not known, so parts of it may be misread.";

fn decode(bytes: &[u8], offset: usize, width: Width) -> Text {
    let (text, marks) = match width {
        Width::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), vec![(0, offset)]),
            Err(error) => {
                let start = offset.saturating_add(error.valid_up_to()) as u64;
                let doubt = Some(((start, start.saturating_add(1)), NOT_UTF8));
                return Text { doubt, ..decode(bytes, offset, Width::Byte) };
            }
        },
        Width::Byte => collect(bytes.iter().map(|&byte| char::from(byte)), offset, |_| 1),
        Width::Utf16 { big_endian } => {
            let units = bytes.chunks_exact(2).map(|pair| unit(pair, big_endian) as u16);
            let characters = char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER));
            collect(characters, offset, |character| character.len_utf16().saturating_mul(2))
        }
        Width::Utf32 { big_endian } => {
            let units = bytes.chunks_exact(4).map(|four| unit(four, big_endian));
            let characters = units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            collect(characters, offset, |_| 4)
        }
    };
    Text { text, width, marks, doubt: None }
}

fn unit(bytes: &[u8], big_endian: bool) -> u32 {
    let join = |unit: u32, &byte: &u8| (unit << 8) | u32::from(byte);
    if big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) }
}

fn collect(
    characters: impl Iterator<Item = char>,
    offset: usize,
    width: impl Fn(char) -> usize,
) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut at = offset;
    for (index, character) in characters.enumerate() {
        if index % MARK_EVERY == 0 {
            marks.push((text.len(), at));
        }
        text.push(character);
        at = at.saturating_add(width(character));
    }
    if marks.is_empty() {
        marks.push((0, offset));
    }
    (text, marks)
}

/// The encoding that PEP 263 lets a comment in the first two lines declare.
fn declared_encoding(bytes: &[u8]) -> Option<(Place, String)> {
    let mut start = 0usize;
    for line in bytes.split(|&byte| byte == b'\n').take(2) {
        if line.first() == Some(&b'#')
            && let Some(name) = coding(line)
        {
            return Some(((start as u64, start.saturating_add(line.len()) as u64), name));
        }
        start = start.saturating_add(line.len()).saturating_add(1);
    }
    None
}

fn coding(line: &[u8]) -> Option<String> {
    let line = String::from_utf8_lossy(line);
    line.match_indices("coding").find_map(|(at, word)| {
        let rest = line.get(at.saturating_add(word.len())..)?.strip_prefix([':', '='])?.trim_start();
        let name: String = rest.chars().take_while(|&c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
        (!name.is_empty()).then(|| name.to_ascii_lowercase().replace('_', "-"))
    })
}

fn is_utf8(name: &str) -> bool {
    matches!(name, "utf-8" | "utf8" | "utf-8-sig" | "u8")
}

/// The encodings that are one byte a character, or as good as that for ASCII, are no matter of doubt.
fn declared_doubt(place: Place, name: &str) -> Option<(Place, &'static str)> {
    let known =
        ["ascii", "us-ascii", "latin", "iso-8859", "iso8859", "cp125", "windows-125", "koi8", "gb", "big5", "euc", "shift"];
    (!known.iter().any(|start| name.starts_with(start))).then_some((place, UNKNOWN_ENCODING))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8], part: &str) -> (String, Place) {
        let text = Text::of_requirements(bytes);
        let start = text.text.find(part).unwrap();
        (text.text.clone(), text.place(start..start + part.len()))
    }

    #[test]
    fn every_encoding_of_pip_gives_the_bytes_of_a_name() {
        let said = "# grüße 𝄞\r\ndjango==1\r\n".repeat(20);
        let utf8 = [b"\xEF\xBB\xBF", said.as_bytes()].concat();
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(said.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let utf16_be: Vec<u8> = [0xFE, 0xFF].into_iter().chain(said.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let utf32: Vec<u8> =
            [0xFF, 0xFE, 0, 0].into_iter().chain(said.chars().flat_map(|c| u32::from(c).to_le_bytes())).collect();
        for (bytes, unit) in [(said.clone().into_bytes(), 1), (utf8, 1), (utf16, 2), (utf16_be, 2), (utf32, 4)] {
            let text = Text::of_requirements(&bytes);
            assert_eq!(text.text, said);
            for (at, name) in said.match_indices("django") {
                let (start, end) = text.place(at..at + name.len());
                let ascii: Vec<u8> = bytes[start as usize..end as usize].iter().copied().filter(|&byte| byte != 0).collect();
                assert_eq!((ascii.as_slice(), end - start), (&b"django"[..], 6 * unit));
            }
        }
    }

    #[test]
    fn a_declared_encoding_is_read_a_byte_a_character() {
        let (text, place) = places(b"# -*- coding: latin-1 -*-\n# gr\xFC\xDFe\ndjango==1\n", "django");
        assert!(text.contains("grüße"));
        assert_eq!(place, (34, 40));
        assert!(Text::of_requirements(b"# coding: latin-1\n\xFC\n").doubt.is_none());
        assert!(Text::of_requirements(b"# coding: rot13\nqwnatb\n").doubt.is_some());
    }

    #[test]
    fn bytes_that_are_not_utf8_are_told_and_survived() {
        let (text, place) = places(b"# gr\xFC\xDFe\ndjango==1\n", "django");
        assert!(text.contains("django"));
        assert_eq!(place, (8, 14));
        assert_eq!(Text::of_requirements(b"# gr\xFC\n").doubt.unwrap().0, (4, 5));
        let toml = Text::of_toml(b"a = \"\xFF\xFE\"\nb = 1".to_vec());
        assert_eq!(toml.text, "a = \"??\"\nb = 1");
        assert_eq!(toml.doubt.unwrap().0, (5, 6));
    }

    #[test]
    fn half_a_character_at_the_end_is_dropped() {
        assert_eq!(Text::of_requirements(b"\xFF\xFEa\0b").text, "a");
        assert_eq!(Text::of_requirements(b"").place(0..0), (0, 0));
    }
}
