//! From spans in bytes to what a person can read, masked.

use std::sync::Arc;

use secws_model::{
    Edit, Finding, FingerprintKey, Fix, Gap, LineIndex, Location, Notification, Origin, Place, Redactor, RepoPath,
    ReportedEdit, ReportedFinding, ReportedFix, Span, line_hashes,
};

use serde::{Deserialize, Serialize};

use crate::scan::{Rules, gap_kind, whole};

/// A file that findings speak of.
pub(crate) struct View {
    pub(crate) lines: Option<LineIndex>,
    pub(crate) redactor: Redactor,
}

impl View {
    /// Of a file's bytes, if it was read whole.
    pub(crate) fn new(bytes: Option<Arc<[u8]>>, redactor: Redactor) -> Self {
        View { lines: bytes.and_then(LineIndex::new), redactor }
    }
}

/// A finding that a person can read, and what its fingerprints are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Resolved {
    pub(crate) finding: ReportedFinding,
    pub(crate) key: FingerprintKey,
}

/// Resolves what one plugin says.
pub(crate) struct Resolver<'a, 'b> {
    pub(crate) plugin: &'a str,
    pub(crate) rules: &'a Rules<'b>,
    /// The file of a path.
    pub(crate) view: &'a dyn Fn(&RepoPath) -> Option<&'a View>,
}

impl Resolver<'_, '_> {
    /// Findings of rules that there are.
    pub(crate) fn findings(&self, findings: Vec<Finding>) -> Vec<Resolved> {
        let mut resolved: Vec<Resolved> = findings.into_iter().filter_map(|finding| self.finding(finding)).collect();
        self.add_line_hashes(&mut resolved);
        resolved
    }

    /// Gaps as notifications; one without a place is about `path`.
    pub(crate) fn gaps(&self, gaps: Vec<Gap>, path: Option<&RepoPath>) -> Vec<Notification> {
        let notifications = gaps.into_iter().map(|gap| {
            let location = gap.location.clone().or_else(|| path.map(whole));
            let message = match &location {
                Some(location) => self.mask(&location.path, &gap.message),
                None => gap.message.clone(),
            };
            let notification = Notification::new(gap_kind(&gap), message).plugin(self.plugin);
            match location {
                Some(location) => notification.place(self.place(&location)),
                None => notification,
            }
        });
        notifications.collect()
    }

    fn finding(&self, finding: Finding) -> Option<Resolved> {
        let rule = (self.rules)(&finding.rule)?;
        let path = finding.location.path.clone();
        let mask = |text: &str| self.mask(&path, text);
        let message = mask(&finding.message);
        let context = self.context(&finding, &message);
        let key = FingerprintKey { rule: finding.rule.clone(), path: path.clone(), context };
        let properties = finding.properties.iter().map(|(name, value)| (mask(name), mask(value))).collect();
        let reported = ReportedFinding {
            rule: finding.rule,
            plugin: self.plugin.to_owned(),
            severity: finding.severity.unwrap_or(rule.severity),
            precision: finding.precision.unwrap_or(rule.precision),
            place: self.place(&finding.location),
            related: finding.related.iter().map(|location| self.place(location)).collect(),
            flow: finding.flow.iter().map(|location| self.place(location)).collect(),
            fixes: finding.fixes.iter().filter_map(|fix| self.fix(fix)).collect(),
            fingerprints: key.fingerprints(0),
            line_hash: None,
            sources: Vec::new(),
            properties,
            origin: Origin::Tree { tracked: true },
            redact: finding.redact,
            suppressions: Vec::new(),
            baseline: None,
            fails: false,
            original: None,
            message,
        };
        Some(Resolved { finding: reported, key })
    }

    /// What the finding is known by: what the plugin says, else the masked line, else the message.
    fn context(&self, finding: &Finding, message: &str) -> String {
        if !finding.identity.is_empty() {
            return self.mask(&finding.location.path, &finding.identity);
        }
        let line = finding.location.span.and_then(|span| {
            let view = (self.view)(&finding.location.path)?;
            Some(view.lines.as_ref()?.context(span, &view.redactor))
        });
        line.filter(|line| !line.is_empty()).unwrap_or_else(|| message.to_owned())
    }

    fn place(&self, location: &Location) -> Place {
        let mask = |text: &String| self.mask(&location.path, text);
        let mut place = Place {
            path: location.path.clone(),
            region: None,
            span: location.span,
            snippet: None,
            message: location.message.as_ref().map(mask),
            logical: location.logical.as_ref().map(mask),
        };
        let view = (self.view)(&location.path);
        if let (Some(span), Some(view)) = (location.span, view) {
            place.region = view.lines.as_ref().map(|lines| lines.region(span));
            place.snippet = view.lines.as_ref().map(|lines| lines.snippet(span, &view.redactor));
        }
        place
    }

    fn fix(&self, fix: &Fix) -> Option<ReportedFix> {
        let edits = fix.edits.iter().map(|edit| self.edit(edit)).collect::<Option<Vec<_>>>()?;
        let title = match fix.edits.first() {
            Some(edit) => self.mask(&edit.path, &fix.title),
            None => fix.title.clone(),
        };
        Some(ReportedFix { title, applicability: fix.applicability, edits })
    }

    /// None where the file has no lines.
    fn edit(&self, edit: &Edit) -> Option<ReportedEdit> {
        let lines = (self.view)(&edit.path)?.lines.as_ref()?;
        let replacement = self.mask(&edit.path, &edit.replacement);
        Some(ReportedEdit { path: edit.path.clone(), region: lines.region_untrimmed(edit.span), replacement })
    }

    fn mask(&self, path: &RepoPath, text: &str) -> String {
        match (self.view)(path) {
            Some(view) if !view.redactor.is_empty() => view.redactor.mask_string(text),
            _ => text.to_owned(),
        }
    }

    /// One pass over each file for all its findings.
    fn add_line_hashes(&self, resolved: &mut [Resolved]) {
        resolved.sort_by(|a, b| key(&a.finding).cmp(&key(&b.finding)));
        for group in resolved.chunk_by_mut(|a, b| a.finding.place.path == b.finding.place.path) {
            let path = group[0].finding.place.path.clone();
            let Some((view, lines)) = (self.view)(&path).and_then(|view| Some((view, view.lines.as_ref()?))) else {
                continue;
            };
            let placed = group.iter_mut().filter(|resolved| resolved.finding.place.region.is_some());
            let mut placed: Vec<_> = placed.collect();
            let wanted: Vec<u32> = placed.iter().filter_map(|one| Some(one.finding.place.region?.start_line)).collect();
            let hashes = if wanted.is_empty() { Vec::new() } else { line_hashes(lines.bytes(), &wanted, &view.redactor) };
            for (resolved, hash) in placed.iter_mut().zip(hashes) {
                resolved.finding.line_hash = hash;
            }
        }
    }
}

/// What findings are sorted by: in a path, those of the current tree come first.
fn key(finding: &ReportedFinding) -> (&RepoPath, Option<&str>, u64, u64, &str, &str) {
    let span = finding.place.span.unwrap_or(Span { start: 0, end: 0 });
    let commit = finding.origin.commit().map(|commit| commit.id.as_str());
    (&finding.place.path, commit, span.start, span.end, &finding.rule, &finding.message)
}

/// The order of findings in a report.
pub(crate) fn order(a: &Resolved, b: &Resolved) -> std::cmp::Ordering {
    key(&a.finding).cmp(&key(&b.finding))
}
