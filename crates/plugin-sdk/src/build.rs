//! Short ways to build the contract's records.

use crate::{
    Description, Fact, Finding, Fix, Gap, GapKind, Interest, Literal, Location, Magic, Origin, Outcome, Plugin, Precision,
    Rule, SettingError, Severity, Span,
};

/// A rule as its author writes it down, once: a `static` beside the code that finds it.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    /// In kebab-case and without the plugin's name: `subprocess-shell-true`. Reads after "allow".
    pub name: &'static str,
    /// States the defect in a few words, no stop.
    pub title: &'static str,
    /// Markdown: why it matters, a bad example, a good one, references.
    pub help: &'static str,
    /// How bad it is when true.
    pub severity: Severity,
    /// How often it is true.
    pub precision: Precision,
    /// Numbers of the weaknesses it finds, the closest first.
    pub cwe: &'static [u32],
    /// Its ids in other tools.
    pub aliases: &'static [&'static str],
    /// Words to filter by.
    pub tags: &'static [&'static str],
    /// Whether it is on without settings.
    pub enabled: bool,
}

impl RuleInfo {
    /// What most rules have in common.
    pub const DEFAULT: RuleInfo = RuleInfo {
        name: "",
        title: "",
        help: "",
        severity: Severity::Medium,
        precision: Precision::Medium,
        cwe: &[],
        aliases: &[],
        tags: &[],
        enabled: true,
    };

    /// The full id: `<plugin>/<name>`.
    #[must_use]
    pub fn id<P: Plugin>(&self) -> String {
        format!("{}/{}", P::NAME, self.name)
    }

    /// The record that the host is told.
    #[must_use]
    pub fn rule<P: Plugin>(&self) -> Rule {
        Rule {
            id: self.id::<P>(),
            title: self.title.to_owned(),
            help_markdown: self.help.to_owned(),
            help_uri: None,
            severity: self.severity,
            precision: self.precision,
            score: None,
            cwe: self.cwe.to_vec(),
            aliases: self.aliases.iter().map(|&alias| alias.to_owned()).collect(),
            tags: self.tags.iter().map(|&tag| tag.to_owned()).collect(),
            enabled: self.enabled,
        }
    }
}

/// The description of a plugin without settings, consumed facts or the date: change the fields that differ.
#[must_use]
pub fn describe<P: Plugin>(version: &str, rules: &[&RuleInfo]) -> Description {
    Description {
        name: P::NAME.to_owned(),
        version: version.to_owned(),
        rules: rules.iter().map(|rule| rule.rule::<P>()).collect(),
        settings_schema: r#"{"type":"object","additionalProperties":false}"#.to_owned(),
        consumes: Vec::new(),
        needs_today: false,
    }
}

impl Span {
    /// From `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: u64, end: u64) -> Self {
        Span { start, end }
    }

    /// Of a range of indices.
    #[must_use]
    pub fn of(range: std::ops::Range<usize>) -> Self {
        Span { start: range.start as u64, end: range.end as u64 }
    }
}

impl Location {
    /// A place in a file.
    #[must_use]
    pub fn new(path: &str, span: Span) -> Self {
        Location { path: path.to_owned(), span: Some(span), message: None, logical: None }
    }

    /// A file as a whole.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Location { path: path.to_owned(), span: None, message: None, logical: None }
    }

    /// With a word on what is there.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// With the name of what it is in.
    #[must_use]
    pub fn logical(mut self, logical: impl Into<String>) -> Self {
        self.logical = Some(logical.into());
        self
    }
}

impl Finding {
    /// A finding of a rule at a place; all else is empty or the rule's own.
    #[must_use]
    pub fn new<P: Plugin>(rule: &RuleInfo, message: impl Into<String>, path: &str, span: Span) -> Self {
        Finding::at(rule.id::<P>(), message, Location::new(path, span))
    }

    /// The same with a rule by its full id.
    #[must_use]
    pub fn at(rule: String, message: impl Into<String>, location: Location) -> Self {
        Finding {
            rule,
            message: message.into(),
            location,
            related: Vec::new(),
            flow: Vec::new(),
            fixes: Vec::new(),
            redact: Vec::new(),
            identity: String::new(),
            severity: None,
            precision: None,
            properties: Vec::new(),
        }
    }

