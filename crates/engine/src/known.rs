//! What is known of findings before they are found: other tools' logs, suppressions, a baseline, what changed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use secws_model::{Report, ReportedFinding};
use secws_sources::Changes;
use secws_suppressions::{Bytes, Comment, Ignore, Peers, Said};

use crate::baseline::Baseline;
use crate::imports::Imports;
use crate::reader::Reader;
use crate::scan::file::{Files, Key};

/// What is known of findings before they are found.
#[derive(Default)]
pub struct Known {
    /// Logs of other tools.
    pub imports: Imports,
    /// Suppressions in settings.
    pub ignores: Vec<Ignore>,
    /// What other tools' own files leave out.
    pub peers: Peers,
    /// What is to be told of all that.
    pub notifications: Vec<secws_model::Notification>,
    /// Findings that were there before.
    pub baseline: Option<Baseline>,
    /// What is shown and judged; none: all.
    pub changes: Option<Changes>,
    /// `YYYY-MM-DD`.
    pub today: String,
}

impl Known {
    /// Marks findings, and removes none.
    pub(crate) fn apply(&self, report: &mut Report, files: &Files, reader: &Reader<'_>) {
        let with = files.values().filter(|file| !file.comments.is_empty());
        let comments = |file: &crate::scan::ScannedFile| file.origin.commit().map(|commit| commit.id.clone());
        let commits: Vec<Option<String>> = with.clone().map(comments).collect();
        let listed = with.zip(&commits);
        let said =
            Said {
                files: listed
                    .map(|(file, commit)| (&file.path, commit.as_deref(), file.comments.as_slice()))
                    .collect::<Vec<(_, _, &[Comment])>>(),
                ignores: &self.ignores,
                peers: &self.peers,
                plugins: &report.plugins,
                today: &self.today,
                bytes: &Reread { reader, read: RefCell::default() },
            };
        report.notifications.extend(self.notifications.iter().cloned());
        report.notifications.extend(secws_suppressions::apply(&mut report.findings, &said));
        if let Some(baseline) = &self.baseline {
            let paths: BTreeSet<&str> =
                files.values().filter(|file| file.origin.is_current()).map(|file| file.path.as_str()).collect();
            baseline.compare(&mut report.findings, &paths);
            report.findings.sort_by(|a, b| place(a).cmp(&place(b)));
        }
    }
}

/// Reads the bytes of findings again; a file stays read for the findings that follow, which come by path.
struct Reread<'a> {
    reader: &'a Reader<'a>,
    read: RefCell<BTreeMap<Key, Option<Arc<[u8]>>>>,
}

impl Reread<'_> {
    fn bytes(&self, finding: &ReportedFinding) -> Option<Arc<[u8]>> {
        let key = Key::of(&finding.place.path, &finding.origin);
        let mut read = self.read.borrow_mut();
        if !read.contains_key(&key) {
            read.clear();
            read.insert(key.clone(), self.reader.read(&key));
        }
        read.get(&key).cloned().flatten()
    }
}

impl Bytes for Reread<'_> {
    fn secrets(&self, finding: &ReportedFinding) -> Vec<String> {
        let Some(bytes) = self.bytes(finding) else {
            return Vec::new();
        };
        let text = |span: &secws_model::Span| String::from_utf8_lossy(&bytes[span.within(bytes.len())]).into_owned();
        finding.redact.iter().map(text).collect()
    }

    fn lines(&self, finding: &ReportedFinding) -> Option<String> {
        let bytes = self.bytes(finding)?;
        let span = finding.place.span?.within(bytes.len());
        let start = bytes[..span.start].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let end = bytes[span.end..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |end| span.end + end);
        Some(String::from_utf8_lossy(&bytes[start..end]).into_owned())
    }
}

/// As the merge sorts; those that are gone know only their line.
fn place(finding: &ReportedFinding) -> impl Ord + '_ {
    let commit = finding.origin.commit().map(|commit| commit.id.as_str());
    let line = finding.place.region.map(|region| (region.start_line, region.start_column));
    (&finding.place.path, commit, line, &finding.rule, &finding.message)
}
