//! Marks findings that somebody said are known, and tells of what hides nothing.

use std::collections::{BTreeMap, BTreeSet};

use secws_model::{
    Notification, NotificationKind, Place, PluginInfo, Region, RepoPath, ReportedFinding, Rule, Suppression, SuppressionKind,
};

use crate::comment::{Comment, Scope, Syntax, is_python};
use crate::ignore::Ignore;
use crate::peers::{Bytes, Peers, has_alias, has_alias_like};

/// What is said of findings.
pub struct Said<'a> {
    /// The comments of each file; the commit of one of history.
    pub files: Vec<(&'a RepoPath, Option<&'a str>, &'a [Comment])>,
    /// In settings.
    pub ignores: &'a [Ignore],
    /// In other tools' files.
    pub peers: &'a Peers,
    /// All rules that there are.
    pub plugins: &'a [PluginInfo],
    /// `YYYY-MM-DD`.
    pub today: &'a str,
    /// Bytes of findings.
    pub bytes: &'a dyn Bytes,
}

/// Marks findings, and returns what is to be told of what was said.
pub fn apply(findings: &mut [ReportedFinding], said: &Said<'_>) -> Vec<Notification> {
    let rules: BTreeMap<&str, &Rule> =
        said.plugins.iter().flat_map(|plugin| &plugin.rules).map(|rule| (rule.id.as_str(), rule)).collect();
    let known: Vec<&Rule> = rules.values().copied().collect();
    let mut comments = Comments::new(said);
    let mut used: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); said.ignores.len()];
    for finding in findings.iter_mut() {
        let ids = std::iter::once(finding.rule.as_str()).chain(finding.sources.iter().map(|source| source.rule.as_str()));
        let own: Vec<&Rule> = ids.filter_map(|id| rules.get(id).copied()).collect();
        let mut suppressions = comments.of(finding, &own);
        suppressions.extend(ignored(finding, &own, said, &mut used));
        if finding.origin.is_current() || !finding.redact.is_empty() {
            let reasons = said.peers.reasons(finding, &own, &known, said.bytes).into_iter();
            suppressions.extend(reasons.map(|reason| Suppression {
                kind: SuppressionKind::External,
                justification: Some(reason.text),
                path: reason.file.into(),
                line: reason.line,
            }));
        }
        finding.suppressions.extend(suppressions);
        finding.suppressions.sort();
        finding.suppressions.dedup();
    }
    let mut notifications = comments.unused(&known);
    notifications.extend(said.ignores.iter().zip(&used).flat_map(|(ignore, used)| told(ignore, used, &known, said.today)));
    notifications
}

/// Suppressions in settings that fit a finding.
fn ignored(finding: &ReportedFinding, rules: &[&Rule], said: &Said<'_>, used: &mut [BTreeSet<usize>]) -> Vec<Suppression> {
    let mut suppressions = Vec::new();
    for (ignore, used) in said.ignores.iter().zip(used) {
        if ignore.has_expired(said.today) || !ignore.fits(&finding.place.path) {
            continue;
        }
        let words = ignore.rules.iter().enumerate().filter(|(_, word)| rules.iter().any(|rule| rule.is_named(word)));
        let hiding: Vec<usize> = words.map(|(position, _)| position).collect();
        if !hiding.is_empty() {
            used.extend(hiding);
            suppressions.push(Suppression {
                kind: SuppressionKind::External,
                justification: Some(ignore.reason.clone()),
                path: ignore.file.clone(),
                line: ignore.line,
            });
        }
    }
    suppressions
}

/// What is to be told of a suppression in settings.
fn told(ignore: &Ignore, used: &BTreeSet<usize>, known: &[&Rule], today: &str) -> Vec<Notification> {
    let at = |notification: Notification| notification.place(place(&ignore.file, ignore.line));
    let all = ignore.rules.join(", ");
    if let Some(last) = ignore.expires.as_deref().filter(|_| ignore.has_expired(today)) {
        let message = format!("The suppression of '{all}' has expired on {last}, so it hides nothing any more.");
        return vec![at(Notification::new(NotificationKind::SuppressionExpired, message))];
    }
    let mut told = Vec::new();
    for (_, word) in ignore.rules.iter().enumerate().filter(|(position, _)| !used.contains(position)) {
        told.push(at(match unknown(word, known) {
            Some(message) => Notification::new(NotificationKind::SuppressionUnknownRule, message),
            None => {
                Notification::new(NotificationKind::SuppressionUnused, format!("The suppression of '{word}' hides nothing."))
            }
        }));
    }
    told
}

