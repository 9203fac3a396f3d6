//! The rules that advisories bring: one for each vulnerability, below the declared one.

use std::collections::{BTreeMap, BTreeSet};

use secws_plugin_sdk::{self as sdk, Precision, RuleInfo};

use crate::Dependencies;
use crate::facts::Package;
use crate::osv::{Cluster, Rating};
use crate::rule::Rule;
use crate::settings::Settings;

/// The vulnerabilities that were found so far, by the ids of their rules.
#[derive(Debug, Default)]
pub struct Advised(BTreeMap<String, Draft>);

/// What becomes a rule.
#[derive(Debug)]
struct Draft {
    parent: &'static RuleInfo,
    name: String,
    malware: bool,
    ids: BTreeSet<String>,
    rating: Rating,
    weaknesses: BTreeSet<u32>,
    summary: Option<String>,
    /// By normal name of a package, which versions are affected, and in which it is fixed.
    packages: BTreeMap<String, (Vec<String>, Vec<String>)>,
    /// Ids of the records themselves.
    records: BTreeSet<String>,
}

/// How much of a record's summary is shown.
const LONGEST_SUMMARY: usize = 300;

impl Advised {
    /// Takes a vulnerability of a package, and says the id of its rule.
    pub fn note(&mut self, rule: &'static Rule, cluster: &Cluster, package: &Package) -> String {
        let id = format!("{}/{}", rule.info.id::<Dependencies>(), segment(&cluster.name));
        let draft = self.0.entry(id.clone()).or_insert_with(|| Draft::new(&rule.info, cluster));
        if !draft.packages.contains_key(&package.normalized) {
            draft.add(cluster, &package.normalized);
        }
        id
    }

    /// The rules, in order of their ids.
    pub fn into_rules(self, settings: &Settings) -> Vec<sdk::Rule> {
        self.0.into_iter().map(|(id, draft)| draft.into_rule(id, settings)).collect()
    }
}

/// An id as a part of a rule's id.
fn segment(id: &str) -> String {
    id.chars().take(100).map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}

impl Draft {
    fn new(parent: &'static RuleInfo, cluster: &Cluster) -> Self {
        Draft {
            parent,
            name: cluster.name.clone(),
            malware: cluster.is_malware(),
            ids: BTreeSet::new(),
            rating: Rating::default(),
            weaknesses: BTreeSet::new(),
            summary: None,
            packages: BTreeMap::new(),
            records: BTreeSet::new(),
        }
    }

    /// Several packages can have the same vulnerability, as `tensorflow` and `tensorflow-gpu` do.
    fn add(&mut self, cluster: &Cluster, package: &str) {
        let rating = cluster.rating();
        if rating.is_worse_than(&self.rating) {
            self.rating = rating;
        }
        self.ids.extend(cluster.ids.iter().cloned());
        let mut affected: Vec<String> = Vec::new();
        for record in &cluster.records {
            self.records.insert(record.id.clone());
            self.weaknesses.extend(&record.weaknesses);
            if self.summary.is_none() {
                self.summary.clone_from(&record.summary);
            }
            affected.extend(record.describe().into_iter().filter(|one| !affected.contains(one)).collect::<Vec<_>>());
        }
        let fixed = cluster.fixed().iter().map(ToString::to_string).collect();
        self.packages.insert(package.to_owned(), (affected, fixed));
    }

    fn into_rule(self, id: String, settings: &Settings) -> sdk::Rule {
        let parent = self.parent;
        let names: Vec<&str> = self.packages.keys().map(String::as_str).collect();
        // However bad the flaw that an advisory speaks of: malware is as bad as its rule says.
        let severity =
            if self.malware { parent.severity } else { self.rating.severity.unwrap_or_else(|| settings.unknown_severity()) };
        let own = parent.cwe.iter().copied();
        let cwe = own.chain(self.weaknesses.iter().copied().filter(|number| !parent.cwe.contains(number))).collect();
        sdk::Rule {
            id,
            title: format!("{}: {}", names.join(", "), self.name),
            help_markdown: self.help(),
            help_uri: self.records.first().map(|record| address(record)),
            severity,
            precision: Precision::High,
            score: if self.malware { None } else { self.rating.score },
            cwe,
            aliases: self.ids.into_iter().collect(),
            tags: parent.tags.iter().map(|&tag| tag.to_owned()).collect(),
            enabled: true,
        }
    }

    fn help(&self) -> String {
        let mut help = format!("# {}\n", self.name);
        if let Some(summary) = &self.summary {
            let line: String = summary.lines().next().unwrap_or_default().chars().take(LONGEST_SUMMARY).collect();
            help.push_str(&format!("\n{line}\n"));
        }
        for (package, (affected, fixed)) in &self.packages {
            help.push_str(&format!("\n- `{package}`: affected: {}; ", list(affected)));
            help.push_str(&if fixed.is_empty() {
                "no fixed version is known.".to_owned()
            } else {
                format!("fixed in {}.", list(fixed))
            });
        }
        help.push_str("\n\n");
        help.push_str(&match (&self.rating.score, &self.rating.vector, self.rating.severity) {
            (Some(score), Some(vector), _) => format!("CVSS {score:.1} (`{vector}`).\n"),
            (_, _, Some(_)) => "The severity is the word of the advisory database.\n".to_owned(),
            (_, _, None) => "The severity is unknown.\n".to_owned(),
        });
        help.push_str("\n## References\n\n");
        for record in &self.records {
            help.push_str(&format!("- [{record}]({})\n", address(record)));
        }
        help
    }
}

fn address(id: &str) -> String {
    format!("https://osv.dev/vulnerability/{id}")
}

/// The first of many, so that help stays readable.
fn list(texts: &[String]) -> String {
    const MOST: usize = 30;
    let shown = texts.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    let more = texts.len().saturating_sub(MOST);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
