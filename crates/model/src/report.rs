//! What is reported: findings that a person can read, masked, in order.

use std::fmt;

use crate::{Applicability, Fingerprints, Precision, Region, RepoPath, Rule, Severity, Snippet, Span};

/// A place that a person can find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The input.
    pub path: RepoPath,
    /// Lines and columns; none for a whole file or a binary one.
    pub region: Option<Region>,
    /// The bytes; none for a whole file.
    pub span: Option<Span>,
    /// The masked text of its lines.
    pub snippet: Option<Snippet>,
    /// A word on what is there.
    pub message: Option<String>,
    /// What it is in.
    pub logical: Option<String>,
}

/// Text to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedEdit {
    /// The input.
    pub path: RepoPath,
    /// What to take out.
    pub region: Region,
    /// What to put in.
    pub replacement: String,
}

/// A way to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFix {
    /// What it does.
    pub title: String,
    /// Whether it may be made without a look.
    pub applicability: Applicability,
    /// Its edits.
    pub edits: Vec<ReportedEdit>,
}

/// A rule that says the same as the one that a finding is reported under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The full id.
    pub rule: String,
    /// What it said.
    pub message: String,
}

/// A finding that a person can read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedFinding {
    /// The full id of the rule.
    pub rule: String,
    /// The plugin it comes from.
    pub plugin: String,
    /// What is wrong here.
    pub message: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub precision: Precision,
    /// Where.
    pub place: Place,
    /// Other places that belong to it.
    pub related: Vec<Place>,
    /// Source to sink.
    pub flow: Vec<Place>,
    /// Ways to mend it.
    pub fixes: Vec<ReportedFix>,
    /// What makes it the same finding tomorrow.
    pub fingerprints: Fingerprints,
    /// GitHub's hash of the line; none where it would touch masked bytes.
    pub line_hash: Option<String>,
    /// Rules that said the same.
    pub sources: Vec<Source>,
    /// Name and value pairs for SARIF.
    pub properties: Vec<(String, String)>,
}

/// How loud a notification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotificationLevel {
    /// Worth knowing.
    Note,
    /// Something was lost.
    Warning,
    /// Something was not looked at.
    Error,
}

/// What happened to the scan itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationKind {
    /// An input could not be listed or read.
    UnreadableInput,
    /// An input is larger than a plugin takes.
    InputTooLarge,
    /// Nothing was there to scan.
    NothingToScan,
    /// A plugin ran longer than it may.
    PluginDeadline,
    /// A plugin wanted more memory than it may have.
    PluginMemory,
    /// A plugin called too deep.
    PluginStack,
    /// A plugin panicked.
    PluginPanic,
    /// A plugin failed otherwise.
    PluginTrap,
    /// A plugin said that it could not look at a file.
    PluginError,
    /// A plugin said something that the contract does not allow.
    PluginClaim,
    /// A plugin looked at something, with something lost.
    PartialGap,
    /// A plugin did not look at something.
    UnreadGap,
    /// More findings than are kept.
    FindingsDropped,
    /// More requests than are followed.
    RequestsDropped,
    /// The advisory data are old.
    AdvisoriesStale,
    /// The advisory data could not be read.
    AdvisoriesBroken,
}

impl NotificationKind {
    /// The id that a SARIF log gives it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            NotificationKind::UnreadableInput => "unreadable-input",
            NotificationKind::InputTooLarge => "input-too-large",
            NotificationKind::NothingToScan => "nothing-to-scan",
            NotificationKind::PluginDeadline => "plugin-deadline",
            NotificationKind::PluginMemory => "plugin-memory",
            NotificationKind::PluginStack => "plugin-stack",
            NotificationKind::PluginPanic => "plugin-panic",
            NotificationKind::PluginTrap => "plugin-trap",
            NotificationKind::PluginError => "plugin-error",
            NotificationKind::PluginClaim => "plugin-claim",
            NotificationKind::PartialGap => "partial",
            NotificationKind::UnreadGap => "unread",
            NotificationKind::FindingsDropped => "findings-dropped",
            NotificationKind::RequestsDropped => "requests-dropped",
            NotificationKind::AdvisoriesStale => "advisories-stale",
            NotificationKind::AdvisoriesBroken => "advisories-broken",
        }
    }

    /// Whether the scan is incomplete by it.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        !matches!(self, NotificationKind::PartialGap | NotificationKind::AdvisoriesStale)
    }

    /// How loud it is.
    #[must_use]
    pub fn level(self) -> NotificationLevel {
        match self {
            NotificationKind::PartialGap => NotificationLevel::Note,
            NotificationKind::AdvisoriesStale => NotificationLevel::Warning,
            _ => NotificationLevel::Error,
        }
    }
}

impl fmt::Display for NotificationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// Something that happened to the scan itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What.
    pub kind: NotificationKind,
    /// The plugin it happened to.
    pub plugin: Option<String>,
    /// One or two sentences.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
}

impl Notification {
    /// One without a place.
    #[must_use]
    pub fn new(kind: NotificationKind, message: impl Into<String>) -> Self {
        Notification { kind, plugin: None, message: message.into(), place: None }
    }

    /// In a plugin.
    #[must_use]
    pub fn plugin(mut self, name: &str) -> Self {
        self.plugin = Some(name.to_owned());
        self
    }

    /// At a file as a whole.
    #[must_use]
    pub fn path(self, path: &RepoPath) -> Self {
        self.place(Place { path: path.clone(), region: None, span: None, snippet: None, message: None, logical: None })
    }

    /// At a place.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// A plugin that took part.
#[derive(Debug, Clone, PartialEq)]
pub struct PluginInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The rules it declared and those that the input brought.
    pub rules: Vec<Rule>,
}

/// What one plugin looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PluginCoverage {
    /// Its name.
    pub plugin: String,
    /// Files that were routed to it.
    pub files: u64,
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Inputs that were listed.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Inputs that at least one plugin was handed.
    pub scanned: u64,
    /// The same by plugin.
    pub plugins: Vec<PluginCoverage>,
}

/// All that a run has to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// By name.
    pub plugins: Vec<PluginInfo>,
    /// By place and rule.
    pub findings: Vec<ReportedFinding>,
    /// By place and kind.
    pub notifications: Vec<Notification>,
    /// What was looked at.
    pub coverage: Coverage,
    /// Whether anything was masked.
    pub redacted: bool,
}

impl Report {
    /// The rule of an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let plugin = id.split('/').next().unwrap_or(id);
        let plugin = self.plugins.iter().find(|info| info.name == plugin)?;
        plugin.rules.iter().find(|rule| rule.id == id)
    }

    /// Whether something was not looked at.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.notifications.iter().any(|notification| notification.kind.is_incomplete())
    }
}
