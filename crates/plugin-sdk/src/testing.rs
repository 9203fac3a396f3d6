//! What a plugin's own tests need: files in memory, a host in miniature, and rules' cases written in Markdown.
//!
//! # Cases
//! A rule's cases are a Markdown file. Each heading opens a case; each fenced block under it is a file of that case. The
//! words after the fence: the language, then `path=…` (otherwise `case.<ending of the language>`) and, where the file's
//! format has no comments, `expect=<rule>@<line>,…`. A line on which findings are expected says so in a comment:
//! `# error: [subprocess-shell-true]`, several in several brackets. Every finding must be expected, and every expected one
//! found.
//!
//! # Help
//! The blocks under a help text's heading `Example` must each bring a finding of the rule, those under `Instead` must not.
#![allow(clippy::panic, clippy::expect_used, reason = "tests fail by panicking")]

use std::cell::Cell;
use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSetBuilder};

use crate::{
    Advisories, ConcludesWithAdvisories, Configuration, Facts, File, FileFact, Finding, Hit, Hits, Interest, Origin,
    Outcome, Plugin, Rule,
};

/// A file in memory.
#[derive(Debug, Clone)]
pub struct MemoryFile {
    /// From the root.
    pub path: String,
    /// All of it.
    pub bytes: Vec<u8>,
    /// Where it is said to come from.
    pub origin: Origin,
    /// What the host is said to have met.
    pub hits: Hits,
}

impl MemoryFile {
    /// A tracked file of the tree in which no literal was met.
    #[must_use]
    pub fn new(path: &str, bytes: &[u8]) -> Self {
        let hits = Hits { found: Vec::new(), cut: false };
        MemoryFile { path: path.to_owned(), bytes: bytes.to_vec(), origin: Origin::Tree(true), hits }
    }

    /// The file as the host would route it to a plugin with these interests; none if it would not.
    #[must_use]
    pub fn routed(path: &str, bytes: &[u8], interests: &[Interest]) -> Option<Self> {
        let mut wanted = false;
        let mut found = Vec::new();
        for (index, interest) in interests.iter().enumerate() {
            if !fits(interest, path, bytes) {
                continue;
            }
            let before = found.len();
            for (literal_index, literal) in interest.literals.iter().enumerate() {
                for form in forms(literal) {
                    let offsets = occurrences(bytes, &form, literal.ignore_case);
                    found.extend(offsets.map(|offset| Hit {
                        interest: u32::try_from(index).unwrap_or(u32::MAX),
                        literal: u32::try_from(literal_index).unwrap_or(u32::MAX),
                        offset: offset as u64,
                    }));
                }
            }
            wanted |= interest.literals.is_empty() || found.len() > before;
        }
        found.sort_by_key(|hit| (hit.offset, hit.interest, hit.literal));
        wanted.then(|| MemoryFile { hits: Hits { found, cut: false }, ..MemoryFile::new(path, bytes) })
    }
}

fn fits(interest: &Interest, path: &str, bytes: &[u8]) -> bool {
    if interest.globs.is_empty() && interest.magics.is_empty() {
        return true;
    }
    let mut set = GlobSetBuilder::new();
    for glob in &interest.globs {
        let anchored = if glob.contains('/') { glob.clone() } else { format!("**/{glob}") };
        set.add(GlobBuilder::new(&anchored).case_insensitive(true).literal_separator(true).build().expect("a valid glob"));
    }
    let by_glob = set.build().expect("valid globs").is_match(path);
    by_glob
        || interest.magics.iter().any(|magic| {
            let start = usize::try_from(magic.offset).unwrap_or(usize::MAX);
            bytes.get(start..).is_some_and(|rest| rest.starts_with(&magic.bytes))
        })
}

fn forms(literal: &crate::Literal) -> Vec<Vec<u8>> {
    let mut forms = vec![literal.bytes.clone()];
    if literal.encoded {
        forms.push(literal.bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
    }
    forms
}

fn occurrences<'a>(bytes: &'a [u8], needle: &'a [u8], ignore_case: bool) -> impl Iterator<Item = usize> + 'a {
    let equal = move |window: &[u8]| if ignore_case { window.eq_ignore_ascii_case(needle) } else { window == needle };
    bytes.windows(needle.len().max(1)).enumerate().filter(move |(_, window)| equal(window)).map(|(offset, _)| offset)
}

impl File for MemoryFile {
    fn path(&self) -> String {
        self.path.clone()
    }
    fn origin(&self) -> Origin {
        self.origin.clone()
    }
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
    fn read(&self, offset: u64, length: u32) -> Vec<u8> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(self.bytes.len());
        let end = start.saturating_add(length as usize).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default().to_vec()
    }
    fn contents(&self) -> Result<Vec<u8>, String> {
        Ok(self.bytes.clone())
    }
    fn digest(&self) -> String {
        // Only told apart, never compared with a real one.
        format!("{:064x}", self.bytes.iter().fold(7u64, |hash, &byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte))))
    }
    fn hits(&self) -> Hits {
        self.hits.clone()
    }
}

