//! What is reported: findings that a person can read, masked, in order.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Applicability, Fingerprints, Origin, Precision, Region, RepoPath, Rule, Severity, Snippet, Span};

/// A place that a person can find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedEdit {
    /// The input.
    pub path: RepoPath,
    /// What to take out.
    pub region: Region,
    /// What to put in.
    pub replacement: String,
}

/// A way to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedFix {
    /// What it does.
    pub title: String,
    /// Whether it may be made without a look.
    pub applicability: Applicability,
    /// Its edits.
    pub edits: Vec<ReportedEdit>,
}

/// A rule that says the same as the one that a finding is reported under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The full id.
    pub rule: String,
    /// The plugin, or the imported tool, that it is of.
    pub plugin: String,
    /// What it said.
    pub message: String,
    /// The result of an imported log, whole, masked.
    #[serde(skip)]
    pub original: Option<Arc<Value>>,
}

/// Where it is said that a finding is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SuppressionKind {
    /// In a comment beside it.
    InSource,
    /// In settings, or in a file of another tool.
    External,
}

/// Somebody said that a finding is known and accepted. It is reported, but fails no gate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Suppression {
    /// Where it is said.
    pub kind: SuppressionKind,
    /// Why, if it is said.
    pub justification: Option<String>,
    /// The file that says so.
    pub path: RepoPath,
    /// The line, from 1; none where the file has no lines.
    pub line: Option<u32>,
}

/// A finding beside a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BaselineState {
    /// The baseline does not know it.
    New,
    /// The baseline knows it.
    Unchanged,
    /// The baseline knows it, and it is gone.
    Absent,
}

impl BaselineState {
    /// SARIF's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            BaselineState::New => "new",
            BaselineState::Unchanged => "unchanged",
            BaselineState::Absent => "absent",
        }
    }
}

/// A finding that a person can read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Where its file comes from.
    pub origin: Origin,
    /// Bytes of its file that are masked: those of a finding that is about a secret.
    pub redact: Vec<Span>,
    /// Who said that it is known. Empty: nobody.
    pub suppressions: Vec<Suppression>,
    /// What a baseline says of it; none without a baseline.
    pub baseline: Option<BaselineState>,
    /// Whether it fails the gate. Set by the judge.
    pub fails: bool,
    /// The result of an imported log, whole, masked; none for our own.
    #[serde(skip)]
    pub original: Option<Arc<Value>>,
}

impl ReportedFinding {
    /// Whether somebody said that it is known.
    #[must_use]
    pub fn is_suppressed(&self) -> bool {
        !self.suppressions.is_empty()
    }

