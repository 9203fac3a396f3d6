//! What a guest says is a claim: this module checks every path, span, rule id, count and string that comes out of one.
//!
//! What does not hold is left out and told of; what does becomes the model's.

use secws_model as model;
use secws_model::{RepoPath, Span};

use crate::contract::v0_1::types;
use crate::input::InputFile;
use crate::limits::Limits;

/// Bytes of a message, a title, a name: the rest is cut.
const TEXT: usize = 4 << 10;
/// Bytes of a rule's help and of a settings schema.
const HELP: usize = 64 << 10;
const RULES: usize = 20_000;
const INTERESTS: usize = 1_000;
const LITERALS: usize = 20_000;
const LITERAL: usize = 256;
const RELATED: usize = 100;
const FLOW: usize = 1_000;
const FIXES: usize = 10;
const EDITS: usize = 100;
const PROPERTIES: usize = 64;
const GAPS: usize = 1_000;
const MASKS: usize = 100_000;
/// Claims that are told apart for one call; more say nothing new.
const CLAIMS: usize = 5;

/// The inputs that a call may speak of.
pub(crate) enum Inputs<'a> {
    /// `scan`: the file that it was lent.
    One(&'a dyn InputFile),
    /// `conclude`: those that were scanned, with their size.
    Known(&'a dyn Fn(&str) -> Option<u64>),
}

impl Inputs<'_> {
    fn size(&self, path: &str) -> Option<u64> {
        match self {
            Inputs::One(file) => (file.path().as_str() == path).then(|| file.size()),
            Inputs::Known(size) => size(path),
        }
    }

    fn path(&self, path: &str) -> RepoPath {
        match self {
            Inputs::One(file) => file.path().clone(),
            Inputs::Known(_) => RepoPath::new(path),
        }
    }
}

/// The outcome as far as it holds, and sentences on what does not.
pub(crate) fn outcome(
    said: types::Outcome,
    description: &model::Description,
    limits: &Limits,
    inputs: &Inputs<'_>,
) -> (model::Outcome, Vec<String>) {
    let mut checker = Checker { description, inputs, brought: Vec::new(), claims: Vec::new() };
    let mut outcome = model::Outcome { masks: checker.masks(&said), ..model::Outcome::default() };
    if let Inputs::Known(_) = inputs {
        outcome.rules = said.rules.into_iter().take(RULES).filter_map(|rule| checker.brought_rule(rule)).collect();
        checker.brought = outcome.rules.iter().map(|rule| rule.id.clone()).collect();
        checker.brought.sort();
    }
    let kept = said.findings.len().min(limits.findings_of(inputs));
    outcome.dropped_findings = (said.findings.len() - kept) as u64;
    outcome.findings = said.findings.into_iter().take(kept).filter_map(|finding| checker.finding(finding)).collect();
    outcome.gaps = said.gaps.into_iter().take(GAPS).filter_map(|gap| checker.gap(gap)).collect();
    if let Inputs::One(_) = inputs {
        outcome.facts = checker.facts(said.facts, limits.facts);
        outcome.requests = checker.requests(said.requests, limits.requests);
    }
    (outcome, checker.claims)
}

impl Limits {
    /// A conclusion speaks of all files.
    fn findings_of(&self, inputs: &Inputs<'_>) -> usize {
        match inputs {
            Inputs::One(_) => self.findings,
            Inputs::Known(_) => self.findings.saturating_mul(100),
        }
    }
}

struct Checker<'a> {
    description: &'a model::Description,
    inputs: &'a Inputs<'a>,
    /// Ids of the rules that this call brought, in order.
    brought: Vec<String>,
    claims: Vec<String>,
}

