//! What a scan gathers while it reads a file.

use secws_plugin_sdk::{Fact, Finding, Gap, Location, Outcome, Span};

use crate::Dependencies;
use crate::facts::{FileFacts, Format, Include, Package, Place, TOPIC};

/// More packages than any project has.
const MOST_PACKAGES: usize = 200_000;
/// More files than any file includes.
const MOST_INCLUDES: usize = 1_000;
/// A little less than a host takes of one file, in bytes.
const LARGEST_FACT: usize = 15 * 1024 * 1024;
/// How many places of a file that were not understood are told one by one.
const MOST_GAPS: usize = 20;

/// What a package is called and asked for by goes into messages, so it must stay short. In bytes.
const LONGEST_WORD: usize = 300;
/// In bytes, for conditions and ranges.
const LONGEST_PHRASE: usize = 3_000;

fn is_too_long(package: &Package) -> bool {
    let mut words = [Some(&package.name), package.version.as_ref()].into_iter().flatten().chain(&package.groups);
    let phrases = package.ranges.iter().chain(&package.marker);
    words.any(|word| word.len() > LONGEST_WORD) || phrases.map(String::len).sum::<usize>() > LONGEST_PHRASE
}

/// A file being read.
#[derive(Debug)]
pub struct Reading {
    path: String,
    /// What is known of it so far.
    pub facts: FileFacts,
    outcome: Outcome,
    untold: usize,
    overflown: bool,
}

impl Reading {
    /// Nothing of the file is known yet.
    pub fn new(path: &str, format: Format) -> Self {
        let facts = FileFacts { format, ..FileFacts::default() };
        Reading { path: path.to_owned(), facts, outcome: Outcome::default(), untold: 0, overflown: false }
    }

    /// The file's path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Keeps a package.
    pub fn add(&mut self, package: Package) {
        if is_too_long(&package) {
            self.lost(
                Some(package.span),
                "What is said of this package is longer than any real name or version, so it was not looked at.",
            );
        } else if self.facts.packages.len() < MOST_PACKAGES {
            self.facts.packages.push(package);
        } else if !self.overflown {
            self.overflown = true;
            let message = format!(
                "The file names more than {MOST_PACKAGES} packages; those after the first {MOST_PACKAGES} were not looked at."
            );
            self.unread(message, None);
        }
    }

    /// Keeps a finding.
    pub fn find(&mut self, finding: Finding) {
        self.outcome.findings.push(finding);
    }

    /// Keeps another file to be read as well.
    pub fn include(&mut self, include: Include) {
        if self.facts.includes.len() < MOST_INCLUDES {
            self.outcome.requests.push(include.path.clone());
            self.facts.includes.push(include);
        } else {
            self.lost(
                Some(include.span),
                format!("The file includes more than {MOST_INCLUDES} others; this one was not followed."),
            );
        }
    }

    /// Tells of a part that was not understood.
    pub fn lost(&mut self, place: Option<Place>, message: impl Into<String>) {
        if self.outcome.gaps.len() < MOST_GAPS {
            let location = self.location(place);
            self.outcome.gaps.push(Gap::partial(message, Some(location)));
        } else {
            self.untold = self.untold.saturating_add(1);
        }
    }

    /// Tells of what was not looked at.
    pub fn unread(&mut self, message: impl Into<String>, place: Option<Place>) {
        let location = self.location(place);
        self.outcome.gaps.push(Gap::unread(message, Some(location)));
    }

    /// A place in this file.
    pub fn location(&self, place: Option<Place>) -> Location {
        match place {
            Some((start, end)) => Location::new(&self.path, Span::new(start, end)),
            None => Location::file(&self.path),
        }
    }

    /// The outcome with the facts.
    ///
    /// # Errors
    /// The facts could not be written down.
    pub fn finish(mut self) -> Result<Outcome, String> {
        if self.untold > 0 {
            let message = format!("{} more places of this file were not understood either.", self.untold);
            self.outcome.gaps.push(Gap::partial(message, Some(Location::file(&self.path))));
        }
        let mut data = self.write()?;
        while data.len() > LARGEST_FACT && !self.facts.packages.is_empty() {
            let kept = self.facts.packages.len() / 2;
            self.facts.packages.truncate(kept);
            let message =
                format!("What the file says of its packages is too much; those after the first {kept} were not looked at.");
            self.unread(message, None);
            data = self.write()?;
        }
        self.outcome.facts.push(Fact::new::<Dependencies>(TOPIC, data));
        Ok(self.outcome)
    }

    fn write(&self) -> Result<Vec<u8>, String> {
        serde_json::to_vec(&self.facts).map_err(|error| format!("The packages could not be written down: {error}."))
    }
}
