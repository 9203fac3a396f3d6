//! Source lines with their numbers.

use secws_model::Snippet;

use crate::escape;

/// `12 | eval(code)`, a line each, safe to print. No line starts with a foreign text.
pub(crate) fn numbered(snippet: &Snippet) -> String {
    let (source, _) = escape::source(&snippet.text, 0..0);
    let last = u64::from(snippet.line) + source.matches('\n').count() as u64;
    let width = last.to_string().len();
    (u64::from(snippet.line)..)
        .zip(source.split('\n'))
        .map(|(number, line)| format!("{number:>width$} | {line}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_aligned() {
        let snippet = |line, text: &str| numbered(&Snippet { line, text: text.to_owned(), highlight: 0..0 });
        assert_eq!(snippet(9, "a\r\n\tb\u{1b}"), " 9 | a\n10 |     b\\u{1b}\n");
        assert_eq!(snippet(u32::MAX, ""), "4294967295 | \n");
    }
}
