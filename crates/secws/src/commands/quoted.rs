//! Strings of others in what people paste.

/// A string in double quotes that YAML (1.2, double-quoted style) and TOML (basic string) both read as `text`. What would not
/// show, ends a line or reorders text is escaped, in the forms that both know.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if is_plain(character) => quoted.push(character),
            '\0'..='\u{ffff}' => quoted.push_str(&format!("\\u{:04X}", u32::from(character))),
            _ => quoted.push_str(&format!("\\U{:08X}", u32::from(character))),
        }
    }
    quoted.push('"');
    quoted
}

/// The text with what would not show, ends a line or reorders text escaped, as Rust writes it.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_plain(character) {
            shown.push(character);
        } else {
            shown.extend(character.escape_debug());
        }
    }
    shown
}

/// Whether a terminal shows it as one character that is what it seems. Rust escapes the rest for the same reason, and quotes
/// and backslashes besides.
fn is_plain(character: char) -> bool {
    matches!(character, '"' | '\'' | '\\') || character.escape_debug().len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_quotes() {
        assert_eq!(quoted("a \"b\" \\ 'c' ü"), r#""a \"b\" \\ 'c' ü""#);
        assert_eq!(quoted("x\n\u{1b}\u{202e}\u{e0001}"), r#""x\u000A\u001B\u202E\U000E0001""#);
    }

    #[test]
    fn toml_reads_what_was_meant() {
        for text in ["", "a/b.wasm", "\"", "\\", "'", "\0\t\r\n\u{7f}\u{85}\u{2028}\u{feff}\u{10ffff}", "#${{ x }}"] {
            let document: toml_edit::DocumentMut = format!("key = {}", quoted(text)).parse().unwrap_or_default();
            assert_eq!(document.get("key").and_then(toml_edit::Item::as_str), Some(text), "{}", quoted(text));
        }
    }

    #[test]
    fn terminals_are_told_nothing() {
        assert_eq!(shown("it's \"ü\" \\"), "it's \"ü\" \\");
        assert_eq!(shown("a\u{1b}[31m\n\u{202e}b"), "a\\u{1b}[31m\\n\\u{202e}b");
    }
}
