//! From a file's bytes to the text that is parsed, and back from the text's offsets to the file's.

use std::borrow::Cow;

/// A file's text. Offsets in it are those of the file, except after letters that take more bytes in UTF-8 than they took
/// in the file.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// In UTF-8.
    pub text: Cow<'a, str>,
    /// Offsets in the text of the second byte of every letter that took one byte in the file, in order.
    grown: Vec<u32>,
    /// Whether the bytes are neither UTF-8 nor in an encoding that the file declares.
    pub guessed: bool,
}

impl Decoded<'_> {
    /// The offset in the file of an offset in the text.
    #[must_use]
    pub fn original(&self, offset: u32) -> u64 {
        let before = self.grown.partition_point(|&position| position < offset);
        u64::from(offset).saturating_sub(before as u64)
    }
}

/// The text of a Python file: UTF-8, or what its first two lines declare.
///
/// # Errors
/// It is in an encoding whose letters may hold bytes that look like ASCII, so that its syntax cannot be seen.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), grown: Vec::new(), guessed: false });
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("The file is in UTF-16, which Python cannot run, so it was not scanned.".to_owned());
    }
    let declared = declared_encoding(bytes);
    match declared.as_deref() {
        Some(name) if is_ambiguous(name) => {
            Err(format!("The file's encoding '{name}' is not supported, so it was not scanned."))
        }
        Some(name) => Ok(single_bytes(bytes, name.starts_with("utf"))),
        None => Ok(single_bytes(bytes, true)),
    }
}

/// One letter a byte: right for Latin-1, and for every encoding whose other letters take only bytes past 127 it keeps all
/// that is syntax.
fn single_bytes(bytes: &[u8], guessed: bool) -> Decoded<'static> {
    let mut text = String::with_capacity(bytes.len().saturating_add(64));
    let mut grown = Vec::new();
    for &byte in bytes {
        text.push(char::from(byte));
        if byte >= 0x80 {
            grown.push(u32::try_from(text.len()).unwrap_or(u32::MAX).saturating_sub(1));
        }
    }
    Decoded { text: Cow::Owned(text), grown, guessed }
}

/// The encoding that a comment on one of the first two lines names (PEP 263), in lower case.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    bytes.split(|&byte| byte == b'\n').take(2).find_map(|line| {
        let line = String::from_utf8_lossy(line.get(..200.min(line.len()))?);
        let comment = line.trim_start().strip_prefix('#')?;
        let (_, rest) = comment.split_once("coding")?;
        let name = rest.strip_prefix([':', '='])?.trim_start();
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(name.len());
        name.get(..end).filter(|name| !name.is_empty()).map(str::to_ascii_lowercase)
    })
}

/// Encodings in which the second byte of a letter may look like a quote, a backslash or a bracket.
fn is_ambiguous(name: &str) -> bool {
    [
        "gb", "big5", "shift", "sjis", "cp932", "cp936", "cp949", "cp950", "johab", "utf-7", "utf-16", "utf-32", "iso2022",
        "hz",
    ]
    .iter()
    .any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_is_borrowed() {
        let decoded = decode("x = 'é'".as_bytes()).unwrap();
        assert!(matches!(decoded.text, Cow::Borrowed(_)));
        assert_eq!(decoded.original(7), 7);
    }

    #[test]
    fn offsets_of_latin_1_lead_back_to_the_file() {
        let bytes = b"# coding: latin-1\ns = '\xe9\xe8'; eval(s)";
        let decoded = decode(bytes).unwrap();
        let at = decoded.text.find("eval").unwrap();
        let original = usize::try_from(decoded.original(u32::try_from(at).unwrap())).unwrap();
        assert_eq!(&bytes[original..original + 4], b"eval");
        assert!(!decoded.guessed);
    }

    #[test]
    fn an_undeclared_encoding_is_a_guess() {
        assert!(decode(b"s = '\xe9'").unwrap().guessed);
    }

    #[test]
    fn encodings_that_hide_syntax_are_refused() {
        assert!(decode(b"# -*- coding: gbk -*-\ns = '\x81\x5c'").unwrap_err().contains("gbk"));
        assert!(decode(b"\xff\xfex\0").unwrap_err().contains("UTF-16"));
    }
}