    /// With what makes it the same finding tomorrow.
    #[must_use]
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.identity = identity.into();
        self
    }

    /// With another severity than the rule's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// With another precision than the rule's.
    #[must_use]
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = Some(precision);
        self
    }

    /// With one more fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// With bytes that nothing may show.
    #[must_use]
    pub fn redact(mut self, span: Span) -> Self {
        self.redact.push(span);
        self
    }

    /// With one more place that belongs to it.
    #[must_use]
    pub fn related(mut self, location: Location) -> Self {
        self.related.push(location);
        self
    }

    /// With one more SARIF property.
    #[must_use]
    pub fn property(mut self, name: &str, value: impl Into<String>) -> Self {
        self.properties.push((name.to_owned(), value.into()));
        self
    }
}

impl Literal {
    /// A text, in this case only.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Literal { bytes: text.as_bytes().to_vec(), ignore_case: false, encoded: false }
    }

    /// A text in any case of its ASCII letters.
    #[must_use]
    pub fn any_case(text: &str) -> Self {
        Literal { ignore_case: true, ..Literal::text(text) }
    }

    /// Bytes that need not be text.
    #[must_use]
    pub fn bytes(bytes: &[u8]) -> Self {
        Literal { bytes: bytes.to_vec(), ignore_case: false, encoded: false }
    }

    /// Its base64 and hexadecimal forms count as well.
    #[must_use]
    pub fn encoded(mut self) -> Self {
        self.encoded = true;
        self
    }
}

impl Interest {
    /// Every file, until globs, magics or literals narrow it.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Interest {
            name: name.to_owned(),
            globs: Vec::new(),
            magics: Vec::new(),
            literals: Vec::new(),
            by_pieces: false,
            opens: false,
        }
    }

    /// Files whose name, or path where the glob has a `/`, fits.
    #[must_use]
    pub fn globs(mut self, globs: &[&str]) -> Self {
        self.globs.extend(globs.iter().map(|&glob| glob.to_owned()));
        self
    }

    /// Files with these bytes at this offset.
    #[must_use]
    pub fn magic(mut self, offset: u64, bytes: &[u8]) -> Self {
        self.magics.push(Magic { offset, bytes: bytes.to_vec() });
        self
    }

    /// Files that hold this literal.
    #[must_use]
    pub fn literal(mut self, literal: Literal) -> Self {
        self.literals.push(literal);
        self
    }

    /// Files that hold one of these texts.
    #[must_use]
    pub fn literals(mut self, literals: impl IntoIterator<Item = Literal>) -> Self {
        self.literals.extend(literals);
        self
    }

    /// Reads with [`File::read`](crate::File::read) only, so files may be of any size.
    #[must_use]
    pub fn by_pieces(mut self) -> Self {
        self.by_pieces = true;
        self
    }

    /// Opens this container itself.
    #[must_use]
    pub fn opens(mut self) -> Self {
        self.opens = true;
        self
    }
}

impl Gap {
    /// Looked at, with something lost.
    #[must_use]
    pub fn partial(message: impl Into<String>, location: Option<Location>) -> Self {
        Gap { kind: GapKind::Partial, message: message.into(), location }
    }

    /// Not looked at: the scan is incomplete.
    #[must_use]
    pub fn unread(message: impl Into<String>, location: Option<Location>) -> Self {
        Gap { kind: GapKind::Unread, message: message.into(), location }
    }
}

impl Fact {
    /// A fact under `<plugin>/<name>`.
    #[must_use]
    pub fn new<P: Plugin>(name: &str, data: Vec<u8>) -> Self {
        Fact { topic: format!("{}/{name}", P::NAME), data }
    }
}

impl SettingError {
    /// What is wrong with the value under a key.
    #[must_use]
    pub fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        SettingError { key: key.into(), message: message.into() }
    }
}

#[allow(clippy::derivable_impls, reason = "the record is generated")]
impl Default for Outcome {
    fn default() -> Self {
        Outcome {
            findings: Vec::new(),
            rules: Vec::new(),
            facts: Vec::new(),
            gaps: Vec::new(),
            requests: Vec::new(),
            masks: Vec::new(),
        }
    }
}

impl Origin {
    /// Whether it belongs to the current tree, so that its facts count.
    #[must_use]
    pub fn is_current(&self) -> bool {
        !matches!(self, Origin::History(_))
    }
}
