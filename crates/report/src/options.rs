//! How a report is written.

use std::path::PathBuf;

use secws_model::Severity;

/// How a report is written. The default is for a file or a pipe: nothing but text, nothing cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Text: colours, by escape codes.
    pub color: bool,
    /// Text: links that a terminal can follow (OSC 8), from rules to their help and from paths to files.
    pub hyperlinks: bool,
    /// Text: columns after which source lines are cut; none: they are not.
    pub width: Option<usize>,
    /// Text: the absolute path of what was scanned, for links to files; none: no such links.
    pub root: Option<PathBuf>,
    /// Text: the mildest severity whose findings are shown; milder ones are counted only.
    pub shown: Severity,
    /// SARIF: on one line instead of indented.
    pub compact: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { color: false, hyperlinks: false, width: None, root: None, shown: Severity::Note, compact: false }
    }
}
