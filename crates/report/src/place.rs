//! Where something is.

use secws_model::{Origin, Place, Region, ReportedFinding};

use crate::escape;

/// Digits of a commit's id that are shown.
const COMMIT: usize = 12;
/// Characters of a time that are its day.
const DAY: usize = 10;

/// `app/tasks.py:12:5`, `model.pt (bytes 3 to 9)` or the path alone, safe to print.
pub(crate) fn position(place: &Place) -> String {
    let path = escape::name(place.path.as_str());
    match (place.region, place.span) {
        (Some(region), _) => format!("{path}:{}:{}", region.start_line, region.start_column),
        (None, Some(span)) => format!("{path} (bytes {} to {})", span.start, span.end),
        (None, None) => path.into_owned(),
    }
}

/// The position, and what it is in.
pub(crate) fn full(place: &Place) -> String {
    let inside = place.logical.as_deref().map(|logical| format!(", in '{}'", escape::name(logical)));
    position(place) + &inside.unwrap_or_default()
}

/// Lines and columns from 1, the end never before the start.
pub(crate) fn region(region: Region) -> Region {
    let (start_line, start_column) = (region.start_line.max(1), region.start_column.max(1));
    let (end_line, end_column) = (region.end_line.max(1), region.end_column.max(1)).max((start_line, start_column));
    Region { start_line, start_column, end_line, end_column }
}

/// The file of the tree that a service can show, and the lines in it: of a member of a container, the container. Lines of
/// git's history are none of the file as it is now.
pub(crate) fn shown_file(finding: &ReportedFinding) -> (&str, Option<Region>) {
    let path = finding.place.path.as_str();
    let container = matches!(finding.origin, Origin::Member { .. }).then(|| path.find("!/")).flatten();
    match container.and_then(|end| path.get(..end)) {
        Some(container) => (container, None),
        None => (path, finding.place.region.filter(|_| finding.origin.is_current()).map(region)),
    }
}

/// What a file and lines do not say of a finding: the member of a container, the bytes, the part of the file, the commit; in
/// brackets behind a blank, safe to print. Empty if that is nothing.
pub(crate) fn beyond(finding: &ReportedFinding, file: &str, lines: Option<Region>) -> String {
    let place = &finding.place;
    let has_position = place.region.is_some() || place.span.is_some();
    let is_short = file != place.path.as_str() || (lines.is_none() && has_position);
    let position = is_short.then(|| full(place));
    let logical = place.logical.as_deref().map(|logical| format!("in '{}'", escape::name(logical)));
    let parts: Vec<_> = position.or(logical).into_iter().chain(history(finding)).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

/// `commit 1a2b3c4d5e6f of 2024-05-06, no longer in HEAD`, safe to print; none for what is not of git's history.
pub(crate) fn history(finding: &ReportedFinding) -> Option<String> {
    let commit = finding.origin.commit()?;
    let (id, day) = (first(&commit.id, COMMIT), first(&commit.date, DAY));
    let still = if commit.in_head { "still" } else { "no longer" };
    Some(format!("commit {} of {}, {still} in HEAD", escape::name(id), escape::name(day)))
}

fn first(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}
