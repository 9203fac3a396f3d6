//! How a report is written.

use std::path::PathBuf;

use secws_model::Severity;

/// How a report is written. The default is for a file or a pipe: nothing but text, nothing cut, the same for the same report.
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
    /// Text: findings that the baseline knows are shown even if they do not fail the gate, instead of counted only.
    pub unchanged: bool,
    /// Text: how many findings each rule has, before the summary.
    pub statistics: bool,
    /// SARIF and JSON: on one line instead of indented.
    pub compact: bool,
    /// GitLab SAST, which wants a time: when the scan was, RFC 3339 in UTC (`2026-01-02T03:04:05Z`) or only its day. None, or
    /// anything else: the start of 1970, which nobody takes for a real one. There is no clock in this crate, so that a report
    /// can be reproduced; who calls it has one, or `SOURCE_DATE_EPOCH`.
    pub time: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            color: false,
            hyperlinks: false,
            width: None,
            root: None,
            shown: Severity::Note,
            unchanged: false,
            statistics: false,
            compact: false,
            time: None,
        }
    }
}
