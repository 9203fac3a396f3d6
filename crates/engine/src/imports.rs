//! Logs of other tools, which join the findings.
//!
//! A log that speaks of a secret says where its bytes are: they are masked before anything is made of what our own plugins say
//! of that file, and in the log itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use secws_model::{FingerprintKey, Notification, PluginInfo, Redactor, RepoPath, ReportedFinding, Rule, Span};
use secws_sarif::{FileText, ImportError, Imported, ImportedFinding};

use crate::merge::resolve::{Resolved, Resolver, View};
use crate::reader::Reader;
use crate::scan::file::{Files, Key};

/// Logs of other tools.
#[derive(Debug, Default)]
pub struct Imports {
    logs: Vec<Imported>,
    /// Files in which a log says that a secret is.
    secrets: BTreeSet<RepoPath>,
}

impl Imports {
    /// Adds a log. `name` is what it is called in messages; `root` where the tree is on this machine; `taken` the names of the
    /// plugins.
    ///
    /// # Errors
    /// It is no SARIF 2.1.0.
    pub fn add(&mut self, bytes: &[u8], name: &str, root: Option<&str>, taken: &[&str]) -> Result<(), ImportError> {
        let mut imported = secws_sarif::import(bytes, name, root)?;
        imported.keep_apart(taken);
        let secret = imported.findings.iter().filter(|finding| finding.is_secret);
        self.secrets.extend(secret.map(|finding| finding.place.path.clone()));
        self.logs.push(imported);
        Ok(())
    }

    /// Whether they say that a secret is in a file. What is made of that file depends on more than the file then.
    pub(crate) fn knows_secret(&self, path: &RepoPath) -> bool {
        self.secrets.contains(path)
    }

    /// Bytes of a file that they say are a secret.
    pub(crate) fn masks(&self, path: &RepoPath, bytes: &[u8]) -> Vec<Span> {
        if !self.knows_secret(path) {
            return Vec::new();
        }
        let file = FileText::new(bytes);
        let own = self.all().filter(|finding| finding.place.path == *path);
        own.flat_map(|finding| finding.secret_spans(&file)).collect()
    }

    /// What the scan of a shard depends on besides its files: where secrets are.
    pub(crate) fn digest(&self) -> String {
        let secret = self.all().filter(|finding| finding.is_secret);
        let places: Vec<String> =
            secret.map(|finding| format!("{} {} {:?}", finding.rule, finding.place.path, finding.place.region)).collect();
        secws_model::digest(places.join("\n").as_bytes())
    }

    fn all(&self) -> impl Iterator<Item = &ImportedFinding> {
        self.logs.iter().flat_map(|log| &log.findings)
    }

    /// The tools that they are of; one that is in several logs comes once.
    pub(crate) fn tools(&self, own: &[PluginInfo]) -> Vec<PluginInfo> {
        let mut tools: BTreeMap<String, PluginInfo> = BTreeMap::new();
        for tool in self.logs.iter().flat_map(|log| &log.tools) {
            match tools.get_mut(&tool.name) {
                None => {
                    tools.insert(tool.name.clone(), tool.clone());
                }
                Some(known) => known.rules.extend(tool.rules.iter().cloned()),
            }
        }
        tools.retain(|name, _| !own.iter().any(|plugin| plugin.name == *name));
        for tool in tools.values_mut() {
            tool.rules.sort_by(|a, b| a.id.cmp(&b.id));
            tool.rules.dedup_by(|a, b| a.id == b.id);
        }
        tools.into_values().collect()
    }

