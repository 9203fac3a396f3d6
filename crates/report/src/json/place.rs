//! Where something is: a path as text and as a URI, lines and columns, bytes, source lines.

use secws_model::RepoPath;
use serde::Serialize;

use crate::place;

/// See the schema.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    #[serde(flatten)]
    path: Path<'a>,
    region: Option<Region>,
    bytes: Option<Bytes>,
    snippet: Option<Snippet<'a>>,
    message: Option<&'a str>,
    logical: Option<&'a str>,
}

/// A path, two fields of what it is in.
#[derive(Serialize)]
pub(super) struct Path<'a> {
    path: &'a str,
    uri: String,
}

/// See the schema.
#[derive(Serialize)]
pub(super) struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Bytes {
    start: u64,
    end: u64,
}

#[derive(Serialize)]
struct Snippet<'a> {
    line: u32,
    text: &'a str,
    highlight: Bytes,
}

/// A place as it is written.
pub(super) fn place(place: &secws_model::Place) -> Place<'_> {
    Place {
        path: path(&place.path),
        region: place.region.map(region),
        bytes: place.span.map(|span| Bytes { start: span.start, end: span.end.max(span.start) }),
        snippet: place.snippet.as_ref().map(snippet),
        message: place.message.as_deref(),
        logical: place.logical.as_deref(),
    }
}

/// Both forms of a path.
pub(super) fn path(path: &RepoPath) -> Path<'_> {
    Path { path: path.as_str(), uri: path.to_uri() }
}

/// Lines and columns from 1, the end never before the start.
pub(super) fn region(region: secws_model::Region) -> Region {
    let secws_model::Region { start_line, start_column, end_line, end_column } = place::region(region);
    Region { start_line, start_column, end_line, end_column }
}

/// What is meant is cut to the text.
fn snippet(snippet: &secws_model::Snippet) -> Snippet<'_> {
    let length = snippet.text.len();
    let start = snippet.highlight.start.min(length);
    let end = snippet.highlight.end.clamp(start, length);
    let highlight = Bytes { start: start as u64, end: end as u64 };
    Snippet { line: snippet.line.max(1), text: &snippet.text, highlight }
}
