//! Bytes that nothing may show.

use std::fmt;
use std::ops::Range;

use crate::Span;

/// What stands in the place of what must not be shown.
pub const REDACTED: &str = "[REDACTED]";

/// A text that neither `Debug` nor `Display` shows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redacted(String);

impl Redacted {
    /// Hides a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Redacted(text)
    }

    /// The text: only to look for it in others.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The joined masks of all plugins on one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redactor {
    /// In order, apart from each other.
    spans: Vec<Range<usize>>,
    /// What the masked bytes say, the longest first.
    values: Vec<Redacted>,
}

/// A value shorter than this is masked in a text only where it stands by itself, behind a quote or a sign of assignment: a
/// password `a` is no reason to mask every `a` of a sentence.
const SHORT: usize = 4;
/// So is, without the quote, a plain word shorter than this: `tests` with its first four letters masked would say what a
/// password `test` is.
const WORD: usize = 8;

impl Redactor {
    /// Joins masks on a file.
    #[must_use]
    pub fn new(bytes: &[u8], masks: &[Span]) -> Self {
        let mut ranges: Vec<_> =
            masks.iter().map(|mask| mask.within(bytes.len())).filter(|range| !range.is_empty()).collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut values: Vec<String> = Vec::new();
        for range in &ranges {
            let value = String::from_utf8_lossy(&bytes[range.clone()]);
            // A mask over several lines (a private key) hides each of them.
            values.extend(value.lines().map(|line| line.trim().to_owned()));
            values.push(value.into_owned());
        }
        values.retain(|value| !value.is_empty());
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        Redactor { spans: joined(ranges), values: values.into_iter().map(Redacted::new).collect() }
    }

    /// Whether nothing is masked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether a range of the file holds a masked byte.
    #[must_use]
    pub fn touches(&self, range: &Range<usize>) -> bool {
        let first = self.spans.partition_point(|span| span.end <= range.start);
        self.spans.get(first).is_some_and(|span| span.start < range.end)
    }

    /// A range of the file as masked text, and where in it a part of that range went.
    #[must_use]
    pub fn mask_range(&self, bytes: &[u8], range: Range<usize>, part: Range<usize>) -> (String, Range<usize>) {
        let mut text = String::new();
        let mut marks = [None, None];
        let wanted = [part.start, part.end];
        let mut position = range.start;
        while position < range.end {
            let next = self.spans.iter().find(|span| span.end > position && span.start < range.end);
            let plain_end = next.map_or(range.end, |span| span.start.max(position));
            for (mark, offset) in marks.iter_mut().zip(wanted) {
                if mark.is_none() && (position..=plain_end).contains(&offset) {
                    *mark = Some(text.len() + lossy_length(&bytes[position..offset]));
                }
            }
            text.push_str(&String::from_utf8_lossy(&bytes[position..plain_end]));
            position = plain_end;
            if let Some(span) = next {
                let before = text.len();
                text.push_str(REDACTED);
                for ((mark, offset), place) in marks.iter_mut().zip(wanted).zip([before, text.len()]) {
                    if mark.is_none() && offset < span.end {
                        *mark = Some(place);
                    }
                }
                position = span.end.min(range.end);
            }
        }
        let start = marks[0].unwrap_or(text.len());
        let end = marks[1].unwrap_or(text.len()).max(start);
        self.mask_text(&text, start, end)
    }

    /// Masks what else of a text says a masked value (the second copy of a password on a line), keeping track of a part.
    fn mask_text(&self, text: &str, start: usize, end: usize) -> (String, Range<usize>) {
        if self.values.is_empty() {
            return (text.to_owned(), start..end);
        }
        let (before, meant, behind) = (&text[..start], &text[start..end], &text[end..]);
        let [before, meant, behind] = [before, meant, behind].map(|piece| self.mask_string(piece));
        let highlight = before.len()..before.len() + meant.len();
        (before + &meant + &behind, highlight)
    }

