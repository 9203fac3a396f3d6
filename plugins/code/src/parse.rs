//! From text to a syntax tree: always a tree, with what was wrong beside it.

use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::{Ranged, TextRange};

use crate::depth;

/// Longest text that is parsed, in bytes: positions in a tree have 32 bits.
const MAX_TEXT: usize = 1 << 30;

/// A syntax error that the parser recovered from.
#[derive(Debug)]
pub struct SyntaxError {
    /// What the parser says.
    pub message: String,
    /// Where.
    pub range: TextRange,
}

/// The tree of a module, whatever its syntax errors.
///
/// # Errors
/// It nests deeper than Python itself would take, so that it was not parsed.
pub fn module(text: &str) -> Result<Parsed<ModModule>, String> {
    if text.len() > MAX_TEXT || !depth::is_parsable(text) {
        return Err(too_deep());
    }
    let parsed = parse_unchecked_source(text, PySourceType::Python);
    if depth::is_walkable(parsed.tokens()) {
        return Ok(parsed);
    }
    // Dropping it recurses as deep as the tree is: better to lose its memory than the process.
    std::mem::forget(parsed);
    Err(too_deep())
}

/// The first syntax error of a module; the rest are mostly echoes of it.
#[must_use]
pub fn first_error(parsed: &Parsed<ModModule>) -> Option<SyntaxError> {
    parsed.errors().first().map(|error| SyntaxError { message: error.error.to_string(), range: error.range() })
}

fn too_deep() -> String {
    "The file nests deeper than Python itself would take, so it was not scanned.".to_owned()
}
