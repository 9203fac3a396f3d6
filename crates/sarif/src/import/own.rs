//! A log that secws wrote, read back so that nothing that matters is lost.

use std::sync::Arc;

use secws_model::{
    BaselineState, Commit, Coverage, Fingerprints, NotificationKind, Origin, PluginCoverage, PluginInfo, Precision,
    RepoPath, Rule, Severity, Skipped, Source,
};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::rules::{Components, NOTHING, property_text, version};
use super::severity::{Said, score};
use super::value::{HELP, TEXT, cut, items, number, property, strings, tags, text};
use super::weaknesses;

/// The driver's name in our logs.
pub(crate) const DRIVER: &str = "secws";
/// Names in a result's property bag that are not a plugin's.
const RESERVED: [&str; 9] =
    ["severity", "precision", "sources", "original", "commit", "authorDate", "inHead", "container", "advice"];
/// Sources of a result, and pairs of a plugin.
const MOST: usize = 1_000;

/// The plugins, and the tools whose logs were imported, with all rules.
pub(crate) fn plugins(components: &Components<'_>) -> Vec<PluginInfo> {
    let plugins = components.extensions().map(|(component, rules)| {
        let name = text(component, "name").unwrap_or_default();
        let plugin = property_text(component, "plugin");
        PluginInfo {
            name: plugin.unwrap_or(name).to_owned(),
            version: version(component),
            rules: rules.iter().filter_map(rule).collect(),
            imported: plugin.map(|_| name.to_owned()),
        }
    });
    plugins.collect()
}

fn rule(descriptor: &Value) -> Option<Rule> {
    let id = text(descriptor, "id")?;
    let severity = severity(&NOTHING, descriptor).unwrap_or(Severity::High);
    let help = descriptor.get("help").unwrap_or(&NOTHING);
    let said = Said { result: &NOTHING, rule: descriptor, overridden: None };
    let is_own = |tag: &&str| *tag != "security" && !tag.starts_with("external/cwe/");
    let short = descriptor.get("shortDescription").and_then(|short| text(short, "text"));
    let enabled = descriptor.pointer("/defaultConfiguration/enabled").and_then(Value::as_bool);
    let mut cwe = weaknesses::weaknesses(&json!({ "relationships": descriptor.get("relationships") }), &NOTHING);
    if cwe.is_empty() {
        cwe = weaknesses::weaknesses(descriptor, &NOTHING);
    }
    Some(Rule {
        id: cut(id, TEXT).to_owned(),
        title: cut(short.unwrap_or(id), TEXT).to_owned(),
        help_markdown: cut(text(help, "markdown").unwrap_or_default(), HELP).to_owned(),
        help_uri: text(descriptor, "helpUri").map(str::to_owned),
        severity,
        precision: precision(&NOTHING, descriptor).unwrap_or(Precision::Medium),
        score: score(said).filter(|score| (score - severity.score()).abs() > 0.01),
        cwe,
        aliases: property(descriptor, &["aliases"]).into_iter().flat_map(strings).map(str::to_owned).collect(),
        tags: tags(descriptor).filter(is_own).map(str::to_owned).collect(),
        enabled: enabled.unwrap_or(true),
    })
}

/// The word that we wrote: of the result, else of its rule.
pub(crate) fn severity(result: &Value, descriptor: &Value) -> Option<Severity> {
    [result, descriptor].into_iter().find_map(|value| property_text(value, "severity")?.parse().ok())
}

/// The word that we wrote: of the result, else of its rule.
pub(crate) fn precision(result: &Value, descriptor: &Value) -> Option<Precision> {
    let all = [Precision::Low, Precision::Medium, Precision::High, Precision::VeryHigh];
    let word = |value| property_text(value, "precision");
    [result, descriptor].into_iter().find_map(|value| all.into_iter().find(|one| word(value) == Some(one.name())))
}

/// Both fingerprints of a result.
pub(crate) fn fingerprints(result: &Value) -> Option<Fingerprints> {
    let all = result.get("fingerprints")?;
    let [in_path, in_any_path] = ["secws/v1", "secwsAnyPath/v1"].map(|key| text(all, key).map(|text| cut(text, 128)));
    Fingerprints::deserialize(json!({ "in_path": in_path?, "in_any_path": in_any_path? })).ok()
}

/// GitHub's hash of the line of a result.
pub(crate) fn line_hash(result: &Value) -> Option<String> {
    text(result.get("partialFingerprints")?, "primaryLocationLineHash").map(|hash| cut(hash, 128).to_owned())
}

/// What a result is beside its baseline.
pub(crate) fn baseline(result: &Value) -> Option<BaselineState> {
    let all = [BaselineState::New, BaselineState::Unchanged, BaselineState::Absent];
    let state = text(result, "baselineState")?;
    all.into_iter().find(|one| one.name() == state)
}