/// A sentence if no rule is named so.
fn unknown(word: &str, known: &[&Rule]) -> Option<String> {
    let declared = word.match_indices('/').nth(1).map_or(word, |(end, _)| &word[..end]);
    let advisory = ["CVE-", "GHSA-", "PYSEC-", "MAL-"].iter().any(|start| word.to_uppercase().starts_with(start));
    if advisory || known.iter().any(|rule| rule.is_named(word) || rule.declared_id() == declared) {
        return None;
    }
    let ids = known.iter().flat_map(|rule| std::iter::once(&rule.id).chain(&rule.aliases));
    let nearest = ids.map(|id| (strsim::damerau_levenshtein(&word.to_lowercase(), &id.to_lowercase()), id)).min();
    let hint = match nearest {
        Some((distance, id)) if distance <= (id.len() / 3).max(1) => format!(" Did you mean '{id}'?"),
        _ => String::new(),
    };
    Some(format!("A suppression names '{word}', and no rule is called that, so it hides nothing.{hint}"))
}

fn place(path: &RepoPath, line: Option<u32>) -> Place {
    let region = line.map(|line| Region { start_line: line, start_column: 1, end_line: line, end_column: 1 });
    Place { path: path.clone(), region, span: None, snippet: None, message: None, logical: None }
}

/// Comments of one file that are told of.
const TOLD: usize = 50;

/// The comments of one file, and which of their words hid something.
struct FileComments<'a> {
    path: &'a RepoPath,
    current: bool,
    comments: &'a [Comment],
    /// By the line that they are about; those about the file in line 0.
    by_line: BTreeMap<u32, Vec<usize>>,
    /// Of each comment the words that hid something; of one without words, word 0.
    used: Vec<BTreeSet<usize>>,
}

struct Comments<'a>(BTreeMap<(RepoPath, Option<String>), FileComments<'a>>);

impl<'a> Comments<'a> {
    fn new(said: &Said<'a>) -> Self {
        let with = said.files.iter().filter(|(_, _, comments)| !comments.is_empty());
        Comments(
            with.map(|&(path, commit, comments)| {
                let mut by_line: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
                for (position, comment) in comments.iter().enumerate() {
                    let line = match comment.scope {
                        Scope::Line(line) => line,
                        Scope::File => 0,
                    };
                    by_line.entry(line).or_default().push(position);
                }
                let used = vec![BTreeSet::new(); comments.len()];
                (
                    (path.clone(), commit.map(str::to_owned)),
                    FileComments { path, current: commit.is_none(), comments, by_line, used },
                )
            })
            .collect(),
        )
    }

    /// Suppressions of a finding by the comments of its own version of its file.
    fn of(&mut self, finding: &ReportedFinding, rules: &[&Rule]) -> Vec<Suppression> {
        let commit = finding.origin.commit().map(|commit| commit.id.clone());
        let Some(file) = self.0.get_mut(&(finding.place.path.clone(), commit)) else {
            return Vec::new();
        };
        let lines = finding.place.region.map(|region| region.start_line..=region.end_line);
        let of_lines = lines.into_iter().flat_map(|lines| file.by_line.range(lines)).flat_map(|(_, positions)| positions);
        let positions: Vec<usize> = of_lines.chain(file.by_line.get(&0).into_iter().flatten()).copied().collect();
        let mut suppressions = Vec::new();
        for position in positions {
            let comment = &file.comments[position];
            let words = hiding(comment, finding, rules);
            if !words.is_empty() {
                file.used[position].extend(words);
                suppressions.push(Suppression {
                    kind: SuppressionKind::InSource,
                    justification: Some(comment.reason.clone().unwrap_or_else(|| comment.shown())),
                    path: file.path.clone(),
                    line: Some(comment.line),
                });
            }
        }
        suppressions
    }

    /// What hid nothing. Comments of history are of the past.
    fn unused(self, known: &[&Rule]) -> Vec<Notification> {
        let files = self.0.into_values().filter(|file| file.current && !is_quoted(file.path));
        files.flat_map(|file| [file.unused_ours(known), file.unused_peers(known)].concat()).collect()
    }
}

/// Pages that show comments, and members of archives, whose comments nobody here can mend.
fn is_quoted(path: &RepoPath) -> bool {
    let name = path.name().to_lowercase();
    path.as_str().contains("!/") || [".md", ".rst", ".txt"].iter().any(|ending| name.ends_with(ending))
}

