//! What a result says, whoever wrote it.

use secws_model::{Applicability, Origin, Precision, RepoPath, Snippet, Suppression, SuppressionKind};
use serde_json::Value;

use super::finding::{ImportedEdit, ImportedFinding, ImportedFix, ImportedPlace};
use super::paths::{File, Paths};
use super::region::{ColumnUnit, ImportedRegion};
use super::rules::{self, Found, NOTHING};
use super::severity::{self, Said};
use super::value::{TEXT, cut, index, items, number, text};
use super::{messages, own};

const RELATED: usize = 100;
const FLOW: usize = 1_000;
const FIXES: usize = 10;
const EDITS: usize = 100;
const SUPPRESSIONS: usize = 100;
/// Bytes of a text to put in, and of a snippet of ours.
const CODE: usize = 64 << 10;

/// Reads results of a run.
pub(crate) struct Reader<'a> {
    /// The run, without its results.
    pub(crate) run: &'a Value,
    /// What is written in front of a rule's id.
    pub(crate) tool: String,
    /// Whether secws wrote it: then snippets are masked, and ids whole.
    pub(crate) is_own: bool,
    /// The log, where a result without a place is.
    pub(crate) log: RepoPath,
    pub(crate) paths: Paths<'a>,
    pub(crate) unit: ColumnUnit,
}

