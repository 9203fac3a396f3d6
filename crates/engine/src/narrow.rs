//! Only what changed is shown and judged; everything was read all the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use secws_model::{Narrowed, Notification, Place, RepoPath, Report, ReportedFinding};
use secws_sources::Changes;

use crate::reader::Reader;
use crate::scan::file::Key;

/// Leaves out of a report what lies outside of the changes.
pub(crate) fn narrow(report: &mut Report, changes: &Changes, reader: &Reader<'_>) {
    let mut narrower = Narrower { changes, reader, contents: BTreeMap::new() };
    let before = report.findings.len();
    report.findings.retain(|finding| narrower.finding(finding));
    report.notifications.retain(|notification| narrower.notification(notification));
    let hidden = (before - report.findings.len()) as u64;
    report.narrowed = Some(Narrowed { to: changes.description().to_owned(), hidden });
}

struct Narrower<'a> {
    changes: &'a Changes,
    reader: &'a Reader<'a>,
    contents: BTreeMap<RepoPath, Option<Arc<[u8]>>>,
}

impl Narrower<'_> {
    /// Whether one of the places that a finding speaks of changed. One of history is there because of the commits that were
    /// asked for.
    fn finding(&mut self, finding: &ReportedFinding) -> bool {
        if !finding.origin.is_current() {
            return true;
        }
        std::iter::once(&finding.place).chain(&finding.related).chain(&finding.flow).any(|place| self.place(place))
    }

    /// A gap of a file that did not change was there before.
    fn notification(&mut self, notification: &Notification) -> bool {
        notification.place.as_ref().is_none_or(|place| self.place(place))
    }

    fn place(&mut self, place: &Place) -> bool {
        // A member changes with its container.
        let path = place.path.outermost();
        if !self.changes.is_changed(&path) {
            return false;
        }
        let Some(region) = place.region.filter(|_| path == place.path) else {
            return true;
        };
        let reader = self.reader;
        let content = self.contents.entry(path.clone()).or_insert_with(|| reader.read(&Key::current(&path)));
        content.as_ref().is_none_or(|content| self.changes.touches(&path, content, region.start_line..=region.end_line))
    }
}
