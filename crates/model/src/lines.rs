//! From bytes to the lines and columns that people and SARIF count in.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Redactor, Span};

/// Lines and columns, both from 1; the end is one past the last. Columns are UTF-16 code units, a byte order mark not
/// counted, and only `\n` (or `\r\n`) ends a line: `columnKind` and `newlineSequences` of SARIF 2.1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region {
    /// The first line.
    pub start_line: u32,
    /// The first column.
    pub start_column: u32,
    /// The last line.
    pub end_line: u32,
    /// One past the last column.
    pub end_column: u32,
}

/// The masked text of a region's lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// The number of its first line.
    pub line: u32,
    /// Whole lines, but for what is cut from very long ones; without the last line's end.
    pub text: String,
    /// What of the text is meant, in bytes.
    pub highlight: Range<usize>,
}

/// Lines past this many are left out of a snippet.
const SNIPPET_LINES: u32 = 5;
/// Bytes that are kept before what is meant, and behind it, on a long line.
const SNIPPET_BYTES: usize = 160;
/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Where the lines of a text start.
#[derive(Debug)]
pub struct LineIndex {
    bytes: Arc<[u8]>,
    starts: Vec<usize>,
}

impl LineIndex {
    /// Of a text; none for a binary file, which has no lines: one with a NUL among its first 8,000 bytes, as git has it.
    #[must_use]
    pub fn new(bytes: Arc<[u8]>) -> Option<Self> {
        let head = &bytes[..bytes.len().min(8_000)];
        if head.contains(&0) {
            return None;
        }
        let ends = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(end, _)| end + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Some(LineIndex { bytes, starts })
    }

    /// The text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Lines and columns of a span. A line end that closes it does not count.
    #[must_use]
    pub fn region(&self, span: Span) -> Region {
        self.region_of(self.trimmed(span))
    }

    /// Lines and columns of bytes that an edit takes out, line ends included.
    #[must_use]
    pub fn region_untrimmed(&self, span: Span) -> Region {
        self.region_of(span.within(self.bytes.len()))
    }

    fn region_of(&self, range: Range<usize>) -> Region {
        let (start_line, start_column) = self.position(range.start);
        let (end_line, end_column) = self.position(range.end);
        Region { start_line, start_column, end_line, end_column }
    }

    /// The masked lines of a span.
    #[must_use]
    pub fn snippet(&self, span: Span, redactor: &Redactor) -> Snippet {
        let range = self.trimmed(span);
        let first = self.line_of(range.start);
        let last = self.line_of(range.end).min(first + SNIPPET_LINES as usize - 1);
        let mut text_range = self.line(first).start..self.line(last).end;
        let end = range.end.min(text_range.end);
        let mut cut = ("", "");
        if range.start - text_range.start > SNIPPET_BYTES {
            text_range.start = self.boundary(range.start - SNIPPET_BYTES);
            cut.0 = "…";
        }
        if text_range.end.saturating_sub(range.start) > 2 * SNIPPET_BYTES {
            text_range.end = self.boundary(range.start + 2 * SNIPPET_BYTES);
            cut.1 = "…";
        }
        let (masked, highlight) = redactor.mask_range(&self.bytes, text_range.clone(), range.start..end.min(text_range.end));
        let highlight = highlight.start + cut.0.len()..highlight.end + cut.0.len();
        Snippet { line: to_u32(first + 1), text: format!("{}{masked}{}", cut.0, cut.1), highlight }
    }

    /// The whole of the line on which a span starts, masked and with single blanks: what a finding is known by when its
    /// rule gives nothing better.
    #[must_use]
    pub fn context(&self, span: Span, redactor: &Redactor) -> String {
        let line = self.line(self.line_of(self.trimmed(span).start));
        let (masked, _) = redactor.mask_range(&self.bytes, line.clone(), line.start..line.start);
        masked.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn trimmed(&self, span: Span) -> Range<usize> {
        let mut range = span.within(self.bytes.len());
        while range.end > range.start && matches!(self.bytes[range.end - 1], b'\n' | b'\r') {
            range.end -= 1;
        }
        range
    }

    /// Counted from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// Without its end.
    fn line(&self, line: usize) -> Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.bytes.len());
        let next = self.starts.get(line + 1).copied().unwrap_or(self.bytes.len());
        let text = &self.bytes[start..next];
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        start..start + text.len()
    }

    fn position(&self, offset: usize) -> (u32, u32) {
        let line = self.line_of(offset);
        let before = &self.bytes[self.starts[line]..offset];
        let before = if line == 0 { before.strip_prefix(MARK).unwrap_or(before) } else { before };
        (to_u32(line + 1), to_u32(utf16_length(before) + 1))
    }

    /// The nearest offset at or before this one that does not part a character.
    fn boundary(&self, mut offset: usize) -> usize {
        while offset > 0 && self.bytes.get(offset).is_some_and(|byte| (0x80..0xC0).contains(byte)) {
            offset -= 1;
        }
        offset
    }
}

/// In UTF-16 code units; bytes that are no UTF-8 count as the one mark that stands for them.
fn utf16_length(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    bytes.utf8_chunks().map(|chunk| chunk.valid().encode_utf16().count() + usize::from(!chunk.invalid().is_empty())).sum()
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str, start: u64, end: u64) -> (u32, u32, u32, u32) {
        let region = LineIndex::new(text.as_bytes().into()).unwrap().region(Span { start, end });
        (region.start_line, region.start_column, region.end_line, region.end_column)
    }

    #[test]
    fn columns_are_utf16_units_and_a_mark_is_none() {
        assert_eq!(region("a\nbcd\n", 3, 5), (2, 2, 2, 4));
        assert_eq!(region("😀x", 4, 5), (1, 3, 1, 4));
        assert_eq!(region("\u{feff}x", 3, 4), (1, 1, 1, 2));
    }

    #[test]
    fn a_line_end_that_closes_a_span_does_not_count() {
        assert_eq!(region("ab\r\ncd", 0, 4), (1, 1, 1, 3));
        assert_eq!(region("", 0, 0), (1, 1, 1, 1));
        assert_eq!(region("a\n", 99, 120), (2, 1, 2, 1));
    }

    #[test]
    fn a_binary_file_has_no_lines() {
        assert!(LineIndex::new(b"PK\x03\x04\x00"[..].into()).is_none());
    }

    #[test]
    fn a_snippet_is_masked_and_short() {
        let text = format!("x = 1\npassword = \"hunter2\"{}\n", " ".repeat(1_000));
        let span = Span { start: 18, end: 25 };
        let redactor = Redactor::new(text.as_bytes(), &[span]);
        let index = LineIndex::new(text.as_bytes().into()).unwrap();
        let snippet = index.snippet(span, &redactor);
        assert_eq!(snippet.line, 2);
        assert!(snippet.text.starts_with("password = \"[REDACTED]\" "), "{snippet:?}");
        assert!(snippet.text.len() < 400);
        assert_eq!(&snippet.text[snippet.highlight], "[REDACTED]");
        assert_eq!(index.context(span, &redactor), "password = \"[REDACTED]\"");
    }
}