/// Facts in memory.
#[derive(Debug, Default)]
pub struct MemoryFacts {
    facts: Vec<FileFact>,
    next: Cell<usize>,
    available: Vec<String>,
}

impl MemoryFacts {
    /// In the order in which they are handed out.
    #[must_use]
    pub fn new(facts: Vec<FileFact>) -> Self {
        MemoryFacts { facts, ..MemoryFacts::default() }
    }

    /// Topics of other plugins that are said to have run.
    #[must_use]
    pub fn available(mut self, topics: &[&str]) -> Self {
        self.available = topics.iter().map(|&topic| topic.to_owned()).collect();
        self
    }
}

impl Facts for MemoryFacts {
    fn next(&self) -> Option<FileFact> {
        let fact = self.facts.get(self.next.get())?;
        self.next.set(self.next.get() + 1);
        Some(fact.clone())
    }
    fn rewind(&self) {
        self.next.set(0);
    }
    fn available(&self, topic: &str) -> bool {
        self.available.iter().any(|available| available == topic)
    }
}

/// Advisories in memory: ecosystem, normalised name, record.
#[derive(Debug, Default, Clone)]
pub struct MemoryAdvisories {
    /// The records.
    pub records: Vec<(String, String, String)>,
    /// The date of the data, for every ecosystem that has a record.
    pub snapshot: String,
}

impl Advisories for MemoryAdvisories {
    fn lookup(&self, ecosystem: &str, name: &str) -> Vec<String> {
        let wanted = self.records.iter().filter(|(e, n, _)| e == ecosystem && n == name);
        wanted.map(|(_, _, record)| record.clone()).collect()
    }
    fn snapshot(&self, ecosystem: &str) -> Option<String> {
        self.records.iter().any(|(e, _, _)| e == ecosystem).then(|| self.snapshot.clone())
    }
}

/// A host in miniature: routes, scans and concludes.
#[derive(Debug)]
pub struct Harness<P> {
    plugin: P,
    interests: Vec<Interest>,
}

impl<P: Plugin> Default for Harness<P> {
    fn default() -> Self {
        Self::new("{}")
    }
}

impl<P: Plugin> Harness<P> {
    /// The plugin with these settings, a JSON object.
    ///
    /// # Panics
    /// It refuses them.
    #[must_use]
    pub fn new(settings: &str) -> Self {
        let configuration = Configuration { settings: settings.to_owned(), today: Some("2026-11-25".to_owned()) };
        match P::configure(&configuration) {
            Ok((plugin, interests)) => Harness { plugin, interests },
            Err(errors) => panic!("settings refused: {errors:?}"),
        }
    }

    /// The configured plugin.
    pub fn plugin(&self) -> &P {
        &self.plugin
    }

    /// What the plugin wants to see.
    pub fn interests(&self) -> &[Interest] {
        &self.interests
    }

    /// Scans a file if its interests route it; otherwise nothing is found.
    ///
    /// # Panics
    /// The scan fails, or says something that the contract forbids.
    pub fn scan(&self, path: &str, bytes: &[u8]) -> Outcome {
        let Some(file) = MemoryFile::routed(path, bytes, &self.interests) else {
            return Outcome::default();
        };
        self.scan_file(&file)
    }

    /// Scans a file whether or not it is wanted, as one that another file requested.
    ///
    /// # Panics
    /// As [`scan`](Harness::scan).
    pub fn scan_file(&self, file: &MemoryFile) -> Outcome {
        let outcome = match self.plugin.scan(file) {
            Ok(outcome) => outcome,
            Err(error) => panic!("{}: {error}", file.path),
        };
        let declared = P::describe().rules;
        for finding in &outcome.findings {
            check_claims(finding, file, &declared);
        }
        outcome
    }

    /// Scans files, those they request included, and returns what was found, and the facts in the order of the contract.
    pub fn scan_all(&self, files: &[(String, Vec<u8>)]) -> (Outcome, MemoryFacts) {
        let mut all = Outcome::default();
        let mut facts = Vec::new();
        let mut done = BTreeSet::new();
        let mut requested: Vec<String> = Vec::new();
        loop {
            let round: Vec<_> = files
                .iter()
                .filter(|(path, _)| !done.contains(path))
                .filter_map(|(path, bytes)| {
                    let routed = MemoryFile::routed(path, bytes, &self.interests);
                    routed.or_else(|| requested.contains(path).then(|| MemoryFile::new(path, bytes)))
                })
                .collect();
            if round.is_empty() {
                break;
            }
            for file in round {
                let outcome = self.scan_file(&file);
                done.insert(file.path.clone());
                facts.extend(outcome.facts.into_iter().map(|fact| FileFact { path: file.path.clone(), fact }));
                requested.extend(outcome.requests);
                all.findings.extend(outcome.findings);
                all.gaps.extend(outcome.gaps);
            }
        }
        facts.sort_by(|a, b| (&a.fact.topic, &a.path).cmp(&(&b.fact.topic, &b.path)));
        (all, MemoryFacts::new(facts))
    }

