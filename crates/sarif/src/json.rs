//! JSON that is safe to print.
//!
//! JSON allows nearly every character as it is. A log can land on a terminal or in the log of a build, so those that steer a
//! terminal, reorder text or end a line are written as `\uXXXX`, and so is the bracket that makes a build service read text as
//! a command (`##[set-output]`, `##vso[task]`, `##teamcity[x]`; GitHub's runner looks for it anywhere in a line). A reader gets
//! the same strings.

use std::io::{self, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// Another formatter, with strings made safe.
#[derive(Debug)]
pub struct Guarded<Inner>(Inner);

impl Guarded<CompactFormatter> {
    /// On one line.
    #[must_use]
    pub fn compact() -> Self {
        Guarded(CompactFormatter)
    }
}

impl Guarded<PrettyFormatter<'static>> {
    /// Indented by two blanks.
    #[must_use]
    pub fn pretty() -> Self {
        Guarded(PrettyFormatter::new())
    }
}

impl<Inner: Formatter> Formatter for Guarded<Inner> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !fragment.contains("##") {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (offset, character) in fragment.char_indices() {
            if steers(character) || (character == '[' && ends_in_command(&fragment[..offset])) {
                out.write_all(&fragment.as_bytes()[written..offset])?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                written = offset + character.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }
    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }
    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }
    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }
    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

/// DEL, C1 controls, what sets the direction of text, line and paragraph separators, and characters that show nothing (which
/// a comparison that knows of languages skips, so that they could part a `##[`). C0 controls JSON escapes by itself.
fn steers(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether what stands before a bracket makes a command of it.
fn ends_in_command(before: &str) -> bool {
    before.trim_end_matches(|character: char| character.is_ascii_alphabetic()).ends_with("##")
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;

    use super::*;

    fn json(text: &str) -> String {
        let mut out = Vec::new();
        text.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Guarded::compact())).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        json
    }

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        assert_eq!(json("a\u{1b}[31m\u{9b}31m\u{7f}"), r#""a\u001b[31m\u009b31m\u007f""#);
        assert_eq!(json("x\u{202e}y\u{2066}z\u{2028}"), r#""x\u202ey\u2066z\u2028""#);
        assert_eq!(json("ünïcödé 😀"), "\"ünïcödé 😀\"");
    }

    #[test]
    fn what_commands_a_build_service_is_escaped() {
        assert_eq!(json("x ##[set-output name=a]b"), r###""x ##\u005bset-output name=a]b""###);
        assert_eq!(json("##vso[task.x]"), r###""##vso\u005btask.x]""###);
        assert_eq!(json("#\u{200b}#[error]"), r##""#\u200b#[error]""##);
        assert_eq!(json("## Example\n[link](x)"), r###""## Example\n[link](x)""###);
    }
}
