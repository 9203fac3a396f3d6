//! Places: files, regions, snippets.

use secws_model::{Place, RepoPath, Snippet, Span};
use serde_sarif::sarif::{ArtifactContent, ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region};

use crate::messages;

/// What paths are relative to.
pub(crate) const ROOT: &str = "%SRCROOT%";

/// A place as a location.
pub(crate) fn location(place: &Place) -> Location {
    let logical = place.logical.as_deref().filter(|name| !name.is_empty());
    Location {
        logical_locations: logical.map(|name| vec![logical_location(name)]),
        message: place.message.as_deref().filter(|text| !text.is_empty()).map(messages::message),
        physical_location: Some(physical(place)),
        ..Location::default()
    }
}

/// Places as locations with the ids 1, 2, …; none for no places.
pub(crate) fn numbered(places: &[Place]) -> Option<Vec<Location>> {
    let numbered = (1..).zip(places).map(|(id, place)| Location { id: Some(id), ..location(place) });
    (!places.is_empty()).then(|| numbered.collect())
}

/// A path as a location of a file.
pub(crate) fn artifact(path: &RepoPath) -> ArtifactLocation {
    ArtifactLocation { uri: Some(path.to_uri()), uri_base_id: Some(ROOT.to_owned()), ..ArtifactLocation::default() }
}

/// Lines and columns, from 1, the end never before the start.
pub(crate) fn region(region: &secws_model::Region) -> Region {
    let start = (region.start_line.max(1), region.start_column.max(1));
    let end = (region.end_line.max(1), region.end_column.max(1)).max(start);
    Region {
        start_line: Some(start.0.into()),
        start_column: Some(start.1.into()),
        end_line: Some(end.0.into()),
        end_column: Some(end.1.into()),
        ..Region::default()
    }
}

/// A line from its start to its end.
pub(crate) fn line(number: u32) -> Region {
    Region { start_line: Some(number.max(1).into()), ..Region::default() }
}

/// Some text as content.
pub(crate) fn content(text: &str) -> ArtifactContent {
    ArtifactContent { text: Some(text.to_owned()), ..ArtifactContent::default() }
}

fn physical(place: &Place) -> PhysicalLocation {
    let snippet = place.snippet.as_ref();
    let lines = place.region.as_ref().map(region);
    let context_region = lines.as_ref().zip(snippet).and_then(|(lines, snippet)| context(lines, snippet));
    let lines = lines.map(|lines| Region { snippet: snippet.and_then(meant).map(content), ..lines });
    PhysicalLocation {
        artifact_location: Some(artifact(&place.path)),
        context_region,
        region: lines.or_else(|| place.span.map(bytes)),
        ..PhysicalLocation::default()
    }
}

/// That part of a snippet that its region covers.
fn meant(snippet: &Snippet) -> Option<&str> {
    snippet.text.get(snippet.highlight.clone()).filter(|text| !text.is_empty())
}

/// The whole lines of a snippet; none if they do not hold more than the region, as SARIF wants of them.
fn context(region: &Region, snippet: &Snippet) -> Option<Region> {
    let first = i64::from(snippet.line.max(1));
    let last = first.saturating_add(snippet.text.matches('\n').count().try_into().ok()?);
    let holds = region.start_line? >= first && region.end_line? <= last;
    let more = snippet.highlight.len() < snippet.text.len();
    (holds && more).then(|| Region {
        start_line: Some(first),
        end_line: Some(last),
        snippet: Some(content(&snippet.text)),
        ..Region::default()
    })
}

/// Of a binary file, which has no lines.
fn bytes(span: Span) -> Region {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Region {
        byte_offset: Some(number(span.start)),
        byte_length: Some(number(span.end.saturating_sub(span.start))),
        ..Region::default()
    }
}

fn logical_location(name: &str) -> LogicalLocation {
    LogicalLocation { fully_qualified_name: Some(name.to_owned()), ..LogicalLocation::default() }
}