/// Where the file of a result comes from.
pub(crate) fn origin(result: &Value) -> Origin {
    let said = |name| property_text(result, name);
    let commit = said("commit").map(|id| Commit {
        id: cut(id, 128).to_owned(),
        date: cut(said("authorDate").unwrap_or_default(), 128).to_owned(),
        in_head: property(result, &["inHead"]).and_then(Value::as_bool).unwrap_or_default(),
    });
    match (said("container"), commit) {
        (Some(container), commit) => Origin::Member { container: RepoPath::new(cut(container, TEXT)), commit },
        (None, Some(commit)) => Origin::History(commit),
        (None, None) => Origin::Tree { tracked: true },
    }
}

/// Rules that said the same.
pub(crate) fn sources(result: &Value) -> Vec<Source> {
    let listed = property(result, &["sources"]).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let source = |one: &Value| {
        let rule = text(one, "rule")?;
        let plugin = text(one, "plugin").or_else(|| rule.split('/').next()).unwrap_or_default();
        Some(Source {
            rule: cut(rule, TEXT).to_owned(),
            plugin: cut(plugin, TEXT).to_owned(),
            message: cut(text(one, "message").unwrap_or_default(), TEXT).to_owned(),
            original: one.get("original").map(|original| Arc::new(original.clone())),
        })
    };
    listed.iter().filter_map(source).take(MOST).collect()
}

/// The result of another tool's log that a result of ours came from.
pub(crate) fn original(result: &Value) -> Option<Arc<Value>> {
    property(result, &["original"]).filter(|original| original.is_object()).map(|original| Arc::new(original.clone()))
}

/// Titles of fixes that no tool can make.
pub(crate) fn advice(result: &Value) -> impl Iterator<Item = String> {
    let advice = property(result, &["advice"]).into_iter().flat_map(strings);
    advice.take(MOST).map(|title| cut(title, TEXT).to_owned())
}

/// The pairs of the plugin.
pub(crate) fn properties(result: &Value) -> Vec<(String, String)> {
    let bag = result.get("properties").and_then(Value::as_object).into_iter().flatten();
    let own = bag.filter(|(name, _)| !RESERVED.contains(&name.as_str()));
    let pairs = own.flat_map(|(name, value)| strings(value).map(|value| (name.clone(), cut(value, TEXT).to_owned())));
    pairs.take(MOST).collect()
}

/// What was looked at.
pub(crate) fn coverage(run: &Value) -> Option<Coverage> {
    let said = property(run, &["coverage"])?;
    let count = |name| number(said, name).unwrap_or_default();
    let plugin = |one: &Value| PluginCoverage {
        plugin: cut(text(one, "plugin").unwrap_or_default(), TEXT).to_owned(),
        files: number(one, "files").unwrap_or_default(),
        skipped: skipped(one),
    };
    Some(Coverage {
        files: count("files"),
        bytes: count("bytes"),
        scanned: count("scanned"),
        skipped: skipped(said),
        blobs: count("blobs"),
        members: count("members"),
        plugins: items(said, "plugins").iter().take(MOST).map(plugin).collect(),
    })
}

fn skipped(said: &Value) -> std::collections::BTreeMap<Skipped, u64> {
    let counts = said.get("skipped").unwrap_or(&NOTHING);
    Skipped::ALL.into_iter().filter_map(|reason| Some((reason, number(counts, reason.name())?))).collect()
}

/// The kind of an id in a log; one that this version does not know is the more alarming the louder it is.
pub(crate) fn kind(id: &str, level: &str) -> NotificationKind {
    let variant = match id {
        "partial" => "PartialGap".to_owned(),
        "unread" => "UnreadGap".to_owned(),
        _ => id.split('-').map(capitalized).collect(),
    };
    let known = NotificationKind::deserialize(Value::String(variant)).ok().filter(|kind| kind.id() == id);
    known.unwrap_or(if level == "error" { NotificationKind::UnreadGap } else { NotificationKind::PartialGap })
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

/// Where in a snippet that part is which its region covers: at the column, unless masks moved it; else where it first stands.
pub(crate) fn near(whole: &str, line: usize, column: u64, part: &str) -> usize {
    let ahead = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    let exact = whole.get(line..).and_then(|text| {
        let mut units = 0;
        let at = text.char_indices().find(|(_, one)| {
            let here = units >= ahead;
            units += one.len_utf16();
            here
        });
        at.map(|(at, _)| line + at)
    });
    let fits = |at: &usize| whole.get(*at..).is_some_and(|text| text.starts_with(part));
    let later = || whole.get(line..).and_then(|text| Some(line + text.find(part)?));
    exact.filter(fits).or_else(later).or_else(|| whole.find(part)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_back_by_their_ids() {
        for known in
            ["partial", "unread", "plugin-deadline", "advisories-stale", "import-incomplete", "coverage-below-floor"]
        {
            assert_eq!(kind(known, "note").id(), known);
        }
        assert_eq!(kind("what-is-this", "error"), NotificationKind::UnreadGap);
        assert_eq!(kind("UnreadableInput", "note"), NotificationKind::PartialGap);
    }
}
