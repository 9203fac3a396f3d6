//! One file: from the host's hits to candidates.

use std::ops::Range;

use secws_plugin_sdk::{Hit, Precision, Severity};

use crate::candidate::Candidate;
use crate::checks::Verdict;
use crate::detect::{Found, View, assigned_name};
use crate::encoded::{self, Decoded};
use crate::placeholder;
use crate::registry::{LiteralEntry, Registry};
use crate::rule::{Matcher, Pattern, Rank, Rule};
use crate::text;

/// What a file may cost at most, in bytes looked at: this many times its size, and this many besides. Only files made to
/// be slow come near it; what is left of them is not looked at, and told so.
const BUDGET: (u64, u64) = (100, 16 << 20);

/// What is found in one file.
pub(crate) struct Scan<'a> {
    registry: &'a Registry,
    view: View<'a>,
    /// For each rule where its last match ended: it cannot match again before.
    done: Vec<usize>,
    pub(crate) candidates: Vec<Candidate>,
    /// Published values, which are no finding but not shown either.
    pub(crate) allowed: Vec<Range<usize>>,
    /// Whether the file cost more than it may, so that a part was left out.
    pub(crate) gave_up: bool,
}

/// A text in which a literal was met, and the way back to the file.
struct Spot<'a> {
    view: View<'a>,
    literal: Range<usize>,
    decoded: Option<&'a Decoded<'a>>,
}

impl<'a> Scan<'a> {
    /// Of a file's text.
    pub(crate) fn new(registry: &'a Registry, view: View<'a>) -> Self {
        Scan {
            registry,
            view,
            done: vec![0; registry.rules.len()],
            candidates: Vec::new(),
            allowed: Vec::new(),
            gave_up: false,
        }
    }

    /// Tries the rules of a literal where it was met, in the clear or encoded.
    pub(crate) fn hit(&mut self, hit: &Hit) {
        let registry = self.registry;
        let index = usize::try_from(hit.literal).unwrap_or(usize::MAX);
        let (Some(entry), Ok(at)) = (registry.literals.get(index), usize::try_from(hit.offset)) else {
            return;
        };
        if self.is_spent() {
            self.gave_up = true;
            return;
        }
        let literal = at..at.saturating_add(entry.text.len());
        if is_plain(entry, text::part(self.view.bytes, literal.clone())) {
            let spot = Spot { view: self.view, literal, decoded: None };
            entry.rules.iter().for_each(|&rule| self.look(rule, &spot));
        } else if entry.encoded {
            self.hit_encoded(entry, at);
        }
    }

    fn is_spent(&self) -> bool {
        let (times, besides) = BUDGET;
        self.view.work.get() > (self.view.bytes.len() as u64).saturating_mul(times).saturating_add(besides)
    }

    fn hit_encoded(&mut self, entry: &LiteralEntry, at: usize) {
        let wanted =
            || entry.rules.iter().filter_map(|&rule| self.registry.rules.get(rule)).filter(|rule| rule.text.encoded);
        let reach = wanted().map(|rule| rule.text.reach).max().unwrap_or(0);
        // Each of the four ways in which the digits can be grouped is tried.
        self.view.looks_at(reach.saturating_mul(4));
        let Some(decoded) = encoded::around(self.view.bytes, at, &entry.text, reach) else {
            return;
        };
        let literal = decoded.literal..decoded.literal + entry.text.len();
        let spot = Spot { view: View { bytes: &decoded.bytes, ..self.view }, literal, decoded: Some(&decoded) };
        for &rule in &entry.rules {
            if self.registry.rules.get(rule).is_some_and(|rule| rule.text.encoded) {
                self.look(rule, &spot);
            }
        }
    }

    fn look(&mut self, index: usize, spot: &Spot) {
        let Some(rule) = self.registry.rules.get(index) else {
            return;
        };
        let done = self.done.get(index).copied().unwrap_or(0);
        if spot.source(&spot.literal).start < done {
            return;
        }
        let found = match &rule.matcher {
            Matcher::Detector(detect) => detect(&spot.view, spot.literal.clone()),
            Matcher::Pattern(pattern) => matched(rule, pattern, &spot.view, &spot.literal),
        };
        if let Some(found) = found {
            self.judge(index, rule, spot, &found);
        }
    }

    /// Keeps what was found unless it is a published value or no secret at all.
    fn judge(&mut self, index: usize, rule: &Rule, spot: &Spot, found: &Found) {
        let secret = text::part(spot.view.bytes, found.secret.clone());
        let verdict = rule.check.map_or(Verdict::Unknown, |check| check(secret));
        if verdict == Verdict::Other || in_binary(rule, spot, found) {
            return;
        }
        let source = spot.source(&found.secret);
        if let Some(done) = self.done.get_mut(index) {
            *done = source.end;
        }
        if verdict == Verdict::Published || is_allowed(rule, secret) {
            self.allowed.push(source);
            return;
        }
        self.candidates.push(candidate(index, rule, spot, found, verdict, source));
    }
}

