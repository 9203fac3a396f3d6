//! What an imported log says, before the files it speaks of are looked at.

use std::sync::Arc;

use secws_model::{
    Applicability, BaselineState, Edit, Finding, FingerprintKey, Fingerprints, Fix, Location, Origin, Place, Precision,
    Redacted, Redactor, RepoPath, ReportedEdit, ReportedFinding, ReportedFix, Severity, Snippet, Source, Span, Suppression,
};
use serde_json::Value;

use super::region::{FileText, ImportedRegion};
use super::secrets;

/// A place as a log has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedPlace {
    /// The file.
    pub path: RepoPath,
    /// The file is not below a root that is known: the path is as the log gives it.
    pub outside: bool,
    /// Where in it; none: the file as a whole.
    pub region: Option<ImportedRegion>,
    /// A word on what is there.
    pub message: Option<String>,
    /// What it is in.
    pub logical: Option<String>,
    /// Of a log that secws wrote: masked text.
    pub snippet: Option<Snippet>,
}

impl ImportedPlace {
    /// The bytes that it means; none for a whole file, or if the file has no such place.
    #[must_use]
    pub fn span(&self, file: &FileText<'_>) -> Option<Span> {
        file.span(self.region.as_ref()?)
    }

    fn located(&self, files: &Files<'_>) -> Location {
        let span = files(&self.path).filter(|_| !self.outside).and_then(|file| self.span(file));
        Location { path: self.path.clone(), span, message: self.message.clone(), logical: self.logical.clone() }
    }

    /// As the log counts it.
    pub(crate) fn unresolved(self) -> Place {
        let region = self.region.as_ref().and_then(ImportedRegion::unresolved);
        let bytes = self.region.as_ref().and_then(|region| region.bytes).filter(|_| region.is_none());
        Place {
            path: self.path,
            region,
            span: bytes.map(|(start, length)| Span { start, end: start.saturating_add(length) }),
            snippet: self.snippet,
            message: self.message,
            logical: self.logical,
        }
    }
}

/// Text to replace, as a log has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedEdit {
    /// What to take out.
    pub place: ImportedPlace,
    /// What to put in.
    pub replacement: String,
}

/// A way to mend a finding, as a log has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedFix {
    /// What it does.
    pub title: String,
    /// Whether it may be made without a look: never, if the log does not say.
    pub applicability: Applicability,
    /// Its edits.
    pub edits: Vec<ImportedEdit>,
}

/// The file of a path, if it can be read.
pub type Files<'a> = dyn Fn(&RepoPath) -> Option<&'a FileText<'a>> + 'a;

/// A result of an imported log.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedFinding {
    /// The full id of the rule, which begins with `tool`.
    pub rule: String,
    /// The [`PluginInfo`](secws_model::PluginInfo) it is of.
    pub tool: String,
    /// What is wrong here.
    pub message: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub precision: Precision,
    /// Where: the first location; that of the log itself if the result has none.
    pub place: ImportedPlace,
    /// Other places that belong to it.
    pub related: Vec<ImportedPlace>,
    /// Source to sink: the first thread of the first code flow.
    pub flow: Vec<ImportedPlace>,
    /// Ways to mend it.
    pub fixes: Vec<ImportedFix>,
    /// Name and value pairs of a result of ours.
    pub properties: Vec<(String, String)>,
    /// Who said that it is known.
    pub suppressions: Vec<Suppression>,
    /// Of a result of ours: beside its baseline.
    pub baseline: Option<BaselineState>,
    /// Of a result of ours: what it is known by.
    pub fingerprints: Option<Fingerprints>,
    /// Of a result of ours: GitHub's hash of its line.
    pub line_hash: Option<String>,
    /// Of a result of ours: rules that said the same.
    pub sources: Vec<Source>,
    /// Where its file comes from: of a result of ours as it says, else the tree.
    pub origin: Origin,
    /// It is about a secret: [`ImportedFinding::secret_spans`] are to be masked everywhere. The message and the original are
    /// masked as far as the log itself shows the secret; [`ImportedFinding::mask_secret`] does the rest.
    pub is_secret: bool,
    /// The result, whole; masked for a secret; none for a result of ours that is not itself imported.
    pub original: Option<Arc<Value>>,
    /// What the log showed of the secret.
    pub(crate) shown: Vec<Redacted>,
}

/// The bytes of its file that a finding means.
#[must_use]
pub fn resolve(finding: &ImportedFinding, bytes: &[u8]) -> Option<Span> {
    finding.place.span(&FileText::new(bytes))
}