impl Reader<'_> {
    /// The finding, without what only a log of ours, or only one of others, has.
    pub(crate) fn finding(&self, result: &Value, found: &Found<'_>) -> ImportedFinding {
        let said = Said { result, rule: found.descriptor, overridden: found.overridden };
        let place = items(result, "locations").first().and_then(|location| self.place(location));
        let place = place.unwrap_or_else(|| self.place_of(File { path: self.log.clone(), outside: true }));
        let related = items(result, "relatedLocations").iter().take(RELATED).filter_map(|place| self.place(place));
        ImportedFinding {
            rule: if self.is_own { cut(&found.id, TEXT).to_owned() } else { rules::full_id(&self.tool, &found.id) },
            tool: self.tool.clone(),
            message: self.message(result, found),
            severity: severity::severity(said),
            precision: severity::precision(said).unwrap_or(Precision::Medium),
            related: related.collect(),
            flow: self.flow(result),
            fixes: items(result, "fixes").iter().take(FIXES).filter_map(|fix| self.fix(fix)).collect(),
            properties: Vec::new(),
            suppressions: self.suppressions(result, &place),
            baseline: None,
            fingerprints: None,
            line_hash: None,
            sources: Vec::new(),
            origin: Origin::Tree { tracked: true },
            is_secret: false,
            original: None,
            shown: Vec::new(),
            place,
        }
    }

    /// What it says, else what its rule is called.
    fn message(&self, result: &Value, found: &Found<'_>) -> String {
        let catalogs = [found.descriptor.get("messageStrings"), found.component.get("globalMessageStrings")];
        let own = result.get("message").and_then(|message| messages::message(message, &catalogs));
        own.or_else(|| rules::title(found.descriptor).map(str::to_owned)).unwrap_or_else(|| found.id.clone())
    }

    /// None for a location that names no file.
    pub(crate) fn place(&self, location: &Value) -> Option<ImportedPlace> {
        let physical = location.get("physicalLocation")?;
        let file = self.paths.file(physical.get("artifactLocation")?)?;
        let region = physical.get("region");
        let logical = items(location, "logicalLocations").first();
        let logical = logical.and_then(|logical| text(logical, "fullyQualifiedName").or_else(|| text(logical, "name")));
        Some(ImportedPlace {
            region: region.and_then(|region| self.region(region)),
            message: location.get("message").and_then(|message| messages::message(message, &[])),
            logical: logical.map(|name| cut(name, TEXT).to_owned()),
            snippet: self.is_own.then(|| snippet(physical)).flatten(),
            ..self.place_of(file)
        })
    }

    /// Bandit 1.9 names two lines of whatever is longer, with the column at which the last one ends: up to the end of the second
    /// is what is sure.
    fn region(&self, region: &Value) -> Option<ImportedRegion> {
        let mut region = ImportedRegion::read(region, self.unit)?;
        if self.tool == "bandit" && region.end_line > region.start_line {
            region.end_column = None;
        }
        Some(region)
    }

    fn place_of(&self, file: File) -> ImportedPlace {
        ImportedPlace { path: file.path, outside: file.outside, region: None, message: None, logical: None, snippet: None }
    }

    /// The first thread of the first flow. Its steps may stand in the run.
    fn flow(&self, result: &Value) -> Vec<ImportedPlace> {
        let thread = items(result, "codeFlows").first().and_then(|flow| items(flow, "threadFlows").first());
        let shared = items(self.run, "threadFlowLocations");
        let step = |step: &Value| {
            let step = step.get("location").or_else(|| shared.get(index(step, "index")?)?.get("location"))?;
            self.place(step)
        };
        thread.map_or(&[][..], |thread| items(thread, "locations")).iter().take(FLOW).filter_map(step).collect()
    }

    /// Half a fix is none: an edit that names no place takes the others with it.
    fn fix(&self, fix: &Value) -> Option<ImportedFix> {
        let mut edits = Vec::new();
        for change in items(fix, "artifactChanges") {
            let file = self.paths.file(change.get("artifactLocation")?)?;
            for replacement in items(change, "replacements") {
                let region = ImportedRegion::read(replacement.get("deletedRegion")?, self.unit)?;
                let content = replacement.get("insertedContent").unwrap_or(&NOTHING);
                let inserted = content.get("text").and_then(Value::as_str).unwrap_or_default();
                if edits.len() >= EDITS || inserted.len() > CODE || content.get("binary").is_some() {
                    return None;
                }
                let place = ImportedPlace { region: Some(region), ..self.place_of(file.clone()) };
                edits.push(ImportedEdit { place, replacement: inserted.to_owned() });
            }
        }
        let title = fix.get("description").and_then(|description| messages::message(description, &[]));
        let applicability = match rules::property_text(fix, "applicability") {
            Some("safe") if self.is_own => Applicability::Safe,
            _ => Applicability::Unsafe,
        };
        (!edits.is_empty()).then(|| ImportedFix { title: title.unwrap_or_default(), applicability, edits })
    }

    /// Those of a result that is suppressed: one that is still under review, or rejected, makes it that it is not (SARIF 2.1.0,
    /// 3.27.23).
    fn suppressions(&self, result: &Value, place: &ImportedPlace) -> Vec<Suppression> {
        let listed = items(result, "suppressions");
        let is_accepted = |one: &Value| text(one, "status").is_none_or(|status| status == "accepted");
        if !listed.iter().all(is_accepted) {
            return Vec::new();
        }
        listed.iter().filter(|one| one.is_object()).take(SUPPRESSIONS).map(|one| self.suppression(one, place)).collect()
    }

    fn suppression(&self, said: &Value, place: &ImportedPlace) -> Suppression {
        let is_in_source = text(said, "kind") == Some("inSource");
        let at = said.get("location").and_then(|location| self.place(location));
        let line = |place: &ImportedPlace| place.region.and_then(|region| u32::try_from(region.start_line?).ok());
        let (path, line) = match &at {
            Some(at) => (at.path.clone(), line(at)),
            None if is_in_source => (place.path.clone(), line(place)),
            None => (self.log.clone(), None),
        };
        Suppression {
            kind: if is_in_source { SuppressionKind::InSource } else { SuppressionKind::External },
            justification: text(said, "justification").map(|reason| cut(reason, TEXT).to_owned()),
            path,
            line,
        }
    }
}

/// The whole lines of a snippet of ours, and what of them is meant.
fn snippet(physical: &Value) -> Option<Snippet> {
    let part = |key| {
        let region = physical.get(key)?;
        let content = region.pointer("/snippet/text")?.as_str().filter(|text| text.len() <= CODE)?;
        Some((u32::try_from(number(region, "startLine")?).ok()?, content))
    };
    let meant = part("region");
    let (line, whole) = part("contextRegion").or(meant)?;
    let meant_text = meant.map_or("", |(_, text)| text);
    let before = meant.map_or(0, |(first, _)| first.saturating_sub(line));
    let start: usize = whole.split_inclusive('\n').take(before as usize).map(str::len).sum();
    let column = physical.get("region").and_then(|region| number(region, "startColumn")).unwrap_or(1);
    let near = own::near(whole, start, column, meant_text);
    Some(Snippet { line, text: whole.to_owned(), highlight: near..near + meant_text.len() })
}
