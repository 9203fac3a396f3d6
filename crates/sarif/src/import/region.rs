//! Regions as a log counts them, and the bytes of a file that they mean.

use std::ops::Range;

use secws_model::{Region, Span};
use serde_json::Value;

use super::value::number;

/// What a log's columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUnit {
    /// UTF-16 code units: `columnKind: utf16CodeUnits`, and what is taken where nothing is said.
    Utf16,
    /// Code points: `columnKind: unicodeCodePoints`.
    CodePoint,
    /// Bytes of UTF-8, for which SARIF has no name, but which some tools count.
    Byte,
}

impl ColumnUnit {
    /// Of a run. Where it does not say, what the tool is known to count: Bandit 1.9 hands on the byte offsets of Python's own
    /// parser, Semgrep 1.185 and gitleaks (its issue 1962) count bytes, Ruff 0.17 code points; all of them leave `columnKind`
    /// out.
    pub(crate) fn of(run: &Value, driver: &str) -> Self {
        match run.get("columnKind").and_then(Value::as_str) {
            Some("unicodeCodePoints") => ColumnUnit::CodePoint,
            Some(_) => ColumnUnit::Utf16,
            None => match driver.to_ascii_lowercase().split([' ', '-']).next().unwrap_or_default() {
                "bandit" | "semgrep" | "opengrep" | "gitleaks" | "betterleaks" => ColumnUnit::Byte,
                "ruff" => ColumnUnit::CodePoint,
                _ => ColumnUnit::Utf16,
            },
        }
    }
}

/// A region as the log has it: lines and columns from 1, offsets from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportedRegion {
    /// The first line.
    pub start_line: Option<u64>,
    /// The first column.
    pub start_column: Option<u64>,
    /// The last line.
    pub end_line: Option<u64>,
    /// One past the last column.
    pub end_column: Option<u64>,
    /// The first character of the file, and how many.
    pub characters: Option<(u64, u64)>,
    /// The first byte of the file, and how many.
    pub bytes: Option<(u64, u64)>,
    /// What columns and characters count.
    pub unit: ColumnUnit,
}

impl ImportedRegion {
    /// None for one that says nothing.
    pub(crate) fn read(region: &Value, unit: ColumnUnit) -> Option<Self> {
        let from_one = |key| number(region, key).filter(|&number| number > 0);
        let pair = |offset, length| Some((number(region, offset)?, number(region, length).unwrap_or_default()));
        let region = ImportedRegion {
            start_line: from_one("startLine"),
            start_column: from_one("startColumn"),
            end_line: from_one("endLine"),
            end_column: from_one("endColumn"),
            characters: pair("charOffset", "charLength"),
            bytes: pair("byteOffset", "byteLength"),
            unit,
        };
        (region.start_line.is_some() || region.characters.is_some() || region.bytes.is_some()).then_some(region)
    }

    /// Whether it names lines only.
    #[must_use]
    pub fn is_line_only(&self) -> bool {
        self.start_line.is_some() && self.start_column.is_none() && self.end_column.is_none()
    }

    /// As the log counts it, for a file that cannot be read: columns are right only where the log counts UTF-16.
    #[must_use]
    pub fn unresolved(&self) -> Option<Region> {
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let start = (number(self.start_line?), number(self.start_column.unwrap_or(1)));
        let end_line = number(self.end_line.or(self.start_line)?);
        let end = (end_line, self.end_column.map_or(start.1, number)).max(start);
        Some(Region { start_line: start.0, start_column: start.1, end_line: end.0, end_column: end.1 })
    }
}

