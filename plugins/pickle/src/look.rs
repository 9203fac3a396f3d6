//! Looks at bytes in every way in which a program could load them, and unites what it finds: a file that is a pickle may be
//! an archive as well.

use std::collections::BTreeSet;

use secws_plugin_sdk::{File, Finding, Gap, Location, Outcome, Span};

use crate::container::packing::{self, Packing};
use crate::container::zip::Anomaly;
use crate::container::{npy, tar, zip};
use crate::judge::Judge;
use crate::machine::{Machine, opcode};
use crate::named::{Named, named};
use crate::report::{self, Subject};
use crate::source::{Bytes, End, PIECE, Source};
use crate::streams::{self, Seen};

/// How deep containers are opened in one another.
const MOST_DEPTH: u8 = 4;

/// How many findings one file may have.
const MOST_FINDINGS: usize = 1_000;

/// How many sources one file may hold: archives can be laid out so that each member is all of the others.
const MOST_SOURCES: u32 = 100_000;

/// How many bytes tell what is in a member.
const HEAD: u32 = 1024;

/// Where in the file some bytes are, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Members' paths, the outermost first, with `!/` between them; empty for the file itself.
    pub path: String,
    pub named: Named,
}

impl Place {
    /// A member of what is here.
    pub(crate) fn member(&self, name: &str, named: Named) -> Self {
        let separator = if self.path.is_empty() { "" } else { "!/" };
        Place { path: format!("{}{separator}{name}", self.path), named }
    }
}

/// One file's scan.
pub(crate) struct Scan<'a> {
    pub bytes: &'a Bytes<'a>,
    pub judge: &'a Judge,
    /// The file's.
    pub path: String,
    pub findings: Vec<Finding>,
    pub gaps: Vec<Gap>,
    /// All that was imported, for who asks.
    pub subjects: Option<Vec<Subject>>,
    /// How many more findings there were.
    more: u64,
    /// How many more sources may be looked at.
    left: u32,
}

/// Scans a file; with `subjects`, all that it imports is kept.
pub(crate) fn file(file: &dyn File, judge: &Judge, subjects: bool) -> (Outcome, Vec<Subject>) {
    let bytes = Bytes::of(file);
    let path = file.path();
    let place = Place { path: String::new(), named: named(&path) };
    let (findings, gaps, subjects) = (Vec::new(), Vec::new(), subjects.then(Vec::new));
    let mut scan = Scan { bytes: &bytes, judge, path, findings, gaps, subjects, more: 0, left: MOST_SOURCES };
    scan.look(&Source::whole(&bytes), &place, 0);
    if scan.more > 0 {
        let message = format!("The file has {} findings more than are shown.", scan.more);
        scan.gaps.push(Gap::partial(message, Some(Location::file(&scan.path))));
    }
    let outcome = Outcome { findings: scan.findings, gaps: scan.gaps, ..Outcome::default() };
    (outcome, scan.subjects.unwrap_or_default())
}