impl ImportedFinding {
    /// The bytes of its file that are the secret; none if it is not about one, or if its file has no such place (see
    /// [`ImportedFinding::mask_secret`]).
    #[must_use]
    pub fn secret_spans(&self, file: &FileText<'_>) -> Vec<Span> {
        match self.place.span(file).filter(|span| self.is_secret && span.start < span.end) {
            Some(region) => secrets::spans(file, region, &self.shown, &self.message),
            None => Vec::new(),
        }
    }

    /// Masks the secret in its message and its original: what its file holds there, and what the message quotes that the file
    /// does not have, all of it if there is no such file or place. Nothing for a finding that is not about a secret.
    pub fn mask_secret(&mut self, file: Option<&FileText<'_>>) {
        if !self.is_secret {
            return;
        }
        let placed = file.and_then(|file| Some((file, self.place.span(file)?)));
        let (redactor, values) = match placed {
            Some((file, region)) => {
                (Redactor::new(file.bytes(), &self.secret_spans(file)), secrets::unseen(file, region, &self.message))
            }
            None => (Redactor::default(), secrets::quotes(&self.message)),
        };
        self.mask(&|text| redactor.mask_string(&secrets::hide(text, &values)));
    }

    /// Masks its texts and its original.
    pub fn mask(&mut self, hide: &dyn Fn(&str) -> String) {
        self.message = hide(&self.message);
        let places = [&mut self.place].into_iter().chain(&mut self.related).chain(&mut self.flow);
        for text in places.flat_map(|place| place.message.iter_mut().chain(&mut place.logical)) {
            *text = hide(text);
        }
        for fix in &mut self.fixes {
            fix.title = hide(&fix.title);
            fix.edits.iter_mut().for_each(|edit| edit.replacement = hide(&edit.replacement));
        }
        if let Some(original) = &mut self.original {
            secrets::mask(Arc::make_mut(original), hide);
        }
    }

    /// With spans, as a plugin would have said it: what the merge makes lines, snippets and fingerprints of. `redact` holds the
    /// bytes of the secret.
    #[must_use]
    pub fn located(&self, files: &Files<'_>) -> Finding {
        let all = |places: &[ImportedPlace]| places.iter().map(|place| place.located(files)).collect();
        let file = files(&self.place.path).filter(|_| !self.place.outside);
        Finding {
            rule: self.rule.clone(),
            message: self.message.clone(),
            location: self.place.located(files),
            related: all(&self.related),
            flow: all(&self.flow),
            fixes: self.fixes.iter().filter_map(|fix| fix.located(files)).collect(),
            redact: file.map(|file| self.secret_spans(file)).unwrap_or_default(),
            identity: String::new(),
            severity: Some(self.severity),
            precision: Some(self.precision),
            properties: self.properties.clone(),
        }
    }

    /// As the log says it, for files that are not at hand: columns are right only where the log counts UTF-16, as ours do.
    #[must_use]
    pub fn into_reported(mut self) -> ReportedFinding {
        self.mask_secret(None);
        let unresolved = |places: Vec<ImportedPlace>| places.into_iter().map(ImportedPlace::unresolved).collect();
        let fingerprints = self.fingerprints.unwrap_or_else(|| {
            let key =
                FingerprintKey { rule: self.rule.clone(), path: self.place.path.clone(), context: self.message.clone() };
            key.fingerprints(0)
        });
        ReportedFinding {
            rule: self.rule,
            plugin: self.tool,
            message: self.message,
            severity: self.severity,
            precision: self.precision,
            place: self.place.unresolved(),
            related: unresolved(self.related),
            flow: unresolved(self.flow),
            fixes: self.fixes.into_iter().filter_map(ImportedFix::unresolved).collect(),
            fingerprints,
            line_hash: self.line_hash,
            sources: self.sources,
            properties: self.properties,
            origin: self.origin,
            redact: Vec::new(),
            suppressions: self.suppressions,
            baseline: self.baseline,
            fails: false,
            original: self.original,
        }
    }
}

impl ImportedFix {
    /// None if one of its edits has no place.
    fn located(&self, files: &Files<'_>) -> Option<Fix> {
        let edit = |edit: &ImportedEdit| {
            let Location { path, span, .. } = edit.place.located(files);
            Some(Edit { path, span: span?, replacement: edit.replacement.clone() })
        };
        let edits = self.edits.iter().map(edit).collect::<Option<_>>()?;
        Some(Fix { title: self.title.clone(), applicability: self.applicability, edits })
    }

    fn unresolved(self) -> Option<ReportedFix> {
        let edit = |edit: ImportedEdit| {
            let Place { path, region, .. } = edit.place.unresolved();
            Some(ReportedEdit { path, region: region?, replacement: edit.replacement })
        };
        let edits = self.edits.into_iter().map(edit).collect::<Option<_>>()?;
        Some(ReportedFix { title: self.title, applicability: self.applicability, edits })
    }
}
