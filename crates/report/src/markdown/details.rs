//! The first findings in full: the whole message, the source lines, and what belongs to them.

use secws_model::{Place, ReportedFinding};

use super::inline::{block, clipped, code, prose};
use crate::catalog::Catalog;
use crate::{escape, place, snippet};

/// Findings that are shown in full.
const DETAILED: usize = 50;
/// Characters of a text, and places of a list.
const TEXT: usize = 2_000;
const PLACES: usize = 20;

/// The first findings as far as they go into `room` bytes, and a sentence if they are not all; nothing without findings.
pub(super) fn render(findings: &[&ReportedFinding], catalog: &Catalog, room: usize) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut text = String::from("### Details\n\n");
    let mut shown = 0;
    for (number, finding) in (1..=DETAILED).zip(findings) {
        let section = section(number, finding, catalog);
        if text.len() + section.len() > room {
            break;
        }
        text.push_str(&section);
        shown = number;
    }
    if shown < findings.len() {
        text.push_str(&format!("Details of the first {shown} findings of {} are shown.\n\n", findings.len()));
    }
    text
}

fn section(number: usize, finding: &ReportedFinding, catalog: &Catalog) -> String {
    let rule = code(&clipped(&escape::name(&finding.rule), TEXT));
    let message = words(catalog.message(finding));
    let mut text = format!("#### {number}. {} {rule}\n\n{}: {message}\n\n", finding.severity, at(&finding.place));
    if let Some(snippet) = &finding.place.snippet {
        text.push_str(&block(&clipped(&snippet::numbered(snippet), TEXT)));
        text.push('\n');
    }
    let notes = notes(finding, catalog);
    text.push_str(&notes);
    if !notes.is_empty() {
        text.push('\n');
    }
    text
}

fn notes(finding: &ReportedFinding, catalog: &Catalog) -> String {
    let history = place::history(finding).map(|history| ("History", prose(&clipped(&history, TEXT))));
    let sources = catalog.sources(finding).map(|sources| ("Also", prose(&clipped(&sources, TEXT))));
    let related = finding.related.iter().take(PLACES).map(|place| ("Related", at(place)));
    let flow = finding.flow.iter().take(PLACES).map(|place| ("Flow", at(place)));
    let fixes = finding.fixes.iter().take(PLACES).map(|fix| ("Fix", words(&fix.title)));
    let notes = history.into_iter().chain(sources).chain(related).chain(flow).chain(fixes);
    notes.map(|(label, text)| format!("- {label}: {text}\n")).collect()
}

fn at(place: &Place) -> String {
    let message = place.message.as_deref().map(|message| format!(" {}", words(message))).unwrap_or_default();
    code(&clipped(&place::full(place), TEXT)) + &message
}

fn words(text: &str) -> String {
    prose(&clipped(&escape::prose(text), TEXT))
}
