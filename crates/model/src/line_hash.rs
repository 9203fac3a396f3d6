//! The hash by which GitHub's code scanning knows a line: `primaryLocationLineHash`, as `src/fingerprints.ts` of
//! github/codeql-action computes it.
//!
//! Blanks and tabs are dropped, line ends become `\n`, and the line is hashed with what follows it: 100 UTF-16 code units in
//! all, `sum of unit * 37^(99-k) mod 2^64`, past the end one 65535 and then zeros. Behind the hash stands how often it has been
//! met in the file.

use std::collections::HashMap;

use crate::Redactor;

const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// What the algorithm puts behind the last unit.
const END: u16 = 65_535;

/// The hashes of some lines, numbered from 1 and in order. None for a line that is not there, and for one whose 100 units
/// touch masked bytes: the hash of a short password gives it away.
#[must_use]
pub fn line_hashes(bytes: &[u8], lines: &[u32], redactor: &Redactor) -> Vec<Option<String>> {
    let text = Text::new(bytes);
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut hashes = vec![None; lines.len()];
    let mut wanted = lines.iter().enumerate().peekable();
    for (number, line, hash) in text.hashes() {
        let count = seen.entry(hash).or_default();
        *count += 1;
        while let Some((slot, _)) = wanted.next_if(|&(_, &line_wanted)| line_wanted == number) {
            if redactor.is_empty() || !redactor.touches(&text.window(bytes, line)) {
                hashes[slot] = Some(format!("{hash:x}:{count}"));
            }
        }
        if wanted.peek().is_none() {
            break;
        }
    }
    hashes
}

/// Where a line starts: among the kept units and in the file.
#[derive(Clone, Copy)]
struct Line {
    unit: usize,
    byte: usize,
}

struct Text {
    units: Vec<u16>,
    lines: Vec<Line>,
}

impl Text {
    fn new(bytes: &[u8]) -> Self {
        let mut text = Text { units: Vec::with_capacity(bytes.len()), lines: Vec::new() };
        let mut at_start = true;
        let mut after_return = false;
        let mut offset = 0;
        for chunk in bytes.utf8_chunks() {
            let invalid = (!chunk.invalid().is_empty()).then_some('\u{FFFD}');
            let valid = chunk.valid();
            for (position, character) in valid.char_indices().chain(invalid.map(|mark| (valid.len(), mark))) {
                let joined = after_return && character == '\n';
                after_return = character == '\r';
                if joined || matches!(character, ' ' | '\t') {
                    continue;
                }
                if at_start {
                    text.lines.push(Line { unit: text.units.len(), byte: offset + position });
                }
                let character = if character == '\r' { '\n' } else { character };
                at_start = character == '\n';
                text.units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
            }
            offset += valid.len() + chunk.invalid().len();
        }
        if at_start {
            text.lines.push(Line { unit: text.units.len(), byte: bytes.len() });
        }
        text.units.push(END);
        text
    }

    /// Number, start and hash of each line.
    fn hashes(&self) -> impl Iterator<Item = (u32, Line, u64)> + '_ {
        let out = FACTOR.wrapping_pow(WINDOW as u32);
        let unit = |index: usize| u64::from(self.units.get(index).copied().unwrap_or_default());
        let mut hash = (0..WINDOW).fold(0u64, |hash, index| hash.wrapping_mul(FACTOR).wrapping_add(unit(index)));
        let mut position = 0;
        (1..).zip(&self.lines).map(move |(number, &line)| {
            while position < line.unit {
                hash = hash.wrapping_mul(FACTOR).wrapping_add(unit(position + WINDOW));
                hash = hash.wrapping_sub(out.wrapping_mul(unit(position)));
                position += 1;
            }
            (number, line, hash)
        })
    }

    /// The bytes of a line's 100 units, with what was dropped among them.
    fn window(&self, bytes: &[u8], line: Line) -> std::ops::Range<usize> {
        let mut kept = 0;
        let mut end = line.byte;
        for &byte in &bytes[line.byte.min(bytes.len())..] {
            // A continuation byte belongs to a unit that is counted already; counting bytes of other kinds as one unit each
            // makes the window larger than it is, never smaller.
            kept += usize::from(!matches!(byte, b' ' | b'\t' | 0x80..=0xBF));
            if kept > WINDOW {
                break;
            }
            end += 1;
        }
        line.byte..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn all(text: &str) -> Vec<String> {
        let lines: Vec<u32> = (1..=12).collect();
        line_hashes(text.as_bytes(), &lines, &Redactor::default()).into_iter().flatten().collect()
    }

    #[test]
    fn known_vectors() {
        let empty = "c129715d7a2bc9a3:1";
        assert_eq!(all(""), [empty]);
        assert_eq!(all("  \t"), [empty]);
        let hashes = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(all(" a\nb\n  \t\tc\n d"), hashes);
        let greeting = "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 \
                        c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1";
        assert_eq!(all(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n").join(" "), greeting);
        assert_eq!(all(" hello; \t\r\nworld!!!\r\r\n\n  \t\tGreetings\r End\r\n").join(" "), greeting);
        assert_eq!(all("\u{feff}a\n"), ["25afd31b599dedcd:1", empty]);
        assert_eq!(all("\u{1F600}\nb"), ["9a67cab6029eb9d0:1", "8ee5a81e681643c1:1"]);
        assert_eq!(all("a\r \nb"), ["67c066a59e652f5e:1", "cc4c43d77869440f:1", "8ee5a81e681643c1:1"]);
        assert_eq!(all(&"y".repeat(99)), ["cadd4b5b9d93c4a2:1"]);
        assert_eq!(all(&"y".repeat(100)), ["cadd4b5b9d92c51c:1"]);
        assert_eq!(all(&"y".repeat(101)), ["cadd4b5b9d92c51c:1"]);
    }

    #[test]
    fn equal_lines_are_counted() {
        let text = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let hashes = all(&text);
        assert_eq!(hashes[0], "a7f2ff13bc495cf2:1");
        assert_eq!(hashes[5], "a7f2ff13bc495cf2:6");
        assert_eq!(hashes[6..10], ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1"]);
    }

    #[test]
    fn a_window_that_touches_a_mask_has_no_hash() {
        let text = format!("a\n{}\npassword\n", "x".repeat(120));
        let start = text.find("password").unwrap() as u64;
        let redactor = Redactor::new(text.as_bytes(), &[Span { start, end: start + 8 }]);
        let hashes = line_hashes(text.as_bytes(), &[1, 2, 3], &redactor);
        assert!(hashes[0].is_some() && hashes[1].is_some(), "{hashes:?}");
        assert!(hashes[2].is_none());
        let near = line_hashes(b"a\nhunter2\n", &[1], &Redactor::new(b"a\nhunter2\n", &[Span { start: 2, end: 9 }]));
        assert!(near[0].is_none());
    }
}
