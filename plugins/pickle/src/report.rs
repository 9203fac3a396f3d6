//! From what a pickle does with its imports to findings.

use secws_plugin_sdk::{Finding, Location, Severity};

use crate::container::zip::Anomaly;
use crate::judge::Tier;
use crate::look::{Place, Scan};
use crate::machine::{Act, Global, Machine, Site, Use};
use crate::rules::RULES;
use crate::source::Source;
use crate::streams::Seen;
use crate::{Check, Pickle, Rule};

/// How many findings one rule may bring from one pickle.
const MOST_PER_RULE: usize = 100;

/// One imported name, and what is done with it.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub global: Global,
    pub used: Use,
}

impl Subject {
    /// As it is written in Python, safe to show.
    pub(crate) fn shown(&self) -> String {
        crate::machine::render::plain(&self.global.name.dotted(), 160)
    }

    /// Where it is imported or, failing that, first used.
    pub(crate) fn site(&self) -> Option<Site> {
        let used = &self.used;
        let first = used.calls.iter().chain(&used.writes).map(|act| act.site).next();
        used.imported.or(used.escaped).or(first)
    }

    /// Whether nothing is done with it but that it is named.
    pub(crate) fn is_only_named(&self) -> bool {
        self.used.calls.is_empty() && self.used.writes.is_empty()
    }
}

/// All that a source imports.
pub(crate) fn subjects(machine: &Machine<'_>, seen: &Seen) -> Vec<Subject> {
    let named = seen.uses.0.iter().filter_map(|(&place, used)| Some((machine.names().get(place)?, used)));
    named.map(|(global, used)| Subject { global: global.clone(), used: used.clone() }).collect()
}

/// A defect, before it has a rule and a place.
#[derive(Debug, Clone)]
pub(crate) struct Defect {
    /// Whole sentences.
    pub message: String,
    pub site: Site,
    /// What makes it the same one tomorrow.
    pub identity: String,
    /// If not the rule's own.
    pub severity: Option<Severity>,
}

impl Defect {
    /// Something done at a site.
    pub(crate) fn at(site: Site, message: String, identity: &str) -> Self {
        Defect { message, site, identity: identity.to_owned(), severity: None }
    }

    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }
}

/// What all rules say of a pickle, and how many findings were left out.
pub(crate) fn findings(scan: &Scan<'_>, subjects: &[Subject], source: &Source, place: &Place) -> (Vec<Finding>, u64) {
    let (mut findings, mut more) = (Vec::new(), 0);
    for rule in RULES {
        let defects = match rule.check {
            Check::Pickle(check) => check(subjects),
            Check::Archive => continue,
        };
        more += defects.len().saturating_sub(MOST_PER_RULE) as u64;
        let defects = defects.into_iter().take(MOST_PER_RULE);
        findings.extend(defects.map(|defect| finding(scan, rule, defect, source, place)));
    }
    (findings, more)
}

fn finding(scan: &Scan<'_>, rule: &Rule, defect: Defect, source: &Source, place: &Place) -> Finding {
    let Site { offset, length, opcode } = defect.site;
    let location = scan.location(source, place, Some((offset, length)));
    let mut finding = Finding::at(rule.info.id::<Pickle>(), defect.message, location)
        .identity(defect.identity)
        .property("opcode", opcode)
        .property("offset", offset.to_string());
    if let Some(severity) = defect.severity {
        finding = finding.severity(severity);
    }
    if !place.path.is_empty() {
        finding = finding.property("member", place.path.clone());
    }
    finding
}

/// What is odd about an archive.
pub(crate) fn anomaly(scan: &Scan<'_>, anomaly: &Anomaly, source: &Source, place: &Place) -> Option<Finding> {
    let rule = RULES.iter().find(|rule| matches!(rule.check, Check::Archive))?;
    let span = scan.location(source, place, Some((anomaly.offset, 4))).span;
    let place = if anomaly.member.is_empty() { place.clone() } else { place.member(&anomaly.member, place.named) };
    let location = Location { span, ..scan.location(source, &place, None) };
    let finding = Finding::at(rule.info.id::<Pickle>(), anomaly.message.clone(), location)
        .identity(format!("{}: {}", anomaly.member, anomaly.message));
    Some(if anomaly.is_common { finding.severity(Severity::Low) } else { finding })
}

/// Where an opcode is, for the end of a sentence.
pub(crate) fn at(site: Site) -> String {
    format!("{} at byte {}", site.opcode, site.offset)
}

/// A defect for each call and each write.
pub(crate) fn each(acts: &[Act], say: impl Fn(&Act) -> String) -> Vec<Defect> {
    acts.iter().map(|act| Defect::at(act.site, say(act), &act.text)).collect()
}

/// Subjects of a tier that a rule cares about.
pub(crate) fn of_tier<'a>(subjects: &'a [Subject], fits: impl Fn(Tier) -> bool + 'a) -> impl Iterator<Item = &'a Subject> {
    subjects.iter().filter(move |subject| fits(subject.global.tier))
}
