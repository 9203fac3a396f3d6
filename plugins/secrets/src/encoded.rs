//! Credentials inside base64 or hexadecimal text, as Kubernetes secrets and CI variables have them.

use std::ops::Range;

use crate::{decode, text};

/// Digits before the literal that are decoded with it: what stands before may matter.
const BEFORE: usize = 48;

/// Encoded text past the reach is masked up to this many digits.
const LONGEST: usize = 1 << 20;

/// The decoded surroundings of a literal.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    file: &'a [u8],
    pub(crate) bytes: Vec<u8>,
    /// Where in `bytes` the literal starts.
    pub(crate) literal: usize,
    /// `base64` or `hex`.
    pub(crate) encoding: &'static str,
    /// For each digit that was decoded its offset in the source.
    positions: Vec<usize>,
    /// How many bits a digit has.
    bits: usize,
}

impl Decoded<'_> {
    /// The digits that hold a range of the decoded bytes; all that follow, if the range goes as far as was decoded.
    pub(crate) fn source(&self, range: &Range<usize>) -> Range<usize> {
        let first = range.start * 8 / self.bits;
        let last = (range.end * 8).div_ceil(self.bits).max(first + 1) - 1;
        let of = |index: usize| self.positions.get(index).or(self.positions.last()).copied().unwrap_or(0);
        let end = of(last) + 1;
        let goes_on = range.end >= self.bytes.len();
        of(first)..if goes_on { text::forward(self.file, end, LONGEST, decode::is_digit) } else { end }
    }
}

/// Decodes at most `reach` bytes from a literal whose encoded form starts at `at`; none if it is not there.
pub(crate) fn around<'a>(bytes: &'a [u8], at: usize, literal: &[u8], reach: usize) -> Option<Decoded<'a>> {
    hexadecimal(bytes, at, literal, reach).or_else(|| base64(bytes, at, literal, reach))
}

fn hexadecimal<'a>(bytes: &'a [u8], at: usize, literal: &[u8], reach: usize) -> Option<Decoded<'a>> {
    let is_digit = |byte: u8| byte.is_ascii_hexdigit();
    let start = text::backward(bytes, at, BEFORE, is_digit);
    let start = start + (at - start) % 2;
    let end = text::forward(bytes, at, reach.saturating_mul(2), is_digit);
    let decoded = decode::hexadecimal(text::part(bytes, start..end))?;
    let found = (at - start) / 2;
    (text::part(&decoded, found..found + literal.len()) == literal).then(|| Decoded {
        bytes: decoded,
        literal: found,
        encoding: "hex",
        positions: (start..end).collect(),
        bits: 4,
        file: bytes,
    })
}

/// Which digit of the source starts a group of four is not known: each of the four is tried.
fn base64<'a>(bytes: &'a [u8], at: usize, literal: &[u8], reach: usize) -> Option<Decoded<'a>> {
    let start = text::backward(bytes, at, BEFORE, decode::is_digit);
    let positions = digits(bytes, start, at - start + reach.saturating_mul(4) / 3 + 4);
    let symbols: Vec<u8> = positions.iter().map(|&position| text::byte(bytes, position)).collect();
    for shift in 0..4.min(at - start + 1) {
        let decoded = decode::base64(symbols.get(shift..)?)?;
        let near = (at - start - shift) * 6 / 8;
        let from = near.saturating_sub(3);
        let window = text::part(&decoded, from..near + 3 + literal.len());
        if let Some(found) = text::find(window, literal) {
            let positions = positions.get(shift..).unwrap_or_default().to_vec();
            return Some(Decoded {
                bytes: decoded,
                literal: from + found,
                encoding: "base64",
                positions,
                bits: 6,
                file: bytes,
            });
        }
    }
    None
}

/// The offsets of the digits from `start` on, over line ends and their indentation, at most `most`.
fn digits(bytes: &[u8], start: usize, most: usize) -> Vec<usize> {
    let mut positions = Vec::new();
    let mut at = start;
    while positions.len() < most {
        if decode::is_digit(text::byte(bytes, at)) {
            positions.push(at);
            at += 1;
        } else {
            let next = line_end(bytes, at);
            if next == at || !decode::is_digit(text::byte(bytes, next)) {
                break;
            }
            at = next;
        }
    }
    positions
}

/// Past a line end, real or written as `\n`, and the blanks that follow; `at` itself if there is none.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let past = match text::part(bytes, at..at + 2) {
        [b'\r', b'\n'] | [b'\\', b'n'] => at + 2,
        [b'\n', ..] => at + 1,
        _ => return at,
    };
    text::forward(bytes, past, 40, |byte| byte == b' ' || byte == b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = b"user=me token=ghq_abcdef end";

    #[test]
    fn each_alignment_of_base64_is_decoded() {
        for pad in 0..4 {
            let plain = [&b"###"[..pad], PLAIN].concat();
            let source = format!("key: {}\n", decode::to_base64(&plain));
            let literal = text::find(&plain, b"ghq_").expect("it is there");
            let at = 5 + (literal * 8).div_ceil(6);
            let decoded = around(source.as_bytes(), at, b"ghq_", 40).expect("it is found");
            assert_eq!(&decoded.bytes[decoded.literal..decoded.literal + 10], b"ghq_abcdef");
            let range = decoded.source(&(decoded.literal..decoded.literal + 10));
            assert_eq!(range.start, 5 + literal * 8 / 6);
            assert_eq!(range.end, 5 + ((literal + 10) * 8).div_ceil(6));
        }
    }

    #[test]
    fn base64_goes_on_over_line_ends() {
        let encoded = decode::to_base64(PLAIN);
        let (one, two) = encoded.split_at(20);
        let source = format!("{one}\n    {two}\n");
        let decoded = around(source.as_bytes(), 19, b"ghq_", 40).expect("it is found");
        assert!(decoded.bytes.ends_with(b"end"));
        assert_eq!(decoded.source(&(PLAIN.len() - 3..PLAIN.len())).end, source.len() - 1);
    }

    #[test]
    fn hexadecimal_is_decoded() {
        let source: String = PLAIN.iter().map(|byte| format!("{byte:02x}")).collect();
        let decoded = around(source.as_bytes(), 28, b"ghq_", 20).expect("it is found");
        assert_eq!(decoded.encoding, "hex");
        assert_eq!(decoded.source(&(decoded.literal..decoded.literal + 4)), 28..36);
    }

    #[test]
    fn what_is_not_encoded_is_not_found() {
        assert!(around(b"Z2hxX plain text", 0, b"ghq_abc", 40).is_none());
        assert!(around(b"", 0, b"ghq_", 40).is_none());
        assert!(around(b"Z2hx", 4000, b"ghq_", 40).is_none());
    }
}
