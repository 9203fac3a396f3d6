//! Requirements and constraints files, read as pip reads them.

mod annotations;
mod includes;
mod lines;
mod options;

use std::ops::Range;

use annotations::Annotations;
pub use includes::include;
use lines::Line;
use options::{Options, Value};

use super::asked;
use crate::address;
use crate::facts::{Package, Place, Source};
use crate::names;
use crate::reading::Reading;
use crate::requirement::Problem;
use crate::rule::{self, Index};
use crate::text::Text;

/// Reads all lines.
pub fn read(text: &Text, reading: &mut Reading) {
    reading.facts.foreign_encoding = !text.is_utf8();
    if let Some((place, message)) = text.doubt {
        reading.lost(Some(place), message);
    }
    let mut file = File { text, reading, annotations: Annotations::default(), problems: Vec::new(), understood: false };
    for line in lines::lines(&text.text) {
        file.line(&line);
    }
    file.finish();
}

/// How many lines that were not understood are kept in mind.
const MOST_PROBLEMS: usize = 1_000;
const NOT_UNDERSTOOD: &str = "This line is neither a requirement nor an option that pip knows, so it was not looked at.";
const NO_REQUIREMENTS: &str = "No line of this file is a requirement that pip would read, so it was not looked at.";

struct File<'f> {
    text: &'f Text,
    reading: &'f mut Reading,
    annotations: Annotations,
    problems: Vec<(Place, String)>,
    understood: bool,
}

impl File<'_> {
    fn line(&mut self, line: &Line) {
        self.reading.facts.compiled |= line.comment.as_deref().is_some_and(annotations::is_header);
        if line.text.is_empty() {
            self.annotations.comment(line.comment.as_deref());
            return;
        }
        let (arguments, rest) = split(&line.text);
        let options = match options::parse(&line.text, rest) {
            Ok(options) => options,
            Err(refused) => return self.problem(line, refused),
        };
        let hashed = options.hashed;
        if !arguments.is_empty() {
            self.requirement(line, arguments, hashed);
        } else if let Some(editable) = options.editables.first() {
            self.editable(line, editable);
        } else {
            self.understood = true;
            self.includes(line, &options);
            self.indexes(line, &options);
        }
        self.annotations.comment_of_package(line.comment.as_deref(), self.reading.facts.packages.len());
    }

    fn requirement(&mut self, line: &Line, arguments: Range<usize>, hashed: bool) {
        let said = line.text.get(arguments.clone()).unwrap_or_default();
        let place = |part: Range<usize>| {
            let shift = |at: usize| arguments.start.saturating_add(at);
            self.text.place(line.place(shift(part.start)..shift(part.end)))
        };
        match package(said, place) {
            Ok(package) => self.add(Package { hashed, ..package }),
            Err(problem) => {
                let at = arguments.start.saturating_add(problem.at).min(arguments.end);
                self.problem(line, at..arguments.end);
            }
        }
    }

    fn editable(&mut self, line: &Line, editable: &Value) {
        let place = self.text.place(line.place(editable.span.clone()));
        match package(&editable.text, |_| place) {
            Ok(package) => self.add(package),
            Err(_) => self.problem(line, editable.span.clone()),
        }
    }

    fn add(&mut self, package: Package) {
        self.understood = true;
        // A folder of the project itself has no name here, and nothing to look up.
        if !package.name.is_empty() || package.source != Source::Path {
            self.reading.add(package);
        }
    }

    fn includes(&mut self, line: &Line, options: &Options) {
        let (value, constraint) = match (options.requirements.first(), options.constraints.first()) {
            (Some(value), _) => (value, false),
            (None, Some(value)) => (value, true),
            (None, None) => return,
        };
        let place = self.text.place(line.place(value.span.clone()));
        include(&value.text, constraint, place, self.reading);
    }

    fn indexes(&mut self, line: &Line, options: &Options) {
        for (values, trusted) in [(&options.indexes, false), (&options.trusted_hosts, true)] {
            for value in values {
                let place = self.reading.location(Some(self.text.place(line.place(value.span.clone()))));
                let index = Index { address: &value.text, trusted, place };
                rule::check_index(&index).for_each(|finding| self.reading.find(finding));
            }
        }
    }

    fn problem(&mut self, line: &Line, part: Range<usize>) {
        if self.problems.len() < MOST_PROBLEMS {
            let place = self.text.place(line.place(part));
            self.problems.push((place, NOT_UNDERSTOOD.to_owned()));
        }
    }

    /// A text that is no requirements file at all, whatever its name, is worth one word and not one a line.
    fn finish(self) {
        self.annotations.apply(&mut self.reading.facts);
        if self.understood {
            self.problems.into_iter().for_each(|(place, message)| self.reading.lost(Some(place), message));
        } else if let Some((place, _)) = self.problems.first() {
            self.reading.lost(Some(*place), NO_REQUIREMENTS);
        }
    }
}

/// The part before the first word that starts with `-`, which is the requirement, and the part from there on.
fn split(line: &str) -> (Range<usize>, Range<usize>) {
    let mut at = 0usize;
    for word in line.split(' ') {
        if word.starts_with('-') {
            let arguments = line.get(..at).unwrap_or_default().trim_end().len();
            return (0..arguments, at..line.len());
        }
        at = at.saturating_add(word.len()).saturating_add(1);
    }
    (0..line.len(), line.len()..line.len())
}

/// What pip takes a requirement's text for: an address, a path, or a PEP 508 requirement.
fn package(text: &str, place: impl Fn(Range<usize>) -> Place) -> Result<Package, Problem> {
    if address::is_address(text) {
        let (address, marker) = text.split_once("; ").unwrap_or((text, ""));
        return Ok(at(address.trim(), marker, place(0..address.len())));
    }
    let (path, marker) = text.split_once(';').unwrap_or((text, ""));
    let path = path.trim_end();
    let bare = path.split_once('[').map_or(path, |(path, _)| path);
    if !is_path(bare, path) {
        return asked::package(text, place);
    }
    let package = at(bare, marker, place(0..path.len()));
    // pip refuses a wheel whose name does not say what it is.
    let nameless = package.version.is_none() && bare.to_ascii_lowercase().ends_with(".whl");
    if nameless { Err(Problem { at: 0, why: "a wheel's name holds a version and tags" }) } else { Ok(package) }
}

/// Whether a text can only be a path. pip looks whether the file is there; here, what could be a requirement is one.
fn is_path(bare: &str, whole: &str) -> bool {
    let before_at = whole.split_once('@').map_or("", |(name, _)| name.trim());
    let named = whole.contains('@') && names::is_valid(before_at.split('[').next().unwrap_or_default().trim_end());
    let plain = !bare.contains(|c: char| c.is_whitespace() || "=<>!~\"'`]{}|*?".contains(c));
    !named && plain && (bare.starts_with('.') || bare.contains('/') || address::is_archive(bare))
}

fn at(address: &str, marker: &str, span: Place) -> Package {
    let marker = Some(marker.trim()).filter(|marker| !marker.is_empty()).map(str::to_owned);
    let mut package = Package { span, marker, direct: true, ..Package::default() };
    asked::at_address(address, &mut package);
    package
}