    /// Their findings, read against the files that they speak of, and what they say of themselves.
    pub(crate) fn findings(
        &self,
        tools: &[PluginInfo],
        files: &Files,
        reader: &Reader<'_>,
    ) -> (Vec<Resolved>, Vec<Notification>) {
        let rules: BTreeMap<&str, &Rule> =
            tools.iter().flat_map(|tool| &tool.rules).map(|rule| (rule.id.as_str(), rule)).collect();
        let mut reread = Reread { files, reader, imports: self, known: BTreeMap::new() };
        self.all().flat_map(paths).for_each(|path| reread.read(path));
        let read = reread.known.iter().filter_map(|(path, read)| Some((path, &read.as_ref()?.0)));
        let texts: BTreeMap<&RepoPath, FileText<'_>> = read.map(|(path, bytes)| (path, FileText::new(bytes))).collect();
        let findings = self.all().map(|finding| reread.resolve(finding.clone(), &rules, &texts)).collect();
        let notifications = self.logs.iter().flat_map(|log| log.notifications.iter().cloned());
        (findings, notifications.collect())
    }
}

/// A file that was read again: its bytes, and what may be shown of it.
type ReadFile = (Arc<[u8]>, View);

/// Files that logs speak of.
struct Reread<'a> {
    files: &'a Files,
    reader: &'a Reader<'a>,
    imports: &'a Imports,
    known: BTreeMap<RepoPath, Option<ReadFile>>,
}

impl Reread<'_> {
    fn read(&mut self, path: &RepoPath) {
        if self.known.contains_key(path) {
            return;
        }
        let key = Key::current(path);
        let read = self.reader.read(&key).map(|bytes| {
            let redactor = match self.files.get(&key) {
                Some(file) => file.redactor(&bytes),
                None => Redactor::new(&bytes, &self.imports.masks(path, &bytes)),
            };
            (Arc::clone(&bytes), View::new(Some(bytes), redactor))
        });
        self.known.insert(path.clone(), read);
    }

    fn view(&self, path: &RepoPath) -> Option<&View> {
        self.known.get(path)?.as_ref().map(|(_, view)| view)
    }

    fn resolve(
        &self,
        mut finding: ImportedFinding,
        rules: &BTreeMap<&str, &Rule>,
        texts: &BTreeMap<&RepoPath, FileText<'_>>,
    ) -> Resolved {
        let text = texts.get(&finding.place.path).filter(|_| !finding.place.outside);
        finding.mask_secret(text);
        let readable = text.is_some() && self.view(&finding.place.path).is_some();
        if !readable {
            return unresolved(finding.into_reported());
        }
        let spoken_of: BTreeSet<RepoPath> = paths(&finding).cloned().collect();
        for path in &spoken_of {
            if let Some(view) = self.view(path).filter(|view| !view.redactor.is_empty()) {
                finding.mask(&|text| view.redactor.mask_string(text));
            }
        }
        let located = finding.located(&|path: &RepoPath| texts.get(path));
        let rule = |id: &str| rules.get(id).copied();
        let resolver = Resolver { plugin: &finding.tool, rules: &rule, view: &|path| self.view(path) };
        match resolver.findings(vec![located]).pop() {
            Some(mut resolved) => {
                complete(&mut resolved, finding);
                resolved
            }
            None => unresolved(finding.into_reported()),
        }
    }
}

/// What only a log knows.
fn complete(resolved: &mut Resolved, finding: ImportedFinding) {
    let reported = &mut resolved.finding;
    reported.sources = finding.sources;
    reported.origin = finding.origin;
    reported.suppressions = finding.suppressions;
    reported.baseline = finding.baseline;
    reported.original = finding.original;
    if let Some(fingerprints) = finding.fingerprints {
        resolved.key.context = fingerprints.in_path.to_string();
        reported.fingerprints = fingerprints;
        reported.line_hash = finding.line_hash;
    }
}

fn unresolved(finding: ReportedFinding) -> Resolved {
    let key = FingerprintKey {
        rule: finding.rule.clone(),
        path: finding.place.path.clone(),
        context: finding.fingerprints.in_path.to_string(),
    };
    Resolved { finding, key }
}

fn paths(finding: &ImportedFinding) -> impl Iterator<Item = &RepoPath> {
    let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.place.path);
    let places = std::iter::once(&finding.place).chain(&finding.related).chain(&finding.flow);
    places.map(|place| &place.path).chain(edits)
}
