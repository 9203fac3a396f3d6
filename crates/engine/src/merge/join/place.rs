//! Where a finding is, so that places of tools that count differently can be compared.

use secws_model::{ReportedFinding, Span};

/// Where in its file a finding is. The end is one past the last position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Where {
    /// In a text, by line and column; whole lines, where a tool names no columns.
    Text { start: u64, end: u64, whole_lines: bool },
    /// In a file without lines, by byte.
    Bytes { start: u64, end: u64 },
    /// The file.
    File,
}

/// How well two places agree, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// They are equal.
    Equal,
    /// They overlap.
    Overlap,
    /// One of them is whole lines, or the whole file.
    Rough,
}

impl Where {
    /// Of a finding.
    pub(super) fn of(finding: &ReportedFinding) -> Self {
        let position = |line: u32, column: u32| u64::from(line) << 32 | u64::from(column);
        match (finding.place.region, finding.place.span) {
            (Some(region), _) if names_lines_only(finding) => Where::Text {
                start: position(region.start_line, 0),
                end: position(region.end_line.max(region.start_line).saturating_add(1), 0),
                whole_lines: true,
            },
            (Some(region), _) => {
                let start = position(region.start_line, region.start_column);
                let end = position(region.end_line, region.end_column).max(start + 1);
                Where::Text { start, end, whole_lines: false }
            }
            (None, Some(Span { start, end })) => Where::Bytes { start, end: end.max(start.saturating_add(1)) },
            (None, None) => Where::File,
        }
    }

    /// Whether it is narrower than lines.
    pub(super) fn is_exact(self) -> bool {
        !matches!(self, Where::Text { whole_lines: true, .. } | Where::File)
    }

    /// The axis that it is on, and the interval there. A file as a whole is on the axis of those without lines.
    pub(super) fn interval(self) -> (bool, u64, u64) {
        match self {
            Where::Text { start, end, .. } => (true, start, end),
            Where::Bytes { start, end } => (false, start, end),
            Where::File => (false, 0, u64::MAX),
        }
    }

    /// How well it agrees with another place; none if they do not overlap.
    pub(super) fn agreement(self, other: Self) -> Option<Agreement> {
        let ((text, start, end), (other_text, other_start, other_end)) = (self.interval(), other.interval());
        if text != other_text || start >= other_end || other_start >= end {
            return None;
        }
        Some(match (self.is_exact() && other.is_exact(), self == other) {
            (true, true) => Agreement::Equal,
            (true, false) => Agreement::Overlap,
            (false, _) => Agreement::Rough,
        })
    }

    /// How far two starts are from each other.
    pub(super) fn distance(self, other: Self) -> u64 {
        self.interval().1.abs_diff(other.interval().1)
    }
}

/// Whether the log that a finding comes from names no columns, or empty ones: what its region has was then made of the line.
fn names_lines_only(finding: &ReportedFinding) -> bool {
    let region = finding.original.as_ref().and_then(|original| original.pointer("/locations/0/physicalLocation/region"));
    region.is_some_and(|region| {
        let [start, end] = ["startColumn", "endColumn"].map(|key| region.get(key).and_then(serde_json::Value::as_u64));
        let one_line = region.get("endLine").is_none_or(|end| Some(end) == region.get("startLine"));
        let by_line = region.get("startLine").is_some();
        by_line && (start.is_none() && end.is_none() || start.is_some() && start == end && one_line)
    })
}
