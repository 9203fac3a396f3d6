//! Conclude: what only the whole project shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use secws_model::{Finding, Location, Notification, NotificationKind, Outcome, Redactor, RepoPath, Rule};
use secws_sandbox::{Answer, Configured, FactSource, TopicFact};

use crate::merge::resolve::{Resolved, Resolver, View};
use crate::reader::Reader;
use crate::scan::file::{Files, Key};
use crate::scan::{Scanner, claimed, log_lines};

/// What the plugins conclude.
#[derive(Default)]
pub(crate) struct Concluded {
    pub(crate) findings: Vec<Resolved>,
    /// Rules that the input brought, by plugin.
    pub(crate) rules: Vec<Vec<Rule>>,
    pub(crate) notifications: Vec<Notification>,
}

/// Every plugin once, over the facts of the current tree.
pub(crate) fn conclude(scanner: &Scanner<'_>, reader: &Reader<'_>, files: &Files) -> Concluded {
    let _span = tracing::info_span!("conclude").entered();
    let facts = by_topic(files);
    let names: Vec<String> = scanner.plugins.iter().map(|plugin| plugin.description().name.clone()).collect();
    let conclusions: Vec<_> = (0..scanner.plugins.len())
        .into_par_iter()
        .map(|plugin| {
            let configured = &scanner.plugins[plugin];
            let lent = FactSource { facts: lent(configured, &facts), plugins: names.clone() };
            one(scanner, reader, files, plugin, Arc::new(lent))
        })
        .collect();
    let mut all = Concluded::default();
    for (findings, rules, notifications) in conclusions {
        all.findings.extend(findings);
        all.rules.push(rules);
        all.notifications.extend(notifications);
    }
    all
}

/// Facts by topic, then by path.
fn by_topic(files: &Files) -> BTreeMap<&str, Vec<TopicFact>> {
    let mut topics: BTreeMap<&str, Vec<TopicFact>> = BTreeMap::new();
    for file in files.values() {
        for fact in &file.facts {
            let data = Arc::from(fact.data.as_slice());
            let fact_of_file = TopicFact { path: file.path.clone(), topic: fact.topic.clone(), data };
            topics.entry(&fact.topic).or_default().push(fact_of_file);
        }
    }
    topics
}

/// The plugin's own topics by name, then those that it consumes in the order in which it named them.
fn lent(plugin: &Configured, topics: &BTreeMap<&str, Vec<TopicFact>>) -> Vec<TopicFact> {
    let description = plugin.description();
    let own = |topic: &str| topic.split('/').next() == Some(description.name.as_str());
    let mut facts: Vec<TopicFact> =
        topics.iter().filter(|(topic, _)| own(topic)).flat_map(|(_, facts)| facts.clone()).collect();
    for topic in description.consumes.iter().filter(|topic| !own(topic)) {
        facts.extend(topics.get(topic.as_str()).into_iter().flatten().cloned());
    }
    facts
}

type One = (Vec<Resolved>, Vec<Rule>, Vec<Notification>);

fn one(scanner: &Scanner<'_>, reader: &Reader<'_>, files: &Files, plugin: usize, facts: Arc<FactSource>) -> One {
    let name = scanner.name(plugin);
    // By what plugins are told of a path, which is not all of a name that is no UTF-8.
    let current = files.values().filter(|file| file.origin.is_current());
    let sizes: BTreeMap<&str, u64> = current.map(|file| (file.path.as_str(), file.size)).collect();
    let size = |path: &str| sizes.get(path).copied();
    let answer = match scanner.call(plugin, "the project as a whole", |instance| instance.conclude(facts, &size)) {
        Ok(answer) => answer,
        Err(notification) => return (Vec::new(), Vec::new(), vec![*notification]),
    };
    let Answer { outcome, claims, log } = answer;
    let views = Views::of(&outcome, reader, files);
    log_lines(name, log, &Redactor::default());
    let description = scanner.plugins[plugin].description();
    let all: BTreeMap<&str, &Rule> =
        description.rules.iter().chain(&outcome.rules).map(|rule| (rule.id.as_str(), rule)).collect();
    let rules = |id: &str| all.get(id).copied();
    let view = |path: &RepoPath| views.0.get(path);
    let resolver = Resolver { plugin: name, rules: &rules, view: &view };
    let findings = resolver.findings(outcome.findings);
    let mut notifications = resolver.gaps(outcome.gaps, None);
    notifications.extend(claimed(name, claims, &Redactor::default()));
    if outcome.dropped_findings > 0 {
        let message = format!("{} more findings that '{name}' concluded are not shown.", outcome.dropped_findings);
        notifications.push(Notification::new(NotificationKind::FindingsDropped, message).plugin(name));
    }
    // A rule that the input brought is worth telling only with a finding of it.
    let mut brought = outcome.rules.clone();
    brought.retain(|rule| findings.iter().any(|resolved| resolved.finding.rule == rule.id));
    (findings, brought, notifications)
}

/// The files that a conclusion speaks of, read again.
struct Views(BTreeMap<RepoPath, View>);

impl Views {
    fn of(outcome: &Outcome, reader: &Reader<'_>, files: &Files) -> Self {
        let gaps = outcome.gaps.iter().filter_map(|gap| gap.location.as_ref()).map(|location| &location.path);
        let paths = outcome.findings.iter().flat_map(paths_of).chain(gaps);
        let mut views = BTreeMap::new();
        for path in paths {
            if !views.contains_key(path) {
                let key = Key::current(path);
                let bytes = reader.read(&key);
                let whole = bytes.as_deref().unwrap_or_default();
                let redactor = files.get(&key).map(|file| file.redactor(whole)).unwrap_or_default();
                views.insert(path.clone(), View::new(bytes, redactor));
            }
        }
        Views(views)
    }
}

fn paths_of(finding: &Finding) -> impl Iterator<Item = &RepoPath> {
    let locations = std::iter::once(&finding.location).chain(&finding.related).chain(&finding.flow);
    let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.path);
    locations.map(|location: &Location| &location.path).chain(edits)
}