    /// Whether it is there now: a baseline's finding that is gone is not.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.baseline != Some(BaselineState::Absent)
    }

    /// Whether it is to be looked at: there, and not suppressed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_present() && !self.is_suppressed()
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// A suppression that suppresses nothing.
    SuppressionUnused,
    /// A suppression whose day has come.
    SuppressionExpired,
    /// A suppression that names no rule that there is.
    SuppressionUnknownRule,
    /// Something of an imported log could not be used.
    ImportIncomplete,
    /// A shard's partial result is not there.
    ShardMissing,
    /// Less was looked at than settings ask for.
    CoverageBelowFloor,
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
            NotificationKind::SuppressionUnused => "suppression-unused",
            NotificationKind::SuppressionExpired => "suppression-expired",
            NotificationKind::SuppressionUnknownRule => "suppression-unknown-rule",
            NotificationKind::ImportIncomplete => "import-incomplete",
            NotificationKind::ShardMissing => "shard-missing",
            NotificationKind::CoverageBelowFloor => "coverage-below-floor",
        }
    }

    /// Whether the scan is incomplete by it.
    #[must_use]
    pub fn is_incomplete(self) -> bool {
        !matches!(
            self,
            NotificationKind::PartialGap
                | NotificationKind::AdvisoriesStale
                | NotificationKind::SuppressionUnused
                | NotificationKind::SuppressionExpired
                | NotificationKind::SuppressionUnknownRule
        )
    }

    /// How loud it is.
    #[must_use]
    pub fn level(self) -> NotificationLevel {
        match self {
            NotificationKind::PartialGap | NotificationKind::SuppressionUnused => NotificationLevel::Note,
            NotificationKind::AdvisoriesStale
            | NotificationKind::SuppressionExpired
            | NotificationKind::SuppressionUnknownRule => NotificationLevel::Warning,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// What.
    pub kind: NotificationKind,
    /// The plugin it happened to.
    pub plugin: Option<String>,
    /// One or two sentences.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// Why settings accept this gap; none: they do not.
    pub accepted: Option<String>,
}

impl Notification {
    /// One without a place.
    #[must_use]
    pub fn new(kind: NotificationKind, message: impl Into<String>) -> Self {
        Notification { kind, plugin: None, message: message.into(), place: None, accepted: None }
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

    /// Whether the scan is incomplete by it: something was not looked at, and settings do not accept that.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.kind.is_incomplete() && self.accepted.is_none()
    }

    /// At a place.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }
}

/// A plugin that took part, or a tool whose log was imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PluginInfo {
    /// Its name, with which its rules' ids begin.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The rules it declared and those that the input brought.
    pub rules: Vec<Rule>,
    /// The tool's own name, for one whose log was imported: `Bandit`.
    pub imported: Option<String>,
}

/// Why a file was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Skipped {
    /// No plugin wants such a file.
    Unwanted,
    /// `exclude` or a `.secwsignore` names it.
    Excluded,
    /// It is larger than the plugins that want it take.
    TooLarge,
    /// It could not be read.
    Unreadable,
    /// A plugin failed on it.
    Failed,
}

impl Skipped {
    /// All of them.
    pub const ALL: [Skipped; 5] =
        [Skipped::Unwanted, Skipped::Excluded, Skipped::TooLarge, Skipped::Unreadable, Skipped::Failed];

    /// Kebab-case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Skipped::Unwanted => "unwanted",
            Skipped::Excluded => "excluded",
            Skipped::TooLarge => "too-large",
            Skipped::Unreadable => "unreadable",
            Skipped::Failed => "failed",
        }
    }
}

/// What one plugin looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PluginCoverage {
    /// Its name.
    pub plugin: String,
    /// Files that it looked at.
    pub files: u64,
    /// Files that it wanted and did not look at, by reason.
    pub skipped: BTreeMap<Skipped, u64>,
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Inputs that were seen: files, blobs of history, members of archives.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// Inputs that at least one plugin looked at.
    pub scanned: u64,
    /// Inputs that none looked at, by reason. Excluded ones are not among `files`.
    pub skipped: BTreeMap<Skipped, u64>,
    /// Of the inputs, blobs of git's history.
    pub blobs: u64,
    /// Of the inputs, members of archives.
    pub members: u64,
    /// By plugin.
    pub plugins: Vec<PluginCoverage>,
}

/// Only a part of what was found is shown and judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrowed {
    /// To what: `changes since 1a2b3c4`, `staged changes`.
    pub to: String,
    /// Findings that are left out.
    pub hidden: u64,
}

/// All that a run has to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// By name.
    pub plugins: Vec<PluginInfo>,
    /// By place and rule; suppressed ones and those that are gone included.
    pub findings: Vec<ReportedFinding>,
    /// By place and kind.
    pub notifications: Vec<Notification>,
    /// What was looked at.
    pub coverage: Coverage,
    /// Whether anything was masked.
    pub redacted: bool,
    /// Set where only a part is shown and judged.
    pub narrowed: Option<Narrowed>,
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
        self.notifications.iter().any(Notification::is_incomplete)
    }

    /// Findings to be looked at: there, and not suppressed.
    pub fn open(&self) -> impl Iterator<Item = &ReportedFinding> {
        self.findings.iter().filter(|finding| finding.is_open())
    }
}