/// The words of a comment that hide a finding; word 0 of one without words.
fn hiding(comment: &Comment, finding: &ReportedFinding, rules: &[&Rule]) -> Vec<usize> {
    let words = |named: &dyn Fn(&str) -> bool| {
        let named = comment.words.iter().enumerate().filter(|(_, word)| named(word));
        named.map(|(position, _)| position).collect::<Vec<_>>()
    };
    let if_all = |all: bool| if all { vec![0] } else { Vec::new() };
    match comment.syntax {
        Syntax::Secws => words(&|word| rules.iter().any(|rule| rule.is_named(word))),
        Syntax::Nosec if comment.words.is_empty() => if_all(has_alias_like(rules, 'B')),
        Syntax::Nosec => {
            words(&|word| has_alias(rules, word) || rules.iter().any(|rule| rule.name() == word.replace('_', "-")))
        }
        Syntax::Noqa if comment.words.is_empty() => if_all(has_alias_like(rules, 'S')),
        Syntax::Noqa => words(&|word| {
            has_alias(rules, word)
                || (word.to_uppercase().starts_with('S')
                    && rules.iter().any(|rule| {
                        let prefix = |alias: &String| {
                            alias.len() == 4
                                && alias.to_uppercase().starts_with(&word.to_uppercase())
                                && alias[1..].bytes().all(|byte| byte.is_ascii_digit())
                        };
                        rule.aliases.iter().any(prefix)
                    }))
        }),
        Syntax::GitleaksAllow | Syntax::AllowlistSecret => if_all(!finding.redact.is_empty()),
    }
}

impl FileComments<'_> {
    /// Each by itself, since they were written for us.
    fn unused_ours(&self, known: &[&Rule]) -> Vec<Notification> {
        let mut told = Vec::new();
        let mut more = 0;
        for (comment, used) in self.comments.iter().zip(&self.used).filter(|(comment, _)| comment.syntax == Syntax::Secws) {
            let at = |kind, message: String| Notification::new(kind, message).place(place(self.path, Some(comment.line)));
            if comment.words.is_empty() {
                let message = "This comment names no rule, so it hides nothing. Write `secws: ignore[RULE] -- REASON`.";
                told.push(at(NotificationKind::SuppressionUnknownRule, message.to_owned()));
            }
            for (_, word) in comment.words.iter().enumerate().filter(|(position, _)| !used.contains(position)) {
                if told.len() >= TOLD {
                    more += 1;
                    continue;
                }
                told.push(match unknown(word, known) {
                    Some(message) => at(NotificationKind::SuppressionUnknownRule, message),
                    None => at(NotificationKind::SuppressionUnused, format!("The suppression of '{word}' hides nothing.")),
                });
            }
        }
        if more > 0 {
            let message = format!("{more} more suppressions of this file hide nothing.");
            told.push(Notification::new(NotificationKind::SuppressionUnused, message).path(self.path));
        }
        told
    }

    /// Other tools' all at once for a file: their own tool may have a use for them. Those of Python's tools only where these
    /// look.
    fn unused_peers(&self, known: &[&Rule]) -> Vec<Notification> {
        let python = is_python(self.path);
        let idle = |comment: &Comment| match comment.syntax {
            Syntax::Secws => false,
            Syntax::Nosec | Syntax::Noqa if !python => false,
            Syntax::Nosec => comment.words.is_empty() || comment.words.iter().any(|word| has_alias(known, word)),
            Syntax::Noqa => comment.words.iter().any(|word| has_alias(known, word)),
            Syntax::GitleaksAllow | Syntax::AllowlistSecret => true,
        };
        let comments = self.comments.iter().zip(&self.used);
        let idle: Vec<&Comment> =
            comments.filter(|(comment, used)| used.is_empty() && idle(comment)).map(|(comment, _)| comment).collect();
        let Some(first) = idle.first() else {
            return Vec::new();
        };
        let lines: Vec<String> = idle.iter().take(20).map(|comment| comment.line.to_string()).collect();
        let more = if idle.len() > lines.len() { format!(" and {} more", idle.len() - lines.len()) } else { String::new() };
        let message = match idle.len() {
            1 => format!("The comment `{}` hides nothing.", first.shown()),
            count => format!("{count} comments like `{}` hide nothing: lines {}{more}.", first.shown(), lines.join(", ")),
        };
        let notification = Notification::new(NotificationKind::SuppressionUnused, message);
        vec![notification.place(place(self.path, Some(first.line)))]
    }
}
