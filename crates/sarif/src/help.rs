//! What is taken out of a rule's help.

/// The first paragraph of a Markdown text that is neither a heading nor a fenced block, on one line.
pub(crate) fn first_paragraph(markdown: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines().map(str::trim) {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if mark == open => fence = None,
            (Some(_), _) => {}
            (None, _) if !words.is_empty() && ends_paragraph(line, mark) => break,
            (None, Some(_)) => fence = mark,
            (None, None) if line.starts_with('#') => {}
            (None, None) => words.extend(line.split_whitespace()),
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

fn ends_paragraph(line: &str, fence: Option<&str>) -> bool {
    line.is_empty() || line.starts_with('#') || fence.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_blocks_are_no_paragraph() {
        let help = "# Title\n\n```python\nx = 1\n```\n\nIt matters\nbecause of `x`.\n\n## Example\n";
        assert_eq!(first_paragraph(help).as_deref(), Some("It matters because of `x`."));
        assert_eq!(first_paragraph("one\n# two").as_deref(), Some("one"));
        assert_eq!(first_paragraph("one\n```\ntwo").as_deref(), Some("one"));
        assert_eq!(first_paragraph("# Title\n\n~~~\n```\nopen"), None);
        assert_eq!(first_paragraph(""), None);
    }
}