/// A file, to find regions in.
#[derive(Debug)]
pub struct FileText<'a> {
    bytes: &'a [u8],
    /// Where its lines start.
    starts: Vec<usize>,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl<'a> FileText<'a> {
    /// One pass over the file.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(end, _)| end + 1);
        FileText { bytes, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes that a region means: of one that names lines only, the lines without the blanks around them; none where the
    /// file has no such line or byte. A region that is empty stands for its line.
    #[must_use]
    pub fn span(&self, region: &ImportedRegion) -> Option<Span> {
        let range = match (region.start_line, region.bytes, region.characters) {
            (Some(line), _, _) => self.lines(line, region)?,
            (None, Some((start, length)), _) => self.clipped(start, length)?,
            (None, None, Some((start, length))) => {
                let skipped = if self.bytes.starts_with(MARK) { MARK.len() } else { 0 };
                let text = &self.bytes[skipped..];
                let end = start.saturating_add(length);
                let [start, end] = [start, end].map(|count| skipped + offset(text, count, region.unit));
                if start >= self.bytes.len() { None? } else { start..end }
            }
            (None, None, None) => return None,
        };
        Some(Span { start: range.start as u64, end: range.end as u64 })
    }

    fn clipped(&self, start: u64, length: u64) -> Option<Range<usize>> {
        let start = usize::try_from(start).ok().filter(|&start| start < self.bytes.len())?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        Some(start..start.saturating_add(length).min(self.bytes.len()))
    }

    fn lines(&self, first: u64, region: &ImportedRegion) -> Option<Range<usize>> {
        let first_line = self.line(first)?;
        let last = region.end_line.unwrap_or(first).max(first).min(self.starts.len() as u64);
        let last_line = self.line(last)?;
        let whole = self.trimmed(first_line.start..last_line.end);
        if region.is_line_only() {
            return Some(whole);
        }
        let at = |line: &Range<usize>, column: u64| {
            line.start + offset(&self.bytes[line.clone()], column.saturating_sub(1), region.unit)
        };
        let start = at(&first_line, region.start_column.unwrap_or(1));
        let end = region.end_column.map_or(last_line.end, |column| at(&last_line, column));
        Some(if start < end { start..end } else { whole })
    }

    /// A line, from 1, without its end and without a byte order mark.
    fn line(&self, number: u64) -> Option<Range<usize>> {
        let position = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = *self.starts.get(position)?;
        let end = self.starts.get(position + 1).map_or(self.bytes.len(), |&next| next - 1);
        let text = &self.bytes[start..end];
        let end = start + text.strip_suffix(b"\r").unwrap_or(text).len();
        let marked = position == 0 && text.starts_with(MARK);
        Some((if marked { start + MARK.len() } else { start }.min(end))..end)
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.bytes[range.clone()];
        let before = text.len() - text.trim_ascii_start().len();
        let start = range.start + before;
        start..(start + text.trim_ascii().len())
    }
}

/// Where the character that so many units stand before begins; the text's length if there are fewer.
fn offset(text: &[u8], units: u64, unit: ColumnUnit) -> usize {
    let wanted = usize::try_from(units).unwrap_or(usize::MAX);
    if unit == ColumnUnit::Byte || text.get(..wanted.min(text.len())).is_some_and(<[u8]>::is_ascii) {
        return boundary(text, wanted.min(text.len()));
    }
    let (mut seen, mut position) = (0, 0);
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            if seen >= wanted {
                return position;
            }
            seen += if unit == ColumnUnit::Utf16 { character.len_utf16() } else { 1 };
            position += character.len_utf8();
        }
        if seen >= wanted {
            return position;
        }
        seen += usize::from(!chunk.invalid().is_empty());
        position += chunk.invalid().len();
    }
    position
}

