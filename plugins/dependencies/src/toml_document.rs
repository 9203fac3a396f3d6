//! TOML with the place of every value, from files that may be broken or hostile.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::facts::Place;

/// Some ten times what the largest lock files hold; the parser needs about 60 bytes for each.
const MOST_TOKENS: usize = 8_000_000;
/// How many broken parts are kept in mind.
const MOST_PROBLEMS: usize = 1_000;
/// Dotted keys nest a table for each dot, and tables are dropped by recursion.
const DEEPEST_KEYS: usize = 100;
/// How many brackets may be open, closed by nobody.
const MOST_OPEN: usize = 100_000;

/// A document. One that is broken is cut at its table headers, so that what is wrong in one part loses no other.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    sections: Vec<(usize, Spanned<DeValue<'t>>)>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// In the file.
    pub place: Place,
    /// A whole sentence.
    pub message: String,
}

impl<'t> Document<'t> {
    /// Parses a document; `packages_apart` cuts a broken one into its packages, and not at every header.
    ///
    /// # Errors
    /// It is larger or nests deeper than any real one.
    pub fn parse(text: &'t str, packages_apart: bool) -> Result<Self, Problem> {
        check_bounds(text)?;
        let error = match DeTable::parse(text) {
            Ok(root) => return Ok(Document { text, sections: vec![(0, as_value(root))], problems: Vec::new() }),
            Err(error) => error.span().unwrap_or_default(),
        };
        let mut document = Document { text, sections: Vec::new(), problems: Vec::new() };
        for part in parts(text, packages_apart) {
            document.recover(part);
        }
        // Parts that are right each for itself, such as a table that is there twice.
        if document.problems.is_empty() {
            document.problem(0..text.len(), error);
        }
        Ok(document)
    }

    fn recover(&mut self, part: Range<usize>) {
        let (root, errors) = DeTable::parse_recoverable(self.text.get(part.clone()).unwrap_or_default());
        if let Some(error) = errors.first() {
            self.problem(part.clone(), error.span().unwrap_or_default());
        }
        self.sections.push((part.start, as_value(root)));
    }

    fn problem(&mut self, part: Range<usize>, at: Range<usize>) {
        if self.problems.len() < MOST_PROBLEMS {
            let shift = |offset: usize| part.start.saturating_add(offset).min(part.end) as u64;
            let message = "The file is not valid TOML here, so some of what it says was not understood.".to_owned();
            self.problems.push(Problem { place: (shift(at.start), shift(at.end)), message });
        }
    }

    /// The root table; of a broken document, that of each part.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.sections.iter().map(|(offset, value)| Node { text: self.text, offset: *offset, value })
    }
}

fn as_value(root: Spanned<DeTable<'_>>) -> Spanned<DeValue<'_>> {
    Spanned::new(root.span(), DeValue::Table(root.into_inner()))
}

fn check_bounds(text: &str) -> Result<(), Problem> {
    let mut depth = Depth::default();
    for (count, token) in Source::new(text).lex().enumerate() {
        depth.step(token.kind());
        if depth.is_too_deep() || count > MOST_TOKENS {
            let message = "The file is larger or nested deeper than any real one, so it was not looked at.".to_owned();
            return Err(Problem { place: (token.span().start() as u64, token.span().end() as u64), message });
        }
    }
    Ok(())
}

/// How many tables dotted keys nest. The parser itself bounds what brackets nest.
#[derive(Debug, Default)]
struct Depth {
    /// Of the keys of all open brackets.
    around: usize,
    /// Of each of them.
    open: Vec<usize>,
    /// Of the key or number at hand.
    here: usize,
}

impl Depth {
    fn step(&mut self, token: TokenKind) {
        match token {
            TokenKind::Dot => self.here = self.here.saturating_add(1),
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                self.around = self.around.saturating_add(self.here);
                self.open.push(std::mem::take(&mut self.here));
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                self.around = self.around.saturating_sub(self.open.pop().unwrap_or_default());
                self.here = 0;
            }
            TokenKind::Comma | TokenKind::Newline | TokenKind::Comment => self.here = 0,
            _ => {}
        }
    }

    fn is_too_deep(&self) -> bool {
        self.around.saturating_add(self.here) > DEEPEST_KEYS || self.open.len() > MOST_OPEN
    }
}