    /// Scans files and concludes.
    ///
    /// # Panics
    /// As [`scan`](Harness::scan).
    pub fn run(&self, files: &[(String, Vec<u8>)]) -> Outcome {
        self.conclude_by(files, |facts| self.plugin.conclude(facts))
    }

    fn conclude_by(&self, files: &[(String, Vec<u8>)], by: impl Fn(&MemoryFacts) -> Result<Outcome, String>) -> Outcome {
        let (mut all, facts) = self.scan_all(files);
        match by(&facts) {
            Ok(concluded) => {
                all.findings.extend(concluded.findings);
                all.gaps.extend(concluded.gaps);
                all.rules.extend(concluded.rules);
                all
            }
            Err(error) => panic!("conclude: {error}"),
        }
    }

    /// Runs every case of a Markdown file.
    ///
    /// # Panics
    /// A finding was not expected, or an expected one not found.
    pub fn check_cases(&self, markdown: &str) {
        check_cases(markdown, |files| self.run(files));
    }

    /// Runs the examples of a rule's help text.
    ///
    /// # Panics
    /// A bad example brings no finding of the rule, a good one does, or one of them is missing.
    pub fn check_help(&self, rule: &str, help: &str) {
        check_help(rule, help, |files| self.run(files));
    }
}

impl<P: ConcludesWithAdvisories> Harness<P> {
    /// Scans files and concludes with advisories.
    ///
    /// # Panics
    /// As [`scan`](Harness::scan).
    pub fn run_with_advisories(&self, files: &[(String, Vec<u8>)], advisories: &MemoryAdvisories) -> Outcome {
        self.conclude_by(files, |facts| self.plugin.conclude_with_advisories(facts, advisories))
    }
}

/// What the host would refuse.
fn check_claims(finding: &Finding, file: &MemoryFile, declared: &[Rule]) {
    let known = declared.iter().any(|rule| rule.id == finding.rule);
    assert!(known, "{}: the rule `{}` was not declared", file.path, finding.rule);
    assert_eq!(finding.location.path, file.path, "a finding of `scan` lies in the scanned file");
    let spans = finding
        .location
        .span
        .iter()
        .chain(&finding.redact)
        .chain(finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span));
    for span in spans {
        let inside = span.start <= span.end && span.end <= file.bytes.len() as u64;
        assert!(inside, "{}: {span:?} of `{}` is not in the file", file.path, finding.rule);
    }
}

/// One heading of a Markdown file of cases.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// The heading.
    pub title: String,
    /// Its fenced blocks.
    pub files: Vec<CaseFile>,
}

/// One fenced block.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// As the block's `path=` says, otherwise made of its language.
    pub path: String,
    /// All lines of the block, the comments that name what is expected included.
    pub text: String,
    /// Line, from 1, and name of the rule without the plugin's.
    pub expected: BTreeSet<(usize, String)>,
}

/// Reads a Markdown file of cases.
#[must_use]
pub fn cases(markdown: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = vec![Case::default()];
    let mut block: Option<(String, CaseFile)> = None;
    for line in markdown.lines() {
        if let Some((fence, file)) = &mut block {
            if line.trim_end() == fence.as_str() {
                let done = block.take().map(|(_, file)| file);
                cases.last_mut().expect("there is one from the start").files.extend(done);
            } else {
                file.text.push_str(line);
                file.text.push('\n');
                let number = file.text.lines().count();
                if let Some((_, marker)) = line.split_once("error: [") {
                    file.expected.extend(
                        format!("[{marker}")
                            .split('[')
                            .skip(1)
                            .filter_map(|part| part.split_once(']').map(|(rule, _)| (number, rule.trim().to_owned()))),
                    );
                }
            }
        } else if let Some(title) = line.strip_prefix('#') {
            cases.push(Case { title: title.trim_start_matches('#').trim().to_owned(), files: Vec::new() });
        } else if line.starts_with("```") {
            let ticks = line.len() - line.trim_start_matches('`').len();
            let (fence, info) = line.split_at(ticks);
            block = Some((fence.to_owned(), case_file(info)));
        }
    }
    assert!(block.is_none(), "a fenced block is not closed");
    cases.retain(|case| !case.files.is_empty());
    cases
}

