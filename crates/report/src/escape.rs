//! Strings from a repository, made safe to print.
//!
//! Characters that steer a terminal, reorder text, end a line or show nothing appear as `\u{…}`, so that what a reader sees is
//! what is there. A build service reads commands out of what is printed: `::error …` where a line starts, which no line of a
//! report does with a foreign string, and `##[error]`, `##vso[task]` or `##teamcity[x]` anywhere in a line, whose bracket is
//! escaped therefore.

use std::borrow::Cow;
use std::ops::Range;

/// What a tab of a source line becomes.
const TAB: &str = "    ";

/// A sentence: line breaks and tabs become blanks.
pub(crate) fn prose(text: &str) -> Cow<'_, str> {
    escaped(text, |character| matches!(character, '\n' | '\r' | '\t').then_some(" "))
}

/// A name, a path, a piece of code: line breaks and tabs are shown as `\n`, `\r` and `\t`.
pub(crate) fn name(text: &str) -> Cow<'_, str> {
    escaped(text, |character| match character {
        '\n' => Some("\\n"),
        '\r' => Some("\\r"),
        '\t' => Some("\\t"),
        _ => None,
    })
}

/// Lines of source, and where a part of them went: line ends stay, tabs become four blanks. The part is cut to the text, and
/// moved to where a character starts.
pub(crate) fn source(text: &str, part: Range<usize>) -> (String, Range<usize>) {
    let mut escaper = Escaper::default();
    let mut marks = [None; 2];
    let mut characters = text.char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        for (mark, wanted) in marks.iter_mut().zip([part.start, part.end]) {
            if mark.is_none() && wanted < offset + character.len_utf8() {
                *mark = Some(escaper.text.len());
            }
        }
        match character {
            '\r' if characters.peek().is_some_and(|&(_, next)| next == '\n') => {}
            '\n' => escaper.replace("\n"),
            '\t' => escaper.replace(TAB),
            _ => escaper.push(character),
        }
    }
    let [start, end] = marks.map(|mark| mark.unwrap_or(escaper.text.len()));
    (escaper.text, start..end.max(start))
}

/// Whether every character is a visible one of ASCII, as in a URI.
pub(crate) fn is_graphic(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn escaped<'a>(text: &'a str, replacement: impl Fn(char) -> Option<&'static str>) -> Cow<'a, str> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut escaper = Escaper::default();
    for character in text.chars() {
        match replacement(character) {
            Some(replacement) => escaper.replace(replacement),
            None => escaper.push(character),
        }
    }
    Cow::Owned(escaper.text)
}

/// What is escaped so far, and how much of a command its end could be.
#[derive(Default)]
struct Escaper {
    text: String,
    /// How many `#` it ends in, at most two; letters may follow two.
    hashes: u8,
    letters: bool,
}

impl Escaper {
    fn push(&mut self, character: char) {
        if is_unsafe(character) || (character == '[' && self.hashes == 2) {
            self.text.extend(character.escape_unicode());
            self.forget();
            return;
        }
        self.text.push(character);
        match character {
            '#' if self.letters => (self.hashes, self.letters) = (1, false),
            '#' => self.hashes = (self.hashes + 1).min(2),
            _ if character.is_ascii_alphabetic() && self.hashes == 2 => self.letters = true,
            _ if is_ignorable(character) => {}
            _ => self.forget(),
        }
    }

    fn replace(&mut self, replacement: &str) {
        self.text.push_str(replacement);
        self.forget();
    }

    fn forget(&mut self) {
        (self.hashes, self.letters) = (0, false);
    }
}

/// Controls (C0, DEL, C1), what sets the direction of text, separators of lines and paragraphs, and what shows nothing.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// What people need within words and emoji, but a comparison that knows of languages skips.
fn is_ignorable(character: char) -> bool {
    matches!(character, '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200c}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown() {
        assert_eq!(prose("a\u{1b}[31mb\u{9b}c\u{7f}\0"), r"a\u{1b}[31mb\u{9b}c\u{7f}\u{0}");
        assert_eq!(name("\u{1b}]8;;x\u{7}"), r"\u{1b}]8;;x\u{7}");
    }

    #[test]
    fn what_reorders_or_hides_text_is_shown() {
        for code in (0x202a..=0x202e).chain(0x2066..=0x2069).chain([0x200e, 0x200f, 0x2028, 0x2029, 0x200b, 0xfeff, 0x85]) {
            let text = char::from_u32(code).unwrap().to_string();
            assert_eq!(name(&text), format!("\\u{{{code:x}}}"));
            assert_eq!(prose(&text), format!("\\u{{{code:x}}}"));
        }
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(prose("a\nb\r\nc\td"), "a b  c d");
        assert_eq!(name("a\nb\r\nc\td"), r"a\nb\r\nc\td");
    }

    #[test]
    fn languages_and_emoji_stay() {
        let text = "Ünï 漢字 👩‍👩‍👧 ❤️ می‌خواهم";
        assert_eq!(prose(text), text);
    }

    #[test]
    fn commands_to_a_build_service_are_broken() {
        assert_eq!(prose("x ##[error]y"), r"x ##\u{5b}error]y");
        assert_eq!(name("##vso[task.x]####teamcity[y"), r"##vso\u{5b}task.x]####teamcity\u{5b}y");
        assert_eq!(prose("#\u{200d}#\u{fe0f}[error]"), "#\u{200d}#\u{fe0f}\\u{5b}error]");
        assert_eq!(prose("#[derive] ## [x] ##a#[b]"), "#[derive] ## [x] ##a#[b]");
    }

    #[test]
    fn a_part_of_source_is_kept_track_of() {
        let text = "\tif x\u{202e}:\r\n\t\ty";
        let (shown, part) = source(text, 4..text.len());
        assert_eq!(shown, "    if x\\u{202e}:\n        y");
        assert_eq!(&shown[part], "x\\u{202e}:\n        y");
    }

    #[test]
    fn a_part_that_does_not_fit_is_cut() {
        let (shown, part) = source("äb", 1..99);
        assert_eq!(&shown[part], "äb");
        let (shown, part) = source("ab", Range { start: 7, end: 3 });
        assert_eq!(&shown[part], "");
        let (shown, part) = source("", 0..0);
        assert_eq!((shown.as_str(), part), ("", 0..0));
    }
}