/// Cuts a text before the lines that start a table.
fn parts(text: &str, packages_apart: bool) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0usize;
    for line in text.split_inclusive('\n') {
        let header = line.split('#').next().unwrap_or_default().trim_end();
        let inside = packages_apart && (header.starts_with("[package.") || header.starts_with("[[package."));
        if header.starts_with('[') && header.ends_with(']') && !inside {
            starts.push(at);
        }
        at = at.saturating_add(line.len());
    }
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| if let [start, end] = pair { Some(*start..*end) } else { None }).collect()
}

/// A value in a document.
#[derive(Debug, Clone, Copy)]
pub struct Node<'d> {
    text: &'d str,
    offset: usize,
    value: &'d Spanned<DeValue<'d>>,
}

/// A text in a document.
#[derive(Debug, Clone, Copy)]
pub struct Words<'d> {
    /// What it says.
    pub value: &'d str,
    start: usize,
    end: usize,
    verbatim: bool,
}

impl Words<'_> {
    /// All of it, without the quotes where it has no escapes.
    pub fn place(&self) -> Place {
        (self.start as u64, self.end as u64)
    }

    /// A part of what it says; all of it where it has escapes, so that the part cannot be found again.
    pub fn part(&self, part: Range<usize>) -> Place {
        if !self.verbatim {
            return self.place();
        }
        let at = |offset: usize| self.start.saturating_add(offset).min(self.end) as u64;
        (at(part.start), at(part.end.max(part.start)))
    }

    /// Whether its parts can be found again, and so replaced.
    pub fn is_verbatim(&self) -> bool {
        self.verbatim
    }
}

impl<'d> Node<'d> {
    fn child(self, value: &'d Spanned<DeValue<'d>>) -> Self {
        Node { value, ..self }
    }

    /// Where it stands. For a table with a header, that is the header.
    pub fn place(self) -> Place {
        let span = self.value.span();
        (self.offset.saturating_add(span.start) as u64, self.offset.saturating_add(span.end) as u64)
    }

