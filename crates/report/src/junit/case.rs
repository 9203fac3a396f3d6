//! One case: a finding, or something that was not looked at.

use std::io::{self, Write};

use secws_model::{Notification, ReportedFinding};

use super::xml::Xml;
use crate::catalog::Catalog;
use crate::{escape, place, select, snippet, summary};

/// A case that passes and says nothing.
pub(super) fn passed(xml: &mut Xml<impl Write>, name: &str, class: &str) -> io::Result<()> {
    xml.empty("testcase", &[("name", name), ("classname", class)])
}

/// A case of a finding that is there.
pub(super) fn finding(xml: &mut Xml<impl Write>, finding: &ReportedFinding, catalog: &Catalog) -> io::Result<()> {
    let name = format!("{} {}", escape::name(&finding.rule), place::position(&finding.place));
    let message = escape::prose(catalog.message(finding));
    let class = class(finding.place.path.as_str());
    xml.element("testcase", &[("name", &name), ("classname", &class)], |xml| {
        if finding.is_suppressed() {
            return xml.empty("skipped", &[("message", &suppression(finding))]);
        }
        let text = details(finding, &message, catalog);
        if finding.fails {
            return xml.text("failure", &[("type", finding.severity.name()), ("message", &message)], &text);
        }
        xml.text("system-out", &[], &format!("{}: {text}", finding.severity))
    })
}

/// A case of something that was not looked at.
pub(super) fn gap(xml: &mut Xml<impl Write>, gap: &Notification) -> io::Result<()> {
    let at = gap.place.as_ref().map(|at| format!(" {}", place::full(at))).unwrap_or_default();
    let class = gap.place.as_ref().map_or("secws".to_owned(), |place| class(place.path.as_str()));
    let message = escape::prose(&gap.message);
    xml.element("testcase", &[("name", &format!("{}{at}", gap.kind)), ("classname", &class)], |xml| {
        xml.empty("error", &[("type", gap.kind.id()), ("message", &message)])
    })
}

/// A notification that is no gap, on a line.
pub(super) fn line(notification: &Notification) -> String {
    let at = notification.place.as_ref().map(|at| format!(" ({})", place::full(at))).unwrap_or_default();
    let accepted = notification.accepted.as_deref().map(|reason| format!(" (accepted: {})", escape::prose(reason)));
    let level = summary::level(select::loudness(notification));
    let message = escape::prose(&notification.message);
    format!("{level}[{}]: {message}{at}{}\n", notification.kind, accepted.unwrap_or_default())
}

/// A path with dots, as tools fold by it.
fn class(path: &str) -> String {
    let class = escape::name(path).replace('/', ".");
    if class.is_empty() { "secws".to_owned() } else { class }
}

/// Who said that it is known.
fn suppression(finding: &ReportedFinding) -> String {
    let said = finding.suppressions.iter().map(|suppression| {
        let line = suppression.line.map(|line| format!(":{line}")).unwrap_or_default();
        let reason = suppression.justification.as_deref().map(|reason| format!(": {}", escape::prose(reason)));
        format!("{}{line}{}", escape::name(suppression.path.as_str()), reason.unwrap_or_default())
    });
    format!("suppressed in {}", said.collect::<Vec<_>>().join("; "))
}

/// The message, the place, the source lines, and what belongs to it. No line starts with a foreign text.
fn details(finding: &ReportedFinding, message: &str, catalog: &Catalog) -> String {
    let mut text = format!("{message}\nat {}\n", place::full(&finding.place));
    text.extend(finding.place.snippet.as_ref().map(snippet::numbered));
    let fixes = finding.fixes.iter().map(|fix| ("fix", escape::prose(&fix.title).into_owned()));
    let named = [("history", place::history(finding)), ("also", catalog.sources(finding))];
    let named = named.into_iter().filter_map(|(name, text)| Some((name, text?)));
    text.extend(named.chain(fixes).map(|(name, what)| format!("{name}: {what}\n")));
    text
}
