//! What a plugin says of a file or of a project, checked but not yet made readable: spans are bytes.

use serde::{Deserialize, Serialize};

use crate::{Precision, RepoPath, Rule, Severity};

/// Bytes of a file, from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// One past the last.
    pub end: u64,
}

impl Span {
    /// As indices, cut to a length.
    #[must_use]
    pub fn within(self, length: usize) -> std::ops::Range<usize> {
        let end = usize::try_from(self.end).unwrap_or(usize::MAX).min(length);
        usize::try_from(self.start).unwrap_or(usize::MAX).min(end)..end
    }
}

/// A place in an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The input.
    pub path: RepoPath,
    /// Where in it; none: the input as a whole.
    pub span: Option<Span>,
    /// A word on what is there.
    pub message: Option<String>,
    /// What it is in: a notebook's cell, a container's member, a function.
    pub logical: Option<String>,
}

/// Bytes to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The input.
    pub path: RepoPath,
    /// What to take out.
    pub span: Span,
    /// What to put in.
    pub replacement: String,
}

/// Whether a fix may be made without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Applicability {
    /// Keeps what the code means.
    Safe,
    /// May change what the code means.
    Unsafe,
    /// To be read, not applied.
    DisplayOnly,
}

/// A way to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether it may be made without a look.
    pub applicability: Applicability,
    /// Its edits.
    pub edits: Vec<Edit>,
}

/// Something that a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The full id.
    pub rule: String,
    /// What is wrong here.
    pub message: String,
    /// Where.
    pub location: Location,
    /// Other places that belong to it.
    pub related: Vec<Location>,
    /// Source to sink.
    pub flow: Vec<Location>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
    /// Bytes of its file that nothing may show.
    pub redact: Vec<Span>,
    /// What makes it the same finding tomorrow; empty: the masked line.
    pub identity: String,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// Another precision than the rule's.
    pub precision: Option<Precision>,
    /// Name and value pairs for SARIF.
    pub properties: Vec<(String, String)>,
}

/// What one file lets be known for later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// `<plugin>/<name>`.
    pub topic: String,
    /// JSON where others may consume it, otherwise the plugin's own bytes.
    pub data: Vec<u8>,
}

/// How much of something was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// Looked at, with something lost.
    Partial,
    /// Not looked at: the scan is incomplete.
    Unread,
}

/// Something that a plugin could not look at as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// How much.
    pub kind: GapKind,
    /// What, and why.
    pub message: String,
    /// Where; none: the scanned file, or the whole project.
    pub location: Option<Location>,
}

/// All that one call of a plugin says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What was found.
    pub findings: Vec<Finding>,
    /// Rules that the input brought.
    pub rules: Vec<Rule>,
    /// For `conclude`.
    pub facts: Vec<Fact>,
    /// What was not looked at.
    pub gaps: Vec<Gap>,
    /// Files that this one names.
    pub requests: Vec<RepoPath>,
    /// Bytes that nothing may show although no finding speaks of them.
    pub masks: Vec<Span>,
    /// How many findings were more than the host keeps.
    pub dropped_findings: u64,
}