fn case_file(info: &str) -> CaseFile {
    let mut words = info.split_whitespace();
    let ending = match words.next().unwrap_or("text") {
        "python" => "py",
        "yaml" => "yml",
        "text" => "txt",
        "shell" => "sh",
        other => other,
    };
    let mut file = CaseFile { path: format!("case.{ending}"), text: String::new(), expected: BTreeSet::new() };
    for word in words {
        match word.split_once('=') {
            Some(("path", path)) => file.path = path.to_owned(),
            Some(("expect", expected)) => file.expected.extend(expected.split(',').map(|one| {
                let (rule, line) = one.split_once('@').expect("`expect=<rule>@<line>`");
                (line.parse().expect("a line number"), rule.to_owned())
            })),
            _ => panic!("`{word}` after a fence is neither `path=` nor `expect=`"),
        }
    }
    file
}

/// The line of an offset, from 1.
#[must_use]
pub fn line_of(text: &str, offset: u64) -> usize {
    let end = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    1 + text.as_bytes().get(..end).unwrap_or_default().iter().filter(|&&byte| byte == b'\n').count()
}

/// Runs cases with `run`; see [`Harness::check_cases`].
///
/// # Panics
/// As there.
pub fn check_cases(markdown: &str, run: impl Fn(&[(String, Vec<u8>)]) -> Outcome) {
    let cases = cases(markdown);
    assert!(!cases.is_empty(), "no cases");
    for case in cases {
        let files: Vec<_> = case.files.iter().map(|file| (file.path.clone(), file.text.clone().into_bytes())).collect();
        let outcome = run(&files);
        for file in &case.files {
            let found: BTreeSet<_> = outcome
                .findings
                .iter()
                .filter(|finding| finding.location.path == file.path)
                .map(|finding| {
                    let offset = finding.location.span.map_or(0, |span| span.start);
                    (line_of(&file.text, offset), short(&finding.rule).to_owned())
                })
                .collect();
            assert!(
                found == file.expected,
                "case `{}`, {}:\n  not found: {:?}\n  not expected: {:?}\n{}",
                case.title,
                file.path,
                file.expected.difference(&found).collect::<Vec<_>>(),
                found.difference(&file.expected).collect::<Vec<_>>(),
                file.text,
            );
        }
    }
}

/// The second part of a rule's id: `known-vulnerability` of `dependencies/known-vulnerability/CVE-2020-1`.
fn short(id: &str) -> &str {
    id.split('/').nth(1).unwrap_or(id)
}

/// Runs the examples of a help text with `run`; see [`Harness::check_help`].
///
/// # Panics
/// As there.
pub fn check_help(rule: &str, help: &str, run: impl Fn(&[(String, Vec<u8>)]) -> Outcome) {
    let cases = cases(help);
    for (heading, must_fire) in [("Example", true), ("Instead", false)] {
        let blocks: Vec<_> = cases.iter().filter(|case| case.title == heading).flat_map(|case| &case.files).collect();
        assert!(!blocks.is_empty(), "the help of `{rule}` has no block under `{heading}`");
        for file in blocks {
            let outcome = run(&[(file.path.clone(), file.text.clone().into_bytes())]);
            let fired = outcome.findings.iter().any(|finding| short(&finding.rule) == rule);
            assert!(fired == must_fire, "help of `{rule}`, under `{heading}`: found: {fired}\n{}", file.text);
        }
    }
}

/// What every plugin's rules must have: a title, help with its headings, a CWE, names that are unique and read after
/// "allow", aliases claimed once.
///
/// # Panics
/// One has not.
pub fn check_rules<P: Plugin>() {
    let mut ids = BTreeSet::new();
    let mut aliases = BTreeSet::new();
    for rule in P::describe().rules {
        let name = rule.id.strip_prefix(P::NAME).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
        let kebab = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(kebab, "`{}` is not `{}/<kebab-name>`", rule.id, P::NAME);
        for start in ["use-", "no-", "avoid-", "do-not-"] {
            assert!(!name.starts_with(start), "`{}` does not read after \"allow\"", rule.id);
        }
        assert!(!rule.title.is_empty() && !rule.title.ends_with('.'), "`{}`: a title, without a stop", rule.id);
        assert!(!rule.cwe.is_empty(), "`{}` names no weakness", rule.id);
        for heading in ["\n## Example", "\n## Instead", "\n## References"] {
            assert!(rule.help_markdown.contains(heading), "the help of `{}` lacks `{}`", rule.id, heading.trim());
        }
        assert!(ids.insert(rule.id.clone()), "`{}` is declared twice", rule.id);
        for alias in rule.aliases {
            assert!(aliases.insert(alias.clone()), "the alias `{alias}` is claimed twice");
        }
    }
}