impl Checker<'_> {
    /// Notes that something does not hold.
    fn refuse<T>(&mut self, claim: impl FnOnce() -> String) -> Option<T> {
        if self.claims.len() < CLAIMS {
            self.claims.push(text(claim()));
        }
        None
    }

    fn knows(&self, rule: &str) -> bool {
        self.description.rules.iter().any(|known| known.id == rule)
            || self.brought.binary_search_by(|id| id.as_str().cmp(rule)).is_ok()
    }

    /// Whatever else is wrong with a finding, what it masks stays masked.
    fn masks(&self, said: &types::Outcome) -> Vec<Span> {
        let Inputs::One(file) = self.inputs else {
            return Vec::new();
        };
        let own = said.findings.iter().flat_map(|finding| &finding.redact);
        let size = file.size();
        let masks = said.masks.iter().chain(own).take(MASKS);
        masks
            .map(|span| Span { start: span.start.min(size), end: span.end.min(size) })
            .filter(|span| span.start < span.end)
            .collect()
    }

    fn finding(&mut self, said: types::Finding) -> Option<model::Finding> {
        if !self.knows(&said.rule) {
            return self.refuse(|| format!("it reported the rule '{}', which it did not declare", said.rule));
        }
        let location = self.location(said.location)?;
        let size = self.inputs.size(location.path.as_str()).unwrap_or_default();
        let redact = said.redact.into_iter().take(MASKS).filter_map(|span| self.span(span, size)).collect();
        Some(model::Finding {
            rule: said.rule,
            message: text(said.message),
            location,
            related: said.related.into_iter().take(RELATED).filter_map(|place| self.location(place)).collect(),
            flow: said.flow.into_iter().take(FLOW).filter_map(|place| self.location(place)).collect(),
            fixes: said.fixes.into_iter().take(FIXES).filter_map(|fix| self.fix(fix)).collect(),
            redact,
            identity: text(said.identity),
            severity: said.severity.map(severity),
            precision: said.precision.map(precision),
            properties: said
                .properties
                .into_iter()
                .take(PROPERTIES)
                .map(|(name, value)| (text(name), text(value)))
                .collect(),
        })
    }

    fn location(&mut self, said: types::Location) -> Option<model::Location> {
        let Some(size) = self.inputs.size(&said.path) else {
            return self.refuse(|| format!("it spoke of '{}', which it was not handed", said.path));
        };
        let span = match said.span {
            Some(span) => Some(self.span(span, size)?),
            None => None,
        };
        let path = self.inputs.path(&said.path);
        Some(model::Location { path, span, message: said.message.map(text), logical: said.logical.map(text) })
    }

    fn span(&mut self, said: types::Span, size: u64) -> Option<Span> {
        if said.start > said.end || said.end > size {
            return self.refuse(|| format!("it spoke of bytes {} to {} of a file of {size}", said.start, said.end));
        }
        Some(Span { start: said.start, end: said.end })
    }

    fn fix(&mut self, said: types::Fix) -> Option<model::Fix> {
        let applicability = match said.applicability {
            types::Applicability::Safe => model::Applicability::Safe,
            types::Applicability::UnsafeEdit => model::Applicability::Unsafe,
            types::Applicability::DisplayOnly => model::Applicability::DisplayOnly,
        };
        // Half a fix is none: one edit that does not hold takes the others with it.
        let edits = said.edits.into_iter().take(EDITS).map(|edit| self.edit(edit)).collect::<Option<Vec<_>>>()?;
        Some(model::Fix { title: text(said.title), applicability, edits })
    }

    fn edit(&mut self, said: types::Edit) -> Option<model::Edit> {
        let Some(size) = self.inputs.size(&said.path) else {
            return self.refuse(|| format!("it would edit '{}', which it was not handed", said.path));
        };
        let span = self.span(said.span, size)?;
        Some(model::Edit { path: self.inputs.path(&said.path), span, replacement: text(said.replacement) })
    }

    fn gap(&mut self, said: types::Gap) -> Option<model::Gap> {
        let kind = match said.kind {
            types::GapKind::Partial => model::GapKind::Partial,
            types::GapKind::Unread => model::GapKind::Unread,
        };
        // A gap whose place does not hold is still a gap.
        let location = said.location.and_then(|location| self.location(location));
        Some(model::Gap { kind, message: text(said.message), location })
    }

    fn facts(&mut self, said: Vec<types::Fact>, bytes: usize) -> Vec<model::Fact> {
        let mut left = bytes;
        let mut facts = Vec::new();
        for fact in said {
            let own = fact.topic.strip_prefix(self.description.name.as_str()).and_then(|rest| rest.strip_prefix('/'));
            if !own.is_some_and(is_name) {
                self.refuse::<()>(|| format!("it published the topic '{}', which is not its own", fact.topic));
                continue;
            }
            let Some(rest) = left.checked_sub(fact.data.len()) else {
                self.refuse::<()>(|| format!("it published more than {bytes} bytes of facts for one file"));
                break;
            };
            left = rest;
            facts.push(model::Fact { topic: fact.topic, data: fact.data });
        }
        facts
    }

    fn requests(&mut self, said: Vec<String>, most: usize) -> Vec<RepoPath> {
        if said.len() > most {
            self.refuse::<()>(|| format!("it requested {} files, of which {most} are followed", said.len()));
        }
        let mut requests = Vec::new();
        for path in said.into_iter().take(most) {
            if path.len() <= TEXT && RepoPath::is_normal(&path) {
                requests.push(RepoPath::new(&path));
            } else {
                self.refuse::<()>(|| format!("it requested '{path}', which is no path below the root"));
            }
        }
        requests
    }

    /// A rule that only the input brings stands under a declared one.
    fn brought_rule(&mut self, said: types::Rule) -> Option<model::Rule> {
        let parent = said.id.rsplit_once('/').filter(|(_, last)| is_last_part(last)).map(|(parent, _)| parent.to_owned());
        if !parent.is_some_and(|parent| self.description.rules.iter().any(|known| known.id == parent)) {
            return self.refuse(|| format!("it brought the rule '{}', which is under none that it declared", said.id));
        }
        Some(rule(said))
    }
}

