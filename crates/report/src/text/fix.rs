//! Fixes: what each does, then its edits, a line each.

use secws_model::{Applicability, Region, RepoPath, ReportedEdit, ReportedFix};

use crate::escape;

/// Characters of a replacement that are shown.
const REPLACEMENT: usize = 200;

/// The title, and the edits; those of the finding's own file without its name.
pub(crate) fn render(fix: &ReportedFix, own: &RepoPath) -> String {
    let mut lines = vec![escape::prose(&fix.title).into_owned() + caution(fix.applicability)];
    lines.extend(fix.edits.iter().map(|edit| line(edit, own)));
    lines.join("\n")
}

fn caution(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe | Applicability::DisplayOnly => "",
        Applicability::Unsafe => " (may change what the code does)",
    }
}

/// Begins with a word of ours, so that no name can start the line.
fn line(edit: &ReportedEdit, own: &RepoPath) -> String {
    let Region { start_line, start_column, end_line, end_column } = edit.region;
    let start = format!("{start_line}:{start_column}");
    let end = if end_line == start_line { end_column.to_string() } else { format!("{end_line}:{end_column}") };
    let range = format!("{start}-{end}");
    let file = if edit.path == *own { String::new() } else { format!("{}:", escape::name(edit.path.as_str())) };
    let new = shortened(&edit.replacement);
    match (edit.replacement.is_empty(), (start_line, start_column) == (end_line, end_column)) {
        (true, _) => format!("at {file}{range}: remove"),
        (false, true) => format!("at {file}{start}: insert `{new}`"),
        (false, false) => format!("at {file}{range}: replace with `{new}`"),
    }
}

fn shortened(replacement: &str) -> String {
    let cut = replacement.char_indices().nth(REPLACEMENT);
    let kept = cut.and_then(|(end, _)| replacement.get(..end));
    escape::name(kept.unwrap_or(replacement)).into_owned() + if kept.is_some() { "…" } else { "" }
}