impl Scan<'_> {
    /// Looks at all that some bytes may be; whether they are a pickle or hold one.
    pub(crate) fn look(&mut self, source: &Source, place: &Place, depth: u8) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        if left == 0 {
            let message = format!("The file holds more than the {MOST_SOURCES} members and pickles that were looked at.");
            self.gaps.push(Gap::unread(message, Some(Location::file(&self.path))));
            return false;
        }
        let bytes = self.bytes;
        let mut reader = source.open(bytes, if depth == 0 { PIECE } else { HEAD });
        let head = match reader.available() {
            Ok(head) => head.get(..head.len().min(HEAD as usize)).unwrap_or_default().to_vec(),
            Err(end) => {
                self.unread(source, place, &end);
                return false;
            }
        };
        if head.is_empty() {
            return false;
        }
        let container = self.look_inside(source, &head, place, depth);
        if head.starts_with(npy::MAGIC) {
            return self.look_at_array(&mut reader, source, place, depth) || container == Some(true);
        }
        // To an unpickler, the magic number of a zip is one that the loading program has to bring objects for.
        let opened = container.is_some() && head.starts_with(b"PK\x03\x04");
        let opens = !opened && head.first().copied().is_some_and(opcode::opens);
        let mut seen = Seen::default();
        if opens {
            let mut machine = Machine::new(self.judge);
            seen = streams::read(&mut machine, &mut reader, place.named != Named::Other);
            self.report(&machine, &seen, source, place, depth);
        }
        if seen.pickles == 0 && container.is_none() {
            self.say_what_is_no_pickle(&seen, &head, source, place);
        }
        seen.pickles > 0 || container == Some(true)
    }

    /// Opens a container; none if these bytes are none that is known.
    fn look_inside(&mut self, source: &Source, head: &[u8], place: &Place, depth: u8) -> Option<bool> {
        let packing = packing::of(head).filter(|_| place.named != Named::Other);
        let is_zip = head.starts_with(b"PK\x03\x04") || source.size().is_some();
        let is_tar = tar::starts(head) && place.named != Named::Other;
        if depth >= MOST_DEPTH {
            let container = packing.is_some() || is_tar || head.starts_with(b"PK\x03\x04");
            if container {
                let message = format!("Containers were opened {MOST_DEPTH} deep, and this one is deeper.");
                self.gaps.push(Gap::unread(message, Some(self.location(source, place, None))));
            }
            return container.then_some(false);
        }
        match packing {
            Some(Packing::Known(codec, start)) => {
                return Some(self.look(&packing::unpacked(source, codec, start), place, depth + 1));
            }
            Some(Packing::Unknown(name)) => {
                let message = format!("The file was not read: it is packed with {name}.");
                self.gaps.push(Gap::unread(message, Some(self.location(source, place, None))));
                return Some(false);
            }
            Some(Packing::Elsewhere) => {
                let message = "The file was not read: it only points to what Git LFS keeps elsewhere.";
                self.gaps.push(Gap::unread(message, Some(self.location(source, place, None))));
                return Some(false);
            }
            None => {}
        }
        if is_tar {
            return Some(tar::look(self, source, place, depth));
        }
        if !is_zip {
            return None;
        }
        match source.reachable(self.bytes) {
            Ok(source) => zip::look(self, &source, place, depth),
            Err(end) => {
                self.unread(source, place, &end);
                Some(false)
            }
        }
    }

    /// The pickle behind the header of an array's file, if it is one of objects.
    fn look_at_array(&mut self, reader: &mut crate::source::Reader<'_>, source: &Source, place: &Place, depth: u8) -> bool {
        match npy::holds_pickle(reader) {
            Ok(false) => false,
            Ok(true) => {
                let mut machine = Machine::new(self.judge);
                let seen = streams::read(&mut machine, reader, true);
                self.report(&machine, &seen, source, place, depth);
                seen.pickles > 0
            }
            Err(End::Eof) => {
                let message = "The array's file ends in its header.";
                self.gaps.push(Gap::partial(message, Some(self.location(source, place, None))));
                false
            }
            Err(end) => {
                self.unread(source, place, &end);
                false
            }
        }
    }

    fn report(&mut self, machine: &Machine<'_>, seen: &Seen, source: &Source, place: &Place, depth: u8) {
        if seen.pickles == 0 {
            return;
        }
        let subjects = report::subjects(machine, seen);
        let (findings, more) = report::findings(self, &subjects, source, place);
        self.more += more;
        findings.into_iter().for_each(|finding| self.push(finding));
        if let Some(all) = &mut self.subjects {
            all.extend(subjects);
        }
        self.say_what_was_lost(seen, source, place);
        self.look_at_nested(seen, source, place, depth);
    }

    /// Pickles in the bytes of another one.
    fn look_at_nested(&mut self, seen: &Seen, source: &Source, place: &Place, depth: u8) {
        if seen.nested.is_empty() {
            return;
        }
        if depth >= MOST_DEPTH {
            let message = format!("Pickles were opened {MOST_DEPTH} deep, and there are deeper ones.");
            self.gaps.push(Gap::unread(message, Some(self.location(source, place, None))));
            return;
        }
        // What is packed would be unpacked anew for each of them; what is too large to be kept still is.
        let kept = if seen.nested.len() > 1 { source.reachable(self.bytes).ok() } else { None };
        let source = kept.as_ref().unwrap_or(source);
        for nested in seen.nested.iter().copied().collect::<BTreeSet<_>>() {
            let inner = if nested.latin1 {
                source.latin1_part(nested.offset, nested.length)
            } else {
                source.part(nested.offset, nested.length)
            };
            let place = place.member(&format!("bytes at {}", nested.offset), Named::Model);
            self.look(&inner, &place, depth + 1);
        }
    }

    fn say_what_was_lost(&mut self, seen: &Seen, source: &Source, place: &Place) {
        for remark in &seen.remarks {
            let message = format!("The pickle was not followed all the way: {remark}.");
            self.gaps.push(Gap::unread(message, Some(self.location(source, place, None))));
        }
        let Some(broken) = &seen.broken else { return };
        let at = Some((broken.offset, 1));
        let message =
            format!("The pickle breaks off at byte {}: it {}. What comes before was looked at.", broken.offset, broken.why);
        let location = Some(self.location(source, place, at));
        if broken.bound {
            self.gaps.push(Gap::unread(message, location));
        } else if seen.imports > 0 {
            // What imports nothing runs nothing, wherever it breaks.
            self.gaps.push(Gap::partial(message, location));
        }
    }

    /// What is named like a pickle but is none. An empty file is no news: there is nothing in it that could be lost. Nor is
    /// text under one of the endings that are not pickles' alone: path files of Python's are called `.pth`, page templates
    /// `.pt`.
    fn say_what_is_no_pickle(&mut self, seen: &Seen, head: &[u8], source: &Source, place: &Place) {
        let expected = match place.named {
            Named::Pickle => true,
            Named::Model => !is_text(head),
            Named::Other => seen.broken.as_ref().is_some_and(|broken| broken.bound && broken.offset > 0),
        };
        if !expected {
            return;
        }
        let why = match &seen.broken {
            Some(broken) => format!("at byte {} it {}", broken.offset, broken.why),
            None => "it starts with what starts no pickle".to_owned(),
        };
        let bound = seen.broken.as_ref().is_some_and(|broken| broken.bound);
        let location = Some(self.location(source, place, None));
        let message = format!("The file could not be read as a pickle: {why}.");
        self.gaps.push(if bound { Gap::unread(message, location) } else { Gap::partial(message, location) });
    }

    pub(crate) fn unread(&mut self, source: &Source, place: &Place, end: &End) {
        let why = match end {
            End::Eof => "it ends too early",
            End::Bound(why) => why,
        };
        let message = format!("The file was not read to its end: {why}.");
        self.gaps.push(Gap::unread(message, Some(self.location(source, place, None))));
    }

    pub(crate) fn report_anomaly(&mut self, anomaly: &Anomaly, source: &Source, place: &Place) {
        if let Some(finding) = report::anomaly(self, anomaly, source, place) {
            self.push(finding);
        }
    }

    fn push(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// Bytes of a source as a place in the file; all of them if none are named.
    pub(crate) fn location(&self, source: &Source, place: &Place, at: Option<(u64, u64)>) -> Location {
        let (offset, length) = at.unwrap_or((0, u64::MAX));
        let Span { start, end } = source.span(offset, length);
        let location = Location::new(&self.path, Span { start, end });
        if place.path.is_empty() { location } else { location.logical(place.path.clone()) }
    }
}

/// Whether bytes look like text: none of them is a control character, but for white space.
fn is_text(head: &[u8]) -> bool {
    let control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let text = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end within a character.
        Err(error) => error.error_len().is_none(),
    };
    text && !head.iter().any(control)
}
