//! Looking at bytes without ever reading past their ends.

use std::ops::Range;

/// The byte at an index, 0 past the end.
pub(crate) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The byte before an index, 0 at the start.
pub(crate) fn byte_before(bytes: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |before| byte(bytes, before))
}

/// A part of the bytes, as much of it as there is.
pub(crate) fn part(bytes: &[u8], range: Range<usize>) -> &[u8] {
    let end = range.end.min(bytes.len());
    bytes.get(range.start.min(end)..end).unwrap_or_default()
}

/// Whether a byte belongs to a word: an ASCII letter, a digit or `_`.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a byte opens or closes a string.
pub(crate) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// The end of the run of fitting bytes that starts at `from`, at most `most` bytes on.
pub(crate) fn forward(bytes: &[u8], from: usize, most: usize, fits: impl Fn(u8) -> bool) -> usize {
    let rest = part(bytes, from..from.saturating_add(most));
    from + rest.iter().position(|&byte| !fits(byte)).unwrap_or(rest.len())
}

/// The start of the run of fitting bytes that ends at `from`, at most `most` bytes back.
pub(crate) fn backward(bytes: &[u8], from: usize, most: usize, fits: impl Fn(u8) -> bool) -> usize {
    let before = part(bytes, from.saturating_sub(most)..from);
    from.min(bytes.len()) - before.iter().rev().position(|&byte| !fits(byte)).unwrap_or(before.len())
}

/// Past the blanks and tabs at an index, at most eight of them.
pub(crate) fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    forward(bytes, at, 8, |byte| byte == b' ' || byte == b'\t')
}

/// Whether the bytes at an index are these, in any case of ASCII letters.
pub(crate) fn starts_ignoring_case(bytes: &[u8], at: usize, wanted: &[u8]) -> bool {
    part(bytes, at..at.saturating_add(wanted.len())).eq_ignore_ascii_case(wanted)
}

/// Whether one of the words, all in lower case, occurs in the text in any case.
pub(crate) fn contains_any<'a>(text: &[u8], words: impl IntoIterator<Item = &'a str>) -> bool {
    let lower = text.to_ascii_lowercase();
    words.into_iter().any(|word| find(&lower, word.as_bytes()).is_some())
}

/// Whether a list, in which blanks part the words, has this word.
pub(crate) fn lists(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// Where the needle first occurs. For short texts only: it takes the product of both lengths.
pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len().max(1)).position(|window| window == needle)
}

/// Whether nothing that continues a word stands before `at`. The letter of an escape (`\n`) and the last digit of a
/// percent escape (`%3D`) do not.
pub(crate) fn starts_word(bytes: &[u8], at: usize) -> bool {
    let before = byte_before(bytes, at);
    if !is_word(before) {
        return true;
    }
    let escape = part(bytes, at.saturating_sub(3)..at);
    match escape {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// The line around an index, at most `most` bytes of it on either side.
pub(crate) fn line(bytes: &[u8], at: usize, most: usize) -> Range<usize> {
    let inside = |byte: u8| byte != b'\n';
    backward(bytes, at, most, inside)..forward(bytes, at, most, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_with_the_bytes_and_at_the_bound() {
        assert_eq!(forward(b"aaab", 0, 9, |byte| byte == b'a'), 3);
        assert_eq!(forward(b"aaaa", 1, 2, |byte| byte == b'a'), 3);
        assert_eq!(forward(b"aaaa", 9, 2, |byte| byte == b'a'), 9);
        assert_eq!(backward(b"baaa", 4, 9, |byte| byte == b'a'), 1);
        assert_eq!(backward(b"aaaa", 3, 2, |byte| byte == b'a'), 1);
        assert_eq!(backward(b"aa", 0, 2, |byte| byte == b'a'), 0);
    }

    #[test]
    fn escapes_are_no_part_of_the_word_that_follows() {
        assert!(starts_word(br"\nkey", 2));
        assert!(starts_word(b"a%3Dkey", 4));
        assert!(starts_word(b"=key", 1));
        assert!(!starts_word(b"monkey", 3));
    }
}