impl Spot<'_> {
    /// The bytes of the file that a range of the text was made of.
    fn source(&self, range: &Range<usize>) -> Range<usize> {
        self.decoded.map_or_else(|| range.clone(), |decoded| decoded.source(range))
    }
}

fn candidate(index: usize, rule: &Rule, spot: &Spot, found: &Found, verdict: Verdict, secret: Range<usize>) -> Candidate {
    let severity = found.severity.unwrap_or(rule.text.severity.into());
    let precision = found.precision.unwrap_or(rule.text.precision.into());
    let (severity, precision) = match verdict {
        Verdict::Valid => (severity, Precision::VeryHigh),
        Verdict::Invalid => (lower(severity), Precision::Low),
        Verdict::Unknown | Verdict::Other | Verdict::Published => (severity, precision),
    };
    let name = match spot.decoded {
        None => assigned_name(spot.view.bytes, found.span.start).unwrap_or_default(),
        Some(_) => 0..0,
    };
    Candidate {
        rule: index,
        rank: rule.text.rank,
        span: spot.source(&found.span),
        secret,
        name,
        severity: if spot.view.place.is_test { lower(severity) } else { severity },
        precision,
        verdict,
        remark: found.remark,
        encoding: spot.decoded.map_or("", |decoded| decoded.encoding),
    }
}

/// One step less severe.
fn lower(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        Severity::Medium => Severity::Low,
        Severity::Low | Severity::Note => Severity::Note,
    }
}

fn is_plain(entry: &LiteralEntry, there: &[u8]) -> bool {
    if entry.ignore_case { there.eq_ignore_ascii_case(&entry.text) } else { there == entry.text }
}

/// In what is no text only shapes count that cannot come about by chance.
fn in_binary(rule: &Rule, spot: &Spot, found: &Found) -> bool {
    let precision = found.precision.unwrap_or(rule.text.precision.into());
    let sure = match rule.text.rank {
        Rank::Generic | Rank::Keyword => false,
        Rank::Structure => precision == Precision::VeryHigh,
        Rank::Provider | Rank::Narrow => matches!(precision, Precision::High | Precision::VeryHigh),
    };
    let around = found.secret.start.saturating_sub(64)..found.secret.end.saturating_add(64);
    !sure && (spot.view.place.is_binary || text::part(spot.view.bytes, around).contains(&0))
}

fn is_allowed(rule: &Rule, secret: &[u8]) -> bool {
    match &rule.matcher {
        _ if rule.text.knows(secret) => true,
        Matcher::Pattern(pattern) => pattern.allows(&rule.text.allow, secret),
        Matcher::Detector(_) => false,
    }
}

/// The pattern at, or near, the literal.
fn matched(rule: &Rule, pattern: &Pattern, view: &View, literal: &Range<usize>) -> Option<Found> {
    let start = rule.text.lead.as_ref().map_or(literal.start, |lead| lead.start(view.bytes, literal.start));
    let anywhere = rule.text.inside_words || rule.text.rank == Rank::Keyword;
    if !anywhere && !text::starts_word(view.bytes, start) {
        return None;
    }
    let window = text::part(view.bytes, start..start.saturating_add(rule.text.reach));
    let captures = pattern.captures(window);
    view.looks_at(captures.as_ref().and_then(|captures| captures.get(0)).map_or(window.len(), |whole| whole.end()));
    let captures = captures?;
    let secret = captures.name("secret").or_else(|| captures.get(0))?.range();
    let secret = start + secret.start..whole(view, start + secret.end, start + window.len());
    let goes_on = !rule.text.inside_words && pattern.goes_on(view.bytes, secret.end);
    let value = text::part(view.bytes, secret.clone());
    let made_up = !rule.text.keeps_placeholders && placeholder::is_made_up(value, &view.settings.placeholders);
    let plain = rule.text.entropy > 0.0 && crate::entropy::shannon(value) < rule.text.entropy;
    (!goes_on && !plain && (!made_up || rule.text.knows(value))).then(|| Found::at(secret))
}

/// The end of a token whose pattern matched up to the end of its window: it may go on after that.
fn whole(view: &View, end: usize, window_end: usize) -> usize {
    const LONGEST: usize = 64 << 10;
    if end < window_end {
        return end;
    }
    let of_token = |byte: u8| text::is_word(byte) || matches!(byte, b'-' | b'.' | b'+' | b'/' | b'=');
    let whole = text::forward(view.bytes, end, LONGEST, of_token);
    view.looks_at(whole - end);
    whole
}