    /// The value under a key of a table.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        self.value.get_ref().as_table()?.get(key).map(|value| self.child(value))
    }

    /// The value under keys of tables in tables.
    pub fn at(self, keys: &[&str]) -> Option<Node<'d>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The elements of an array; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        self.value.get_ref().as_array().into_iter().flat_map(|array| array.iter()).map(move |value| self.child(value))
    }

    /// The keys and values of a table; none of anything else.
    pub fn entries(self) -> impl Iterator<Item = (Words<'d>, Node<'d>)> {
        let entries = self.value.get_ref().as_table().into_iter().flat_map(|table| table.iter());
        entries.map(move |(key, value)| (self.words_at(key.get_ref(), key.span()), self.child(value)))
    }

    /// What it says, if it is a text.
    pub fn words(self) -> Option<Words<'d>> {
        self.value.get_ref().as_str().map(|text| self.words_at(text, self.value.span()))
    }

    /// The text under a key.
    pub fn text(self, key: &str) -> Option<&'d str> {
        self.get(key)?.value.get_ref().as_str()
    }

    /// The truth value under a key.
    pub fn flag(self, key: &str) -> Option<bool> {
        self.get(key)?.value.get_ref().as_bool()
    }

    /// The number under a key, as written.
    pub fn number(self, key: &str) -> Option<&'d str> {
        self.get(key)?.value.get_ref().as_integer().map(|number| number.as_str())
    }

    /// Whether it is a table.
    pub fn is_table(self) -> bool {
        self.value.get_ref().is_table()
    }

    fn words_at(self, value: &'d str, span: Range<usize>) -> Words<'d> {
        let start = self.offset.saturating_add(span.start);
        let end = self.offset.saturating_add(span.end);
        let raw = self.text.get(start..end).unwrap_or_default();
        let quotes = ["\"\"\"", "'''", "\"", "'", ""].into_iter().find(|quotes| raw.starts_with(quotes)).unwrap_or_default();
        let inner = start.saturating_add(quotes.len());
        let verbatim = raw.get(quotes.len()..).and_then(|rest| rest.strip_prefix(value)) == Some(quotes);
        if verbatim {
            Words { value, start: inner, end: inner.saturating_add(value.len()), verbatim }
        } else {
            Words { value, start, end, verbatim }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String)> {
        let document = Document::parse(text, true).unwrap();
        let packages = document.roots().filter_map(|root| root.get("package")).flat_map(Node::items);
        let names = packages.filter_map(|package| package.get("name")?.words());
        names
            .map(|name| (name.value.to_owned(), text[name.place().0 as usize..name.place().1 as usize].to_owned()))
            .collect()
    }

    #[test]
    fn places_are_right_with_marks_and_any_line_ends() {
        for text in
            ["[[package]]\nname = \"a\"\n", "\u{feff}# é\r\n[[package]]\r\nname = 'a'\r\n", "package = [{ name = \"a\" }]"]
        {
            assert_eq!(names(text), [("a".to_owned(), "a".to_owned())], "{text:?}");
        }
        assert_eq!(names("[[package]]\nname = \"\\u0061\"\n")[0], ("a".to_owned(), "\"\\u0061\"".to_owned()));
    }

    #[test]
    fn a_broken_package_loses_no_other() {
        for broken in [
            "name \"b\"",
            "name = ",
            "name = \"b\nversion = 1",
            "deps = [\n{ name = \"x\" },",
            "<<<<<<< HEAD",
            "name = 'b'\nname = 'c'",
        ] {
            let text =
                format!("[[package]]\nname = 'a'\n\n[[package]]\n{broken}\n\n[[package]]\nname = 'z'\n[package.x]\ny = 1\n");
            let found: Vec<_> = names(&text).into_iter().map(|(name, _)| name).collect();
            assert!(found.contains(&"a".to_owned()) && found.contains(&"z".to_owned()), "{text}\n{found:?}");
            let problems = Document::parse(&text, true).unwrap().problems;
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(text[..problems[0].place.0 as usize].contains("[[package]]\n"), "{problems:?}");
        }
    }

    #[test]
    fn hostile_documents_are_refused_or_survived() {
        assert!(Document::parse(&format!("[{}a]", "a.".repeat(100_000)), true).is_err());
        assert!(Document::parse(&format!("a = 1\n{}a = 1", "a . ".repeat(100_000)), true).is_err());
        assert!(Document::parse(&format!("a = {}", "{a.a.a.a = ".repeat(79)), true).is_err());
        for open in ["[", "{a=", "[{a=", "[[", "{{"] {
            assert!(!Document::parse(&format!("a = {}", open.repeat(20_000)), true).unwrap().problems.is_empty());
            assert!(Document::parse(&format!("a = {}", open.repeat(200_000)), true).is_err());
        }
        assert!(!Document::parse(&"]".repeat(100_000), true).unwrap().problems.is_empty());
        assert!(!Document::parse(&"[a]\na\n".repeat(50_000), false).unwrap().problems.is_empty());
        assert!(!Document::parse(&"[a\n".repeat(50_000), false).unwrap().problems.is_empty());
    }

    #[test]
    fn many_numbers_are_no_deep_key() {
        assert!(Document::parse(&format!("a = [{}]", "0.1, ".repeat(5_000)), true).is_ok());
    }
}
