//! Foreign text inside of a line. Every text that comes here is on one line and safe to print (see `escape`).

use std::borrow::Cow;

/// A code span, longer than any run of backticks in it. An empty text is shown as a blank.
pub(super) fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let needs_blanks = text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let blank = if needs_blanks { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A sentence: words that could mean something in Markdown, or that GitHub would link, stand in code spans.
pub(super) fn prose(text: &str) -> String {
    let mut parts: Vec<Cow<str>> = Vec::new();
    let mut odd: Vec<&str> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !is_plain(word) {
            odd.push(word);
            continue;
        }
        if !odd.is_empty() {
            parts.push(Cow::Owned(code(&odd.join(" "))));
            odd.clear();
        }
        parts.push(Cow::Borrowed(word));
    }
    if !odd.is_empty() {
        parts.push(Cow::Owned(code(&odd.join(" "))));
    }
    parts.join(" ")
}

/// The cell of a table: there a bar ends the cell even inside of a code span.
pub(super) fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// A block of code, longer than any run of backticks in it.
pub(super) fn block(lines: &str) -> String {
    let fence = "`".repeat((longest_run(lines) + 1).max(3));
    format!("{fence}\n{}\n{fence}\n", lines.trim_end_matches('\n'))
}

/// The first `most` characters, and an ellipsis when something is cut.
pub(super) fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most).and_then(|(end, _)| text.get(..end)) {
        Some(kept) => Cow::Owned(format!("{kept}…")),
        None => Cow::Borrowed(text),
    }
}

/// Whether a word has no character that Markdown, or GitHub's search for links and mentions, knows. A colon at its end means
/// nothing.
fn is_plain(word: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || ",.;'\"()?!/%-…".contains(character);
    let word = word.strip_suffix(':').unwrap_or(word);
    word.chars().all(is_plain) && !word.starts_with(['-', '.', '!']) && !word.to_ascii_lowercase().contains("www.")
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_longer_than_what_is_in_it() {
        assert_eq!(["a", "a`b", "`a``", " ", ""].map(code), ["`a`", "``a`b``", "``` `a`` ```", "`   `", "`  `"]);
    }

    #[test]
    fn odd_words_are_code() {
        assert_eq!(prose("The shell runs 'cmd' (50 %), über."), "The shell runs 'cmd' (50 %), über.");
        assert_eq!(prose("see: <b> [x](y)  now @me www.x.y #1"), "see: `<b> [x](y)` now `@me www.x.y #1`");
        assert_eq!(prose(":x: http://a"), "`:x: http://a`");
        assert_eq!(prose("- x"), "`-` x");
    }

    #[test]
    fn a_bar_ends_no_cell() {
        assert_eq!(cell(&code("a|b`|")), r"``a\|b`\|``");
    }

    #[test]
    fn a_block_is_longer_than_what_is_in_it() {
        assert_eq!(block("x\n````\n"), "`````\nx\n````\n`````\n");
        assert_eq!(block(""), "```\n\n```\n");
    }
}