/// What a plugin says of itself, or what is wrong with it.
pub(crate) fn description(said: types::Description) -> Result<model::Description, String> {
    if !is_name(&said.name) {
        return Err(format!("'{}' is no name in kebab-case", text(said.name)));
    }
    if said.rules.len() > RULES {
        return Err(format!("it declares {} rules", said.rules.len()));
    }
    let mut ids: Vec<&str> = said.rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("it declares the rule '{}' twice", twice[0]));
    }
    let own = |id: &str| id.strip_prefix(said.name.as_str()).and_then(|rest| rest.strip_prefix('/')).is_some_and(is_name);
    if let Some(foreign) = ids.iter().find(|id| !own(id)) {
        return Err(format!("its rule '{}' is not '{}/' and a name in kebab-case", text((*foreign).to_owned()), said.name));
    }
    Ok(model::Description {
        name: said.name,
        version: text(said.version),
        rules: said.rules.into_iter().map(rule).collect(),
        settings_schema: cut(said.settings_schema, HELP),
        consumes: said.consumes.into_iter().take(100).map(text).collect(),
        needs_today: said.needs_today,
    })
}

/// The files that a plugin wants, or what is wrong with what it says.
pub(crate) fn interests(said: Vec<types::Interest>) -> Result<Vec<model::Interest>, String> {
    let literals: usize = said.iter().map(|interest| interest.literals.len()).sum();
    if said.len() > INTERESTS || literals > LITERALS {
        return Err(format!("it has {} interests with {literals} literals", said.len()));
    }
    said.into_iter().map(interest).collect()
}

fn interest(said: types::Interest) -> Result<model::Interest, String> {
    let literals = said.literals.into_iter().map(|literal| {
        if literal.bytes.is_empty() || literal.bytes.len() > LITERAL {
            return Err(format!("a literal of its interest '{}' has {} bytes", said.name, literal.bytes.len()));
        }
        Ok(model::Literal { bytes: literal.bytes, ignore_case: literal.ignore_case, encoded: literal.encoded })
    });
    let magics = said.magics.into_iter().take(LITERALS).map(|magic| {
        if magic.bytes.is_empty() || magic.bytes.len() > LITERAL || magic.offset > 1 << 20 {
            return Err(format!("a magic of its interest '{}' is empty, long or far inside", said.name));
        }
        Ok(model::Magic { offset: magic.offset, bytes: magic.bytes })
    });
    Ok(model::Interest {
        literals: literals.collect::<Result<_, _>>()?,
        magics: magics.collect::<Result<_, _>>()?,
        globs: said.globs.into_iter().take(LITERALS).map(text).collect(),
        name: text(said.name),
        by_pieces: said.by_pieces,
        opens: said.opens,
    })
}

fn rule(said: types::Rule) -> model::Rule {
    model::Rule {
        id: text(said.id),
        title: text(said.title),
        help_markdown: cut(said.help_markdown, HELP),
        help_uri: said.help_uri.map(text).filter(|uri| uri.starts_with("https://")),
        severity: severity(said.severity),
        precision: precision(said.precision),
        score: said.score.filter(|score| (0.1..=10.0).contains(score)),
        cwe: said.cwe.into_iter().take(20).collect(),
        aliases: said.aliases.into_iter().take(100).map(text).collect(),
        tags: said.tags.into_iter().take(20).map(text).collect(),
        enabled: said.enabled,
    }
}

fn severity(said: types::Severity) -> model::Severity {
    match said {
        types::Severity::Note => model::Severity::Note,
        types::Severity::Low => model::Severity::Low,
        types::Severity::Medium => model::Severity::Medium,
        types::Severity::High => model::Severity::High,
        types::Severity::Critical => model::Severity::Critical,
    }
}

fn precision(said: types::Precision) -> model::Precision {
    match said {
        types::Precision::Low => model::Precision::Low,
        types::Precision::Medium => model::Precision::Medium,
        types::Precision::High => model::Precision::High,
        types::Precision::VeryHigh => model::Precision::VeryHigh,
    }
}

/// Cuts a text that is for people.
pub(crate) fn text(said: String) -> String {
    cut(said, TEXT)
}

fn cut(mut said: String, bytes: usize) -> String {
    if said.len() > bytes {
        said.truncate((0..=bytes).rev().find(|&end| said.is_char_boundary(end)).unwrap_or_default());
        said.push('…');
    }
    said
}

/// Kebab-case: what a plugin, a rule and a topic are called.
fn is_name(name: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.len() <= 100 && name.split('-').all(part)
}

/// The third part of a rule's id: an advisory's own id.
fn is_last_part(part: &str) -> bool {
    !part.is_empty() && part.len() <= 100 && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
}