/// The nearest offset at or before this one that does not part a character.
fn boundary(text: &[u8], mut offset: usize) -> usize {
    while offset > 0 && text.get(offset).is_some_and(|byte| (0x80..0xC0).contains(byte)) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn meant(text: &str, region: &Value, unit: ColumnUnit) -> Option<String> {
        let region = ImportedRegion::read(region, unit)?;
        let span = FileText::new(text.as_bytes()).span(&region)?;
        Some(text[span.within(text.len())].to_owned())
    }

    #[test]
    fn columns_are_counted_as_the_tool_counts_them() {
        let text = "first\n  \"ä😀\"; eval(x)\n";
        for (unit, column) in [(ColumnUnit::Byte, 13), (ColumnUnit::Utf16, 10), (ColumnUnit::CodePoint, 9)] {
            let region = json!({ "startLine": 2, "startColumn": column, "endColumn": column + 7 });
            assert_eq!(meant(text, &region, unit).as_deref(), Some("eval(x)"), "{unit:?}");
        }
    }

    #[test]
    fn lines_are_meant_without_the_blanks_around_them() {
        let text = "\u{feff}  a = 1  \r\n\tb\n\n";
        let of = |region: Value| meant(text, &region, ColumnUnit::Utf16);
        assert_eq!(of(json!({ "startLine": 1 })).as_deref(), Some("a = 1"));
        assert_eq!(of(json!({ "startLine": 1, "endLine": 2 })).as_deref(), Some("a = 1  \r\n\tb"));
        assert_eq!(of(json!({ "startLine": 1, "startColumn": 3 })).as_deref(), Some("a = 1  "));
        assert_eq!(of(json!({ "startLine": 1, "startColumn": 5, "endColumn": 5 })).as_deref(), Some("a = 1"));
        assert_eq!(of(json!({ "startLine": 4 })).as_deref(), Some(""));
        assert_eq!(of(json!({ "startLine": 5 })), None);
        assert_eq!(of(json!({ "startLine": 0 })), None);
    }

    #[test]
    fn offsets_count_from_the_start_of_the_file() {
        assert_eq!(meant("äbc", &json!({ "charOffset": 1, "charLength": 1 }), ColumnUnit::Utf16).as_deref(), Some("b"));
        assert_eq!(meant("äbc", &json!({ "byteOffset": 2, "byteLength": 9 }), ColumnUnit::Utf16).as_deref(), Some("bc"));
        assert_eq!(meant("äbc", &json!({ "byteOffset": 9 }), ColumnUnit::Utf16), None);
    }

    proptest! {
        #[test]
        fn a_span_is_in_its_file_and_parts_no_character(
            text in "[a-zä😀\u{feff} \r\n\t]{0,40}",
            numbers in proptest::array::uniform8(proptest::option::of(prop_oneof![0u64..12, any::<u64>()])),
            unit in proptest::sample::select(vec![ColumnUnit::Utf16, ColumnUnit::CodePoint, ColumnUnit::Byte]),
        ) {
            let keys = ["startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength", "byteOffset", "byteLength"];
            let region: serde_json::Map<_, _> =
                keys.iter().zip(numbers).filter_map(|(key, number)| Some(((*key).to_owned(), number?.into()))).collect();
            let by_bytes = region.contains_key("byteOffset");
            if let Some(region) = ImportedRegion::read(&Value::Object(region), unit)
                && let Some(span) = FileText::new(text.as_bytes()).span(&region)
            {
                prop_assert!(span.start <= span.end && span.end <= text.len() as u64);
                let whole = text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize);
                prop_assert!(whole || by_bytes);
            }
        }

        #[test]
        fn our_own_regions_come_back(text in "[a-zä😀 \n]{1,40}", at in 0usize..40, length in 1usize..10) {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len()));
            let span = Span { start: start as u64, end: end as u64 };
            prop_assume!(start < end && !text[start..end].ends_with('\n'));
            let index = secws_model::LineIndex::new(text.as_bytes().into()).unwrap();
            let region = index.region(span);
            let region = json!({
                "startLine": region.start_line, "startColumn": region.start_column,
                "endLine": region.end_line, "endColumn": region.end_column,
            });
            let region = ImportedRegion::read(&region, ColumnUnit::Utf16).unwrap();
            prop_assert_eq!(FileText::new(text.as_bytes()).span(&region), Some(span));
        }
    }
}