    /// Masks every masked value in a text that speaks of the file.
    #[must_use]
    pub fn mask_string(&self, text: &str) -> String {
        let mut masked = text.to_owned();
        for value in &self.values {
            let value = value.reveal();
            if masked.contains(value) {
                masked = if is_plain(value) { mask_words(&masked, value) } else { masked.replace(value, REDACTED) };
            }
        }
        masked
    }

    /// Masks every masked value in bytes that speak of the file, keeping their number.
    pub fn mask_bytes(&self, bytes: &mut [u8]) {
        for value in self.values.iter().map(|value| value.reveal().as_bytes()).filter(|value| value.len() >= SHORT) {
            let mut position = 0;
            while let Some(found) = bytes[position..].windows(value.len()).position(|window| window == value) {
                let start = position + found;
                position = start + value.len();
                bytes[start..position].fill(b'*');
            }
        }
    }
}

fn joined(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

fn lossy_length(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).len()
}

/// Whether a value is so short or so common that it occurs in texts by chance.
fn is_plain(value: &str) -> bool {
    value.len() < SHORT || (value.len() < WORD && value.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Masks such a value where it stands by itself.
fn mask_words(text: &str, value: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find(value) {
        let (before, behind) = (&rest[..found], &rest[found + value.len()..]);
        masked.push_str(before);
        let opened = if value.len() < SHORT {
            masked.ends_with(['\'', '"', '`', '=', ':'])
        } else {
            !masked.ends_with(char::is_alphanumeric)
        };
        let alone = opened && !behind.starts_with(char::is_alphanumeric);
        masked.push_str(if alone { REDACTED } else { value });
        rest = behind;
    }
    masked + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn masks_join_and_every_copy_is_hidden() {
        let text = b"a = 's3cret-value'  # s3cret-value";
        let redactor = Redactor::new(text, &[Span { start: 5, end: 9 }, Span { start: 8, end: 17 }]);
        let (masked, _) = redactor.mask_range(text, 0..text.len(), 0..0);
        assert!(!masked.contains("s3cret-value"), "{masked}");
        assert!(redactor.touches(&(0..6)) && !redactor.touches(&(0..5)) && !redactor.touches(&(17..20)));
    }

    #[test]
    fn nothing_shows_it() {
        let hidden = Redacted::new("hunter2".into());
        assert_eq!(format!("{hidden} {hidden:?}"), "[REDACTED] [REDACTED]");
    }

    #[test]
    fn a_short_value_is_hidden_only_by_itself() {
        let redactor = Redactor::new(b"pw = 'at'", &[Span { start: 6, end: 8 }]);
        assert_eq!(redactor.mask_string("what 'at' that"), "what '[REDACTED]' that");
        let redactor = Redactor::new(b"test", &[Span { start: 0, end: 4 }]);
        assert_eq!(redactor.mask_string("among tests: test, 'test'"), "among tests: [REDACTED], '[REDACTED]'");
    }

    #[test]
    fn bytes_keep_their_number() {
        let redactor = Redactor::new(b"hunter2", &[Span { start: 0, end: 7 }]);
        let mut fact = b"x hunter2 y".to_vec();
        redactor.mask_bytes(&mut fact);
        assert_eq!(fact, b"x ******* y");
    }

    proptest! {
        #[test]
        fn masked_bytes_are_in_no_text(text in "[a-z =\n]{0,60}", secret in "[A-Z0-9]{4,12}", behind in "[a-z\"\n]{0,20}") {
            let whole = format!("{text}{secret}{behind}");
            let start = text.len();
            let span = Span { start: start as u64, end: (start + secret.len()) as u64 };
            let redactor = Redactor::new(whole.as_bytes(), &[span]);
            let (masked, part) = redactor.mask_range(whole.as_bytes(), 0..whole.len(), start..start + secret.len());
            prop_assert!(!masked.contains(&secret));
            prop_assert_eq!(&masked[part], REDACTED);
            prop_assert!(!redactor.mask_string(&whole).contains(&secret));
        }
    }
}
